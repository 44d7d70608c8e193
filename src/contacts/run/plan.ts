import type { Attribute } from '../../api/attrs.js';
import type { Unescape } from '../checking/cleaned.js';
import { type DateReader, dateReader } from '../checking/dates.js';
import { derivedId } from '../checking/derived-id.js';
import type { E164, PhoneReader } from '../checking/e164.js';
import type { FindAddress } from '../checking/known-address.js';
import type { NothingRule } from '../checking/nothing.js';
import type { Shard } from '../checking/shard.js';
import type { DeriveId } from '../checking/which-contact.js';
import type { Column } from '../columns/target.js';
import type { Table } from '../reading/row.js';
import type { PlannedRows } from './planned-rows.js';

export type OnConflict = 'skip' | 'update' | 'fail';
export type OnDuplicate = 'reject' | 'first' | 'last';
export type Preflight = 'auto' | 'full' | 'none';
export type Verify = 'echo' | 'readback' | 'none';

/** How many rows may be rejected before the run sends nothing at all: a number or a percentage. */
export type RejectLimit = { readonly kind: 'rows' | 'percent'; readonly amount: number };

/** The settings of an import; kept in the manifest, so that a resumed run uses the same ones. */
export type ImportSettings = {
  readonly batchSize: number;
  readonly concurrency: number;
  readonly onConflict: OnConflict;
  readonly duplicates: OnDuplicate;
  readonly maxRejects: RejectLimit;
  readonly preflight: Preflight;
  readonly verify: Verify;
  /** Whether a blank cell leaves a contact's value alone or clears it. */
  readonly blank: 'keep' | 'clear';
  /** Whether leading and trailing whitespace of a value is trimmed (and counted). */
  readonly trim: boolean;
  /** Which apostrophes that were only added for a spreadsheet are stripped from text. */
  readonly unescape: Unescape;
  /** Whether phone numbers are validated, or rewritten; absent in runs of earlier versions, which always validated them. */
  readonly phone?: 'check' | 'as-is' | E164;
  /** Whether ids are checked for damage by spreadsheets; absent in runs of earlier versions. */
  readonly ids?: 'check' | 'as-is';
  /** What cells with a word for nothing become; absent in runs of earlier versions, which took them as text. */
  readonly nothing?: NothingRule;
  /** Words for true and false beside the usual ones, in lower case. */
  readonly trueWords?: readonly string[];
  readonly falseWords?: readonly string[];
  /** How dates are written, beside ISO 8601. */
  readonly dateFormat?: string;
  /** The zone of times that have none. */
  readonly dateZone?: string;
  /** The decimal separator of numbers, where the user named one. */
  readonly decimal?: ',' | '.';
  /** The generation of the rules by which cells are read; absent in runs of earlier versions, which keep their rules. */
  readonly rules?: 2;
  /** The part of the rows that this run imports. */
  readonly shard: Shard | undefined;
  /** How long the server may take to show what was written, in milliseconds. */
  readonly readLagMs: number;
};

export type ImportPlan = ImportSettings & {
  readonly columns: readonly Column[];
  /** The attributes of the bot, to propose one for an unmapped column. */
  readonly schema?: readonly Attribute[] | undefined;
  /** Derives an id from the email address of a row that has none (--derive-ids). */
  readonly deriveId?: DeriveId | undefined;
  /** Finds contacts by email address (--key email). */
  readonly findAddress?: FindAddress | undefined;
  /** Reads phone numbers where the settings ask for another form of them. */
  readonly readPhone?: PhoneReader | undefined;
  /** True where `1.000` may mean one thousand. */
  readonly hasCommaDecimals: boolean;
  readonly readDate: DateReader;
  /** The program that exported the file, as it calls itself, if it was recognized. */
  readonly program?: string | undefined;
  /** The most requests per second that the user allows, for the price. */
  readonly maxPerSecond?: number | undefined;
  /** What a plan allows: nothing else is sent (contacts apply). */
  readonly planned?: Planned | undefined;
  /** True where no attributes can be created for columns. */
  readonly isSchemaFixed?: boolean | undefined;
  readonly dryRun: boolean;
  /** True when a file without rows has an exit code of its own (--fail-on-empty). */
  readonly failOnEmpty: boolean;
};

/** The rows of a plan, and the SHA-256 of what they would send: see `rowsDigest`. */
export type Planned = { readonly rows: PlannedRows; readonly rowsSha256: string };

/** What a plan is made of: the decision about the columns, and what the user chose. */
export type PlanParts = {
  readonly table: Pick<Table, 'delimiter'>;
  /** The id of the bot. */
  readonly bot: string;
  readonly columns: readonly Column[];
  readonly settings: ImportSettings;
  /** Whether a row without an id gets one that is derived from its email address. */
  readonly deriveIds: boolean;
  readonly readPhone: PhoneReader | undefined;
  readonly findAddress: FindAddress | undefined;
  readonly schema?: readonly Attribute[] | undefined;
  readonly program?: string | undefined;
  readonly planned?: Planned | undefined;
  readonly isSchemaFixed?: boolean | undefined;
  readonly maxPerSecond?: number | undefined;
  readonly dryRun?: boolean | undefined;
  readonly failOnEmpty?: boolean | undefined;
};

/** What settings and a table say about values, whatever columns they are in. */
export function valueRulesOf(
  settings: ImportSettings,
  { delimiter }: PlanParts['table'],
): ImportSettings & Pick<ImportPlan, 'hasCommaDecimals' | 'readDate'> {
  return { ...settings, hasCommaDecimals: delimiter === ';', readDate: dateReader(settings) };
}

/** The plan of a run: the same for its first leg, for one that resumes it, and for a look at its results. */
export function planOf({ table, bot, columns, settings, deriveIds, ...more }: PlanParts): ImportPlan {
  return {
    ...valueRulesOf(settings, table),
    columns,
    deriveId: deriveIds ? (email) => derivedId(bot, email) : undefined,
    readPhone: more.readPhone,
    findAddress: more.findAddress,
    schema: more.schema,
    program: more.program,
    planned: more.planned,
    isSchemaFixed: more.isSchemaFixed,
    maxPerSecond: more.maxPerSecond,
    dryRun: more.dryRun === true,
    failOnEmpty: more.failOnEmpty === true,
  };
}

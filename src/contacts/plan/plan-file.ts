import type { FieldChange } from '../checking/compared.js';
import type { ColumnOptions } from '../columns/column-options.js';
import type { Column } from '../columns/target.js';
import type { ReadingOptions } from '../reading/options.js';
import type { ImportSettings } from '../run/plan.js';
import type { Price } from '../run/price.js';

/** The version of the format; a plan of a newer version is refused. */
export const planVersion = 1;
export const planKind = 'cbase contacts plan';

/** What a plan was made of, and what it would do in numbers. */
export type PlanHeader = {
  readonly kind: typeof planKind;
  readonly version: number;
  /** The version of cbase that made it. */
  readonly cbase: string;
  readonly made_at: string;
  readonly bot: { readonly id: string; readonly name: string };
  /** The server: the origin of the API, or the embedded emulator. */
  readonly where: { readonly local: boolean; readonly origin: string };
  readonly input: PlanInput;
  readonly reading: ReadingOptions;
  /** How many rows were read, from the first; null for all. */
  readonly limit: number | null;
  readonly columns: readonly Column[];
  readonly column_options: ColumnOptions;
  readonly settings: ImportSettings;
  readonly counts: PlanCounts;
  /** Whether contacts that the file does not have are deleted, and what made that safe. Null without --prune. */
  readonly prune: PlannedPrune | null;
  /** How many email addresses are given up by one contact before another takes them. */
  readonly freed_addresses: number;
  readonly price: Price | null;
};

export type PlanInput = {
  /** As the user named it; `stdin` for a pipe. */
  readonly name: string;
  /** Absolute; null for stdin, which must be given again. */
  readonly path: string | null;
  readonly bytes: number;
  readonly sha256: string;
  readonly dialect: string;
  /** SHA-256 of the contacts as they would be sent: two versions of cbase could read the same file differently. */
  readonly rows_sha256: string;
};

export type PlanCounts = {
  readonly rows: number;
  readonly create: number;
  readonly update: number;
  readonly unchanged: number;
  readonly duplicate: number;
  readonly rejected: number;
  readonly delete: number;
};

export type PlannedPrune = {
  /** How many contacts the bot had, all of which were read. */
  readonly contacts: number;
  /** How many may be deleted. */
  readonly max_delete: number;
};

/** What a plan does with one row, or with a contact that no row has. Rows are counted from 1. */
export type Operation = CreateOperation | UpdateOperation | DeleteOperation;

type OfRow = {
  readonly row: number;
  readonly line: number;
  readonly external_id: string | null;
  /** The row after which this one is carried out, because it takes the email address of that row's contact. */
  readonly after_row?: number;
};

export type CreateOperation = OfRow & {
  readonly op: 'create';
  readonly contact: Readonly<Record<string, unknown>>;
};

export type UpdateOperation = OfRow & {
  readonly op: 'update';
  /** Chatbase's id; null where the API returned none. */
  readonly contact_id: string | null;
  /** When the contact had changed last, in Unix seconds; null where the API did not say. */
  readonly updated_at: number | null;
  readonly changes: Readonly<Record<string, FieldChange>>;
};

export type DeleteOperation = {
  readonly op: 'delete';
  readonly external_id: string | null;
  readonly contact_id: string | null;
  readonly updated_at: number | null;
  /** As the API returned it. */
  readonly contact: Readonly<Record<string, unknown>>;
};

import type { Bot } from '../../api/bots.js';
import { type Ending, exitCodes, Failure, gravest } from '../../base/failure.js';
import type { KeySource } from '../../base/key-source.js';
import type { CellChange } from '../checking/cleaned.js';
import type { Target } from '../columns/target.js';
import type { Ledger } from '../ledger.js';
import type { InputFile } from '../reading/input.js';
import type { ReadingNote, Table } from '../reading/row.js';
import type { ImportPlan } from '../run/plan.js';
import type { Price } from '../run/price.js';
import type { ImportResult, Pruned } from '../run/result.js';
import type { Notes } from '../run/state.js';
import { withoutDryRun } from './command-line.js';
import { endingOf, leftText, stopOf } from './ending.js';
import { type FaultGroup, faultsByCode } from './fault-groups.js';
import type { Report } from './files.js';
import { type Understood, understoodOf } from './understood.js';

/** What an import did, for people, for `--json` and for `summary.json`: all three say the same. */
export type ImportSummary = {
  readonly ok: boolean;
  readonly exitCode: number;
  readonly ending: Ending;
  readonly dryRun: boolean;
  /** The name to resume the run by; null when there is nothing to resume. */
  readonly run: string | null;
  readonly shard: { readonly index: number; readonly count: number; readonly rowsElsewhere: number } | null;
  /** The id is null in a check against a file of attributes. */
  readonly bot: { readonly id: string | null; readonly name: string };
  readonly input: {
    readonly name: string;
    readonly bytes: number;
    readonly sha256: string;
    readonly dialect: string;
    readonly rows: number;
    readonly blankLines: number;
    /** What was done, or noticed, while the file was read. */
    readonly notes: readonly ReadingNote[];
  };
  readonly columns: readonly {
    readonly header: string;
    readonly to: string;
    /** The flag or the rule that leaves the column out; null where its cells are imported. */
    readonly leftOutBy: string | null;
  }[];
  /** In a dry run: what each field is taken from, with its value in the first row. Null otherwise. */
  readonly understood: Understood | null;
  /** What became of the contacts that its plan deletes; null for a run that deletes nothing. */
  readonly pruned:
    | (Omit<Pruned, 'withheld' | 'kept'> & { readonly withheld: string | null; readonly kept: string | null })
    | null;
  /** What a run would cost; null for one that was no dry run. */
  readonly price: Price | null;
  /** What to type next: the same without the dry run; null where there is something to fix first. */
  readonly next: string | null;
  /** The flags to repeat when the remaining rows are imported. */
  readonly again: readonly string[];
  /** The flags that select the account. */
  readonly place: readonly string[];
  readonly ledger: Ledger;
  /** Rejected rows by the first of their faults. */
  readonly rejectedBy: Readonly<Record<string, number>>;
  /** All faults of all rejected rows; absent in summaries of earlier versions. */
  readonly faultsBy: Readonly<Record<string, number>>;
  /** The same by column and code, with their values; the most frequent first. */
  readonly faultGroups: readonly FaultGroup[];
  /** The first rows that were not imported; the report contains all of them. */
  readonly firstFaults: readonly {
    readonly line: number;
    /** The place in a JSON array, from 1, where the line does not tell. */
    readonly element?: number;
    readonly code: string;
    readonly message: string;
  }[];
  readonly notes: {
    readonly trimmedValues: number;
    readonly unescapedValues: number;
    readonly shortenedCells: number;
    readonly spareNumbers: number;
    readonly derivedIds: number;
    readonly foundByEmail: number;
    /** Changes to cells, by column. */
    readonly changes: Readonly<Partial<Record<CellChange, Readonly<Record<string, number>>>>>;
    readonly keptNames: number;
    /** Rows of a plan whose contacts are not what they were when it was made, by reason. */
    readonly leftAlone: Readonly<Record<string, number>>;
    readonly nearDuplicates: number;
    readonly similarToExisting: number;
    readonly similarExistingIds: readonly string[];
    readonly replacementCharacters: number;
    readonly notShown: number;
    readonly droppedByServer: Readonly<Record<string, number>>;
  };
  readonly batches: number;
  readonly pagesRead: number;
  /** Why it ended before the last row; null when it did not. */
  readonly stoppedBecause: string | null;
  /** What to do about that. */
  readonly advice: string | null;
  /** In the shape of every other error, for programs; null when all rows are settled. */
  readonly error: { readonly code: Ending; readonly message: string; readonly advice: string | null } | null;
  /** True when too many rows were rejected to send anything, so that the input itself is what to import again. */
  readonly nothingSent: boolean;
  /** True for a run that carries out a plan, which no other row or value gets into. Absent for any other. */
  readonly isOfPlan?: true;
  /** Why the report is not complete; null when it is. */
  readonly reportFailure: string | null;
  readonly directory: string;
  readonly files: readonly string[];
  readonly startedAt: string;
  readonly seconds: number;
};

export type SummaryContext = {
  readonly file: InputFile;
  readonly sha256: string;
  readonly table: Table;
  readonly plan: ImportPlan;
  readonly run: string;
  readonly bot: Bot;
  /** The flags to give again when what is left is imported as a new run. */
  readonly again: readonly string[];
  /** The flags that select the account. */
  readonly place: readonly string[];
  /** The command line. */
  readonly words: readonly string[];
  /** Requests with which contacts were looked up before the file was checked. */
  readonly lookups: number;
  readonly keySource: KeySource;
  readonly report: Report;
  readonly startedAt: number;
  readonly finishedAt: number;
  readonly signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP' | undefined;
};

export function summaryOf(result: ImportResult, context: SummaryContext): ImportSummary {
  const { file, table, plan, run, bot, again, place, report } = context;
  const ending = endingOf(result, plan, context.signal);
  const stop = stopOf(result, plan, context);
  const { groups } = report.faults();
  const summary: ImportSummary = {
    ok: ending === 'done',
    exitCode: exitCodes[ending],
    ending,
    dryRun: plan.dryRun,
    run: result.isKept && !result.overLimit ? run : null,
    shard: plan.shard ? { ...plan.shard, rowsElsewhere: result.rowsElsewhere } : null,
    bot: { id: bot.id === '' ? null : bot.id, name: bot.name },
    input: {
      name: file.name,
      bytes: file.size,
      sha256: context.sha256,
      dialect: table.dialect,
      rows: result.rows,
      blankLines: result.blankLines,
      notes: table.notes?.() ?? [],
    },
    columns: plan.columns.map(({ header, target }) => ({
      header,
      to: targetText(target),
      leftOutBy: leftOutBy(target) ?? null,
    })),
    understood: plan.dryRun ? understoodOf(plan, result.sample) : null,
    pruned: prunedOf(result.pruned),
    price: (plan.dryRun ? result.price : undefined) ?? null,
    next: plan.dryRun && stop === undefined ? withoutDryRun(context.words) : null,
    again,
    place,
    ledger: result.ledger,
    rejectedBy: Object.fromEntries(result.notes.rejectedBy),
    faultsBy: faultsByCode(groups),
    faultGroups: groups.slice(0, maxGroups).map((group) => withUsefulFlags(group, plan)),
    firstFaults: firstOf(report),
    notes: notesOf(result.notes),
    batches: result.batches,
    pagesRead: result.pagesRead + context.lookups,
    stoppedBecause: stop?.message ?? null,
    advice: stop?.advice ?? null,
    error:
      ending === 'done'
        ? null
        : { code: ending, message: stop?.message ?? leftText(result), advice: stop?.advice ?? null },
    nothingSent: result.overLimit,
    ...(plan.planned !== undefined && { isOfPlan: true }),
    reportFailure: null,
    directory: report.directory,
    files: report.files(),
    startedAt: new Date(context.startedAt).toISOString(),
    seconds: Math.round(context.finishedAt - context.startedAt) / 1000,
  };
  return result.reportError === undefined ? summary : withReportFailure(summary, result.reportError);
}

/** The summary of a run whose report could not be written. Throws errors that are not Failures. */
export function withReportFailure(summary: ImportSummary, error: unknown): ImportSummary {
  if (!(error instanceof Failure)) throw error;
  const ending = gravest([summary.ending, 'disk']);
  return { ...summary, ok: false, ending, exitCode: exitCodes[ending], reportFailure: error.message };
}

function prunedOf(pruned: Pruned | undefined): ImportSummary['pruned'] {
  if (pruned === undefined) return null;
  return { ...pruned, withheld: pruned.withheld ?? null, kept: pruned.kept ?? null };
}

const maxGroups = 100;
const maxShown = 5;

function firstOf(report: Report): ImportSummary['firstFaults'] {
  const told = report.faults().faults.filter(({ kind }) => kind === 'rejected');
  return told.slice(0, maxShown).map(({ line, element, code, message }) => ({
    line,
    ...(element !== undefined && { element }),
    code,
    message,
  }));
}

/**
 * Without flags that are of no use: where contacts are updated anyway, as in a plan or a sync, that flag is given already or not known;
 * and no flag changes what a plan does.
 */
function withUsefulFlags(group: FaultGroup, { onConflict, planned }: ImportPlan): FaultGroup {
  if (planned !== undefined) return { ...group, flags: [] };
  const [first, ...flags] = group.flags.slice(-2);
  const isTold = onConflict === 'update' && first === '--on-conflict' && flags[0] === 'update';
  return isTold ? { ...group, flags: group.flags.slice(0, -2) } : group;
}

function notesOf(notes: Notes): ImportSummary['notes'] {
  return {
    trimmedValues: notes.trimmed,
    unescapedValues: notes.unescaped,
    shortenedCells: notes.shortened,
    spareNumbers: notes.spareNumbers,
    derivedIds: notes.derivedIds,
    foundByEmail: notes.foundByEmail,
    changes: Object.fromEntries(
      [...notes.changes].map(([change, byColumn]) => [change, Object.fromEntries(byColumn)]),
    ),
    keptNames: notes.keptNames,
    leftAlone: Object.fromEntries(notes.leftAlone),
    nearDuplicates: notes.nearDuplicates,
    similarToExisting: notes.similarToExisting,
    similarExistingIds: notes.similarExistingIds,
    replacementCharacters: notes.replacementCharacters,
    notShown: notes.notShown,
    droppedByServer: Object.fromEntries(notes.dropped),
  };
}

function targetText(target: Target): string {
  switch (target.kind) {
    case 'field':
      return target.field;
    case 'name-part':
      return `name (${target.part})`;
    case 'spare-phone':
      return 'phonenumber, if the others are blank';
    case 'stripe':
      return 'stripe_accounts';
    case 'attribute':
      return `custom_attributes.${target.attribute.name}`;
    case 'left-out':
    case 'unknown':
      return `left out: ${leftOutBy(target)}`;
  }
}

function leftOutBy(target: Target): string | undefined {
  if (target.kind === 'left-out') return target.rule;
  return target.kind === 'unknown' ? 'empty in every row' : undefined;
}

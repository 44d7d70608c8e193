import { Failure } from '../base/failure.js';
import { attributeField, Fingerprints } from './checking/fingerprints.js';
import { inspect } from './checking/inspect.js';
import { rowKeys } from './checking/keys.js';
import { preflight } from './checking/preflight.js';
import type { Column } from './columns/planning.js';
import type { Journal } from './journal/journal.js';
import { type Ledger, ledgerSum, RowClasses } from './ledger.js';
import type { Flaw, Row, Table } from './reading/row.js';
import type { Entry, Report, ReportFile } from './report/report-files.js';
import type { ImportNeeds, ImportPlan, Notes, Reason, RejectLimit, RunState } from './run.js';
import { deliver, type Halt, pendingCreations } from './sending/deliver.js';
import { createSpool, type Spool } from './sending/spool.js';
import { verified } from './sending/verify.js';

export type ImportResult = {
  readonly rows: number;
  /** Rows of the file that are another shard's. */
  readonly rowsElsewhere: number;
  readonly blankLines: number;
  readonly ledger: Ledger;
  readonly notes: Notes;
  /** Requests it took to see what existed. */
  readonly pagesRead: number;
  /** Requests with contacts, in all legs of the run; in a dry run, those it would take. */
  readonly batches: number;
  /** True when more rows were rejected before sending than the limit allows, so that nothing was sent. */
  readonly overLimit: boolean;
  /** True when the run wrote down what it did, so that it can be gone on with. */
  readonly isKept: boolean;
  readonly halt: Halt | undefined;
  /** True when only what was sent before was settled: what is left is to be sent by another command. */
  readonly onlySettled: boolean;
  /** What kept the report from being written after contacts had been sent. */
  readonly reportError: unknown;
};

/** What makes a run one that can be gone on with. */
export type RunKeeping = {
  /**
   * Called once the file is checked and before anything is sent: begins the journal, or brings the state to where the
   * journal left it. Absent in a dry run.
   */
  readonly openLog?: (state: RunState) => Promise<Journal>;
  /** False to settle what was sent before, and send nothing. */
  readonly maySend: boolean;
};

/**
 * Imports a table of contacts: checks every row, looks what exists, sends the rest. Every row ends in exactly one class
 * of the ledger, whatever happens. Throws Failure 'usage' before anything is sent when the columns are not understood,
 * Failure 'bug' when the ledger does not balance, and whatever the disk or the schema calls throw.
 */
export async function importContacts(
  table: Table,
  plan: ImportPlan,
  report: Report,
  needs: ImportNeeds,
  keeping: RunKeeping,
): Promise<ImportResult> {
  const state = newState(plan, needs.random);
  const spool = plan.dryRun ? undefined : await createSpool(needs.spoolPath());
  let log: Journal | undefined;
  try {
    await inspect(table, plan, state, report, spool, needs);
    await spool?.close();
    await needs.checkInput();
    const blankLines = table.blankLines();
    const overLimit = isOverLimit(state, plan);
    const isHopeless = overLimit || isAllRejected(state);
    log = isHopeless ? undefined : await keeping.openLog?.(state);
    let course =
      isHopeless || needs.stop.aborted
        ? { ...idle, overLimit, batches: state.batches - state.unsentBatches }
        : await steered({ plan, state, log, spool, needs, keeping });
    if (log !== undefined) course = await lockedOut(course, needs.ready);
    settleRemaining(state, plan, course);
    // Whoever took the run over writes its report.
    const reportError = isLockedOut(course.halt)
      ? undefined
      : await errorOf(writeLateRows(table, state, report, course.overLimit, needs.checkInput));
    return {
      rows: state.classes.size - state.classes.countOf('elsewhere'),
      rowsElsewhere: state.classes.countOf('elsewhere'),
      blankLines,
      ledger: balanced(state),
      notes: state.notes,
      ...course,
      isKept: log !== undefined,
      onlySettled: !keeping.maySend,
      reportError,
    };
  } finally {
    await log?.close().catch(() => {});
    await spool?.remove();
  }
}

type Course = Pick<ImportResult, 'pagesRead' | 'batches' | 'halt' | 'overLimit'> & {
  /** True when everything that was to be done was done. */
  readonly isWhole: boolean;
};

const idle: Course = { pagesRead: 0, batches: 0, halt: undefined, overLimit: false, isWhole: false };

type Steering = {
  readonly plan: ImportPlan;
  readonly state: RunState;
  readonly log: Journal | undefined;
  readonly spool: Spool | undefined;
  readonly needs: ImportNeeds;
  readonly keeping: RunKeeping;
};

/** Looks, sends, and looks again. From here on nothing is thrown: what happened is told together with why it ended. */
async function steered({ plan, state, log, spool, needs, keeping }: Steering): Promise<Course> {
  let pagesRead = 0;
  const isBegun = state.hasSent;
  try {
    pagesRead = keeping.maySend ? await preflight({ plan, state, log, spool, needs }) : 0;
    if (!isBegun && isOverLimit(state, plan)) return { ...idle, pagesRead, overLimit: true };
    const pending = pendingCreations(state);
    if (spool === undefined)
      return { ...idle, pagesRead, batches: Math.ceil(pending / plan.batchSize), isWhole: true };
    const attributes = plan.columns.flatMap(attributeName);
    const delivering = { spool, plan, state, log, needs, attributes, maySend: keeping.maySend };
    const halt = (await deliver(delivering)) ?? (await verified(delivering));
    return { ...idle, pagesRead, batches: state.batches - state.unsentBatches, halt };
  } catch (cause) {
    return { ...idle, pagesRead, batches: state.batches - state.unsentBatches, halt: { cause } };
  }
}

/** Whoever was stopped and taken for dead leaves the report to the run that has the lock now, whatever else went wrong. */
async function lockedOut(course: Course, ready: ImportNeeds['ready']): Promise<Course> {
  try {
    await ready();
    return course;
  } catch (cause) {
    return { ...course, halt: { cause } };
  }
}

/** True when the lock of this run was given to another, which may be going on with this very run. */
export function isLockedOut(halt: Halt | undefined): boolean {
  return halt?.cause instanceof Failure && halt.cause.kind === 'locked';
}

/** What a run knows before it begins. */
export function newState(
  plan: Pick<ImportPlan, 'columns' | 'onConflict' | 'verify'>,
  random: () => number,
): RunState {
  const names = plan.columns.flatMap(comparedName);
  return {
    classes: new RowClasses(),
    keys: rowKeys(random),
    prints:
      plan.onConflict === 'update' || plan.verify === 'readback'
        ? new Fingerprints([...new Set(names)], Math.floor(random() * 2 ** 32))
        : undefined,
    reasons: new Map(),
    changed: new Map(),
    winners: new Map(),
    checked: new Map(),
    retried: new Set(),
    flawedElsewhere: 0,
    wasAbsent: false,
    storesParts: 'unknown',
    hasSent: false,
    mustLook: false,
    batches: 0,
    unsentBatches: 0,
    notes: {
      trimmed: 0,
      shortened: 0,
      unescaped: 0,
      spareNumbers: 0,
      derivedIds: 0,
      nearDuplicates: 0,
      replacementCharacters: 0,
      notShown: 0,
      dropped: new Map(),
      rejectedBy: new Map(),
    },
  };
}

function comparedName({ target }: Column): readonly string[] {
  switch (target.kind) {
    case 'field':
      return target.field === 'external_id' ? [] : [target.field];
    case 'spare-phone':
      return ['phonenumber'];
    case 'name-part':
      return ['name'];
    case 'stripe':
      return ['stripe_accounts'];
    case 'attribute':
      return [attributeField(target.attribute.name)];
    case 'left-out':
    case 'unknown':
      return [];
  }
}

function attributeName({ target }: Column): readonly string[] {
  return target.kind === 'attribute' ? [target.attribute.name] : [];
}

/** A percentage of a small file would be less than one row, so it is taken of 300 rows at least. */
const smallestForPercent = 300;

export function allowed({ kind, amount }: RejectLimit, rows: number): number {
  return kind === 'rows' ? amount : Math.floor((Math.max(rows, smallestForPercent) * amount) / 100);
}

/** Counted in all shards of a file, so that all of them decide alike. Only asked before anything is sent. */
function isOverLimit({ classes, flawedElsewhere }: RunState, { maxRejects }: ImportPlan): boolean {
  return classes.countOf('rejected') + flawedElsewhere > allowed(maxRejects, classes.size);
}

function isAllRejected({ classes }: RunState): boolean {
  return classes.countOf('rejected') === classes.size;
}

function settleRemaining({ classes, changed }: RunState, plan: ImportPlan, course: Course): void {
  if (plan.dryRun && !course.overLimit && course.isWhole) {
    for (const ordinal of changed.keys()) classes.set(ordinal, 'updated');
    classes.move('pending', 'created');
  }
  classes.move('open', 'in doubt');
  classes.move('pending', 'unprocessed');
}

/**
 * Writes the rows whose fate was not known while the file was read, by reading it once more. Without a single row sent,
 * the input itself is the list of what was not processed.
 */
async function writeLateRows(
  table: Table,
  state: RunState,
  report: Report,
  nothingSent: boolean,
  checkInput: () => Promise<void>,
): Promise<void> {
  const { unprocessed, 'in doubt': inDoubt } = state.classes.count();
  if (state.reasons.size === 0 && (unprocessed === 0 || nothingSent) && inDoubt === 0) return;
  // Rows are known by their place in the file: of another file they would be others.
  await checkInput();
  for await (const rows of table.rows()) {
    const late: Record<ReportFile, Entry[]> = {
      rejects: [],
      duplicates: [],
      'in-doubt': [],
      unprocessed: [],
    };
    for (const row of rows) {
      const file = lateFile(state, row.ordinal, nothingSent);
      if (file !== undefined) late[file].push({ row, flaws: flawsOf(row, state.reasons.get(row.ordinal)) });
    }
    for (const file of Object.keys(late) as ReportFile[]) await report.add(file, late[file]);
  }
}

/** What a deed throws; it is told of in the summary instead of hiding what was sent. */
function errorOf(deed: Promise<void>): Promise<unknown> {
  return deed.then(
    () => undefined,
    (error: unknown) => error,
  );
}

function lateFile(state: RunState, ordinal: number, nothingSent: boolean): ReportFile | undefined {
  const rowClass = state.classes.of(ordinal);
  if (rowClass === 'rejected' && state.reasons.has(ordinal)) return 'rejects';
  if (rowClass === 'duplicate') return 'duplicates';
  if (rowClass === 'in doubt') return 'in-doubt';
  return rowClass === 'unprocessed' && !nothingSent ? 'unprocessed' : undefined;
}

function flawsOf({ line }: Row, reason: Reason | undefined): readonly Flaw[] {
  return reason === undefined
    ? [{ line, column: undefined, code: '', message: '' }]
    : [{ line, column: undefined, ...reason }];
}

function balanced({ classes }: RunState): Ledger {
  const ledger = classes.count();
  const rows = classes.size - classes.countOf('elsewhere');
  if (ledgerSum(ledger) === rows) return ledger;
  throw new Failure(
    'bug',
    `The ledger does not balance: ${rows} rows were read, ${ledgerSum(ledger)} are accounted for`,
    {
      advice: 'Report this with the summary, please; look the contacts up before importing again',
    },
  );
}

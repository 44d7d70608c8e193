import { maxPageSize } from '../../api/contacts.js';
import { Failure } from '../../base/failure.js';
import type { Column } from '../columns/target.js';
import type { Journal } from '../journal/journal.js';
import { type Ledger, ledgerSum } from '../ledger.js';
import type { Table } from '../reading/row.js';
import type { Report } from '../report/files.js';
import { writeLateRows } from '../report/late-rows.js';
import type { ImportDeps } from '../run/deps.js';
import type { ImportPlan, Planned, RejectLimit } from '../run/plan.js';
import { type PriceFacts, priceOf } from '../run/price.js';
import { type ImportResult, isLockedOut } from '../run/result.js';
import { newState, type RunState } from '../run/state.js';
import { deliver, pendingCreations } from '../sending/deliver.js';
import { rowsDigest } from '../sending/rows-digest.js';
import { createSpool, type Spool } from '../sending/spool.js';
import { verifyStored } from '../sending/verify.js';
import { checkFile } from './check-file.js';
import { type Course, idle } from './course.js';
import type { Planner } from './planner.js';
import { type Looked, preflight } from './preflight.js';
import { type Prune, pruneLast } from './prune-last.js';

/** What a run works on. */
export type ImportRun = {
  readonly table: Table;
  readonly plan: ImportPlan;
  readonly report: Report;
  readonly deps: ImportDeps;
  /**
   * Called once the file is checked and before anything is sent: begins the journal, or replays it into the state. Absent
   * in a dry run.
   */
  readonly openJournal?: ((state: RunState) => Promise<Journal>) | undefined;
  /** False to settle what was sent before, and send nothing. */
  readonly maySend: boolean;
  /** The command line, to be repeated in advice. */
  readonly words: readonly string[];
  /** Requests with which contacts were looked up before the file was checked. */
  readonly lookups: number;
  /** In a dry run: makes a plan of what it finds. */
  readonly planner?: Planner | undefined;
  /** Deletes the contacts that a plan deletes; called last, and only if everything before ended well. */
  readonly prune?: Prune | undefined;
};

/**
 * Imports a table of contacts: checks every row, looks up what exists, sends the rest. Every row ends in exactly one class
 * of the ledger, whatever happens. Throws Failure 'usage' before anything is sent when the columns are not understood,
 * Failure 'bug' when the ledger does not balance, and whatever the disk or the schema calls throw.
 */
export async function runImport({ table, openJournal, ...run }: ImportRun): Promise<ImportResult> {
  const { plan, report, deps, maySend, words, lookups, planner, prune } = run;
  const state = newState(plan, deps.random);
  state.refusesWhole = deps.refusals.areWhole;
  const spool = plan.dryRun && planner === undefined ? undefined : await createSpool(deps.spoolPath());
  let log: Journal | undefined;
  try {
    await checkFile(table, { plan, state, report, spool, words, deps });
    await spool?.close();
    await deps.checkInput();
    if (plan.planned !== undefined && spool !== undefined) await refuseOtherRows(spool, plan.planned);
    const blankLines = table.blankLines();
    const overLimit = isOverLimit(state, plan);
    const isHopeless = overLimit || isAllRejected(state);
    log = isHopeless ? undefined : await openJournal?.(state);
    let course =
      isHopeless || deps.stop.aborted
        ? { ...idle, overLimit, batches: state.batches - state.unsentBatches }
        : await lookAndSend({ plan, state, log, spool, deps, maySend, lookups, planner });
    if (log !== undefined && prune !== undefined && maySend)
      course = await pruneLast(course, { state, log, deps, prune });
    if (log !== undefined) course = await unlessLockedOut(course, deps.ready);
    settleRemaining(state, plan, course);
    state.notes.keptNames = keptNames(state);
    // The process that took the run over writes its report.
    const reportError = isLockedOut(course.halt)
      ? undefined
      : await errorOf(
          writeLateRows(report, {
            table,
            state,
            nothingSent: course.overLimit,
            checkInput: deps.checkInput,
          }),
        );
    return {
      rows: state.classes.size - state.classes.countOf('elsewhere'),
      rowsElsewhere: state.classes.countOf('elsewhere'),
      blankLines,
      ledger: balanced(state),
      notes: state.notes,
      sample: state.sample,
      ...course,
      isKept: log !== undefined,
      onlySettled: !maySend,
      reportError,
    };
  } finally {
    await log?.close().catch(() => {});
    await spool?.remove();
  }
}

type Sending = {
  readonly plan: ImportPlan;
  readonly state: RunState;
  readonly log: Journal | undefined;
  readonly spool: Spool | undefined;
  readonly deps: ImportDeps;
  readonly maySend: boolean;
  readonly lookups: number;
  readonly planner: Planner | undefined;
};

/** Looks up what exists, sends, and verifies. Throws nothing: the course tells what was done and why it ended. */
async function lookAndSend(sending: Sending): Promise<Course> {
  const { plan, state, log, spool, deps, maySend, planner } = sending;
  let pagesRead = 0;
  const isBegun = state.hasSent;
  try {
    const startedMs = deps.monotonic();
    const looked = maySend
      ? await preflight({ plan, state, log, spool, deps, others: planner?.others })
      : undefined;
    pagesRead = looked?.requests ?? 0;
    if (!isBegun && isOverLimit(state, plan)) return { ...idle, pagesRead, overLimit: true };
    const price = looked && priceOf(priceFacts(sending, looked, deps.monotonic() - startedMs));
    if (spool !== undefined && price !== undefined) await planner?.record(state, spool, price);
    if (spool === undefined || plan.dryRun)
      return { ...idle, pagesRead, batches: price?.batches ?? 0, price, isWhole: true };
    if (price !== undefined) deps.onPriced(price);
    const attributes = plan.columns.flatMap(attributeName);
    const delivery = { spool, plan, state, log, deps, attributes, maySend };
    const halt = (await deliver(delivery)) ?? (await verifyStored(delivery));
    return { ...idle, pagesRead, batches: state.batches - state.unsentBatches, halt };
  } catch (cause) {
    return { ...idle, pagesRead, batches: state.batches - state.unsentBatches, halt: { cause } };
  }
}

/** The attributes were asked for before; a verification by reading reads the list once more. */
function priceFacts(
  { plan, state, lookups, planner }: Pick<Sending, 'plan' | 'state' | 'lookups' | 'planner'>,
  { requests, requestsOfRun, contacts }: Looked,
  elapsedMs: number,
): PriceFacts {
  const creates = pendingCreations(state);
  const readback = plan.verify === 'readback' ? Math.ceil(((contacts ?? 0) + creates) / maxPageSize) : 0;
  return {
    lookups: lookups + requestsOfRun + 1 + readback,
    batches: Math.ceil(creates / plan.batchSize),
    updates: state.classes.countOf('pending') - creates,
    creates,
    deletes: planner?.deletions() ?? 0,
    contacts,
    requestMs: requests === 0 ? undefined : elapsedMs / requests,
    concurrency: plan.concurrency,
    maxPerSecond: plan.maxPerSecond,
  };
}

/** The same bytes are the same rows, unless another version of cbase, or another list of contacts, reads them differently. */
async function refuseOtherRows(spool: Spool, { rowsSha256 }: Planned): Promise<void> {
  if ((await rowsDigest(spool)) === rowsSha256) return;
  throw new Failure(
    'usage',
    'The rows of the file are not read as they were when the plan was made; nothing was sent',
    {
      advice: 'Make the plan again with this version of cbase',
    },
  );
}

/** A process that lost its lock leaves the report to the one that took it over, whatever else went wrong. */
async function unlessLockedOut(course: Course, ready: ImportDeps['ready']): Promise<Course> {
  try {
    await ready();
    return course;
  } catch (cause) {
    return { ...course, halt: { cause } };
  }
}

function attributeName({ target }: Column): readonly string[] {
  return target.kind === 'attribute' ? [target.attribute.name] : [];
}

/** A percentage of a small file would be less than one row, so it is taken of at least 300 rows. */
const smallestForPercent = 300;

export function allowed({ kind, amount }: RejectLimit, rows: number): number {
  return kind === 'rows' ? amount : Math.floor((Math.max(rows, smallestForPercent) * amount) / 100);
}

/** Counts rejects in all shards of a file, so that all of them decide alike. Checked only before anything is sent. */
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

/** Contacts that exist and kept their name, because the row has only a part of it. */
function keptNames({ classes, partialNames }: RunState): number {
  let rows = 0;
  for (let ordinal = 0; ordinal < classes.size; ordinal++)
    if (partialNames.has(ordinal) && ['updated', 'unchanged'].includes(classes.of(ordinal))) rows++;
  return rows;
}

/** The error of a promise: it goes into the summary, so that it does not hide what was sent. */
function errorOf(work: Promise<void>): Promise<unknown> {
  return work.then(
    () => undefined,
    (error: unknown) => error,
  );
}

function balanced({ classes }: RunState): Ledger {
  const ledger = classes.count();
  const rows = classes.size - classes.countOf('elsewhere');
  if (ledgerSum(ledger) === rows) return ledger;
  throw new Failure(
    'bug',
    `The ledger does not balance: ${rows} rows were read, but ${ledgerSum(ledger)} are accounted for`,
    {
      advice: 'Report this bug and include the summary; look the contacts up before importing again',
    },
  );
}

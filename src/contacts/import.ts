import { join } from 'node:path';
import { Failure } from '../failure.js';
import { attributeField, Fingerprints } from './checking/fingerprints.js';
import { inspect } from './checking/inspect.js';
import { rowKeys } from './checking/keys.js';
import { preflight } from './checking/preflight.js';
import type { Column } from './columns/planning.js';
import { type Ledger, ledgerSum, RowClasses } from './ledger.js';
import type { Flaw, Row, Table } from './reading/row.js';
import type { Entry, Report, ReportFile } from './report/report-files.js';
import type { ImportNeeds, ImportPlan, Notes, RejectLimit, RunState } from './run.js';
import { deliver, type Halt } from './sending/deliver.js';
import type { Reason } from './sending/outcome.js';
import { createSpool } from './sending/spool.js';

export type ImportResult = {
  readonly rows: number;
  readonly blankLines: number;
  readonly ledger: Ledger;
  readonly notes: Notes;
  /** Pages of existing contacts that were read. */
  readonly pagesRead: number;
  /** Batches that were sent; in a dry run, that would be. */
  readonly batches: number;
  /** True when more rows were rejected before sending than the limit allows, so that nothing was sent. */
  readonly overLimit: boolean;
  readonly halt: Halt | undefined;
  /** What kept the report from being written after contacts had been sent. */
  readonly reportError: unknown;
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
): Promise<ImportResult> {
  const state = newState(plan, needs.random);
  const spool = plan.dryRun ? undefined : await createSpool(join(report.directory, '.cbase-spool'));
  try {
    await inspect(table, plan, state, report, spool, needs);
    await spool?.close();
    await needs.checkInput();
    const blankLines = table.blankLines();
    const checked = state.classes.count().rejected;
    const isHopeless =
      checked > allowed(plan.maxRejects, state.classes.size) || checked === state.classes.size;
    const pagesRead = isHopeless || needs.stop.aborted ? 0 : await preflight(state, plan.onConflict, needs);
    const overLimit = state.classes.count().rejected > allowed(plan.maxRejects, state.classes.size);
    const planned = overLimit
      ? 0
      : Math.ceil((state.classes.countPending() - state.changed.size) / plan.batchSize);
    const delivery = overLimit || spool === undefined ? undefined : await deliver(spool, plan, state, needs);
    settleRemaining(state, plan, overLimit);
    const reportError = await errorOf(writeLateRows(table, state, report, overLimit, needs.checkInput));
    const ledger = balanced(state);
    return {
      rows: state.classes.size,
      blankLines,
      ledger,
      notes: state.notes,
      pagesRead,
      batches: delivery?.batches ?? planned,
      overLimit,
      halt: delivery?.halt,
      reportError,
    };
  } finally {
    await spool?.remove();
  }
}

function newState(plan: ImportPlan, random: () => number): RunState {
  const names = plan.columns.flatMap(comparedName);
  return {
    classes: new RowClasses(),
    keys: rowKeys(random),
    prints:
      plan.onConflict === 'update'
        ? new Fingerprints([...new Set(names)], Math.floor(random() * 2 ** 32))
        : undefined,
    reasons: new Map(),
    changed: new Map(),
    winners: new Map(),
    notes: {
      trimmed: 0,
      shortened: 0,
      derivedIds: 0,
      nearDuplicates: 0,
      replacementCharacters: 0,
      dropped: new Map(),
      rejectedBy: new Map(),
    },
  };
}

function comparedName({ target }: Column): readonly string[] {
  switch (target.kind) {
    case 'field':
      return target.field === 'external_id' ? [] : [target.field];
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

/** A percentage of a small file would be less than one row, so it is taken of 300 rows at least. */
const smallestForPercent = 300;

export function allowed({ kind, amount }: RejectLimit, rows: number): number {
  return kind === 'rows' ? amount : Math.floor((Math.max(rows, smallestForPercent) * amount) / 100);
}

function settleRemaining(state: RunState, plan: ImportPlan, overLimit: boolean): void {
  if (plan.dryRun && !overLimit) {
    for (const ordinal of state.changed.keys()) state.classes.set(ordinal, 'updated');
    state.classes.settleRest('created');
  }
  state.classes.settleRest('unprocessed');
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

function balanced(state: RunState): Ledger {
  const ledger = state.classes.count();
  if (ledgerSum(ledger) === state.classes.size) return ledger;
  throw new Failure(
    'bug',
    `The ledger does not balance: ${state.classes.size} rows were read, ${ledgerSum(ledger)} are accounted for`,
    {
      advice: 'Report this with the summary, please; look the contacts up before importing again',
    },
  );
}

import { Failure } from '../../src/base/failure.js';
import { rowClasses } from '../../src/contacts/ledger.js';
import type { Fault } from '../../src/contacts/report/fault.js';
import { type ImportSummary, type SummaryContext, summaryOf } from '../../src/contacts/report/summary.js';
import type { ImportResult } from '../../src/contacts/run/result.js';
import { newState } from '../../src/contacts/run/state.js';
import { importPlan } from './plan.js';

export const emptyLedger = Object.fromEntries(rowClasses.map((name) => [name, 0])) as ImportResult['ledger'];

/** What an import came to that sent nothing and had nothing to send. */
export function importResult(more: Partial<ImportResult> = {}): ImportResult {
  return {
    rows: 3,
    rowsElsewhere: 0,
    blankLines: 0,
    ledger: emptyLedger,
    notes: newState(importPlan([]), () => 0.5).notes,
    sample: undefined,
    pagesRead: 1,
    price: undefined,
    pruned: undefined,
    batches: 1,
    overLimit: false,
    isKept: true,
    halt: undefined,
    onlySettled: false,
    reportError: undefined,
    ...more,
  };
}

/** Where and how it was imported, with a report that holds these faults. */
export function summaryContext(
  more: Partial<SummaryContext> = {},
  faults: readonly Fault[] = [],
): SummaryContext {
  const columns = {
    columns: [],
    rows: async function* () {},
    dialect: 'CSV',
    format: 'csv',
    delimiter: ',',
  } as const;
  const unused = () => {
    throw new Failure('bug', 'not asked for');
  };
  return {
    file: { name: 'contacts.csv', path: '', head: Buffer.alloc(0), size: 42, modifiedMs: 0, isCopy: false },
    sha256: 'abc',
    table: { ...columns, blankLines: () => 0 },
    plan: importPlan([]),
    run: 'run-1',
    bot: { id: 'b1', name: 'Bot' } as SummaryContext['bot'],
    again: [],
    words: [],
    lookups: 0,
    place: [],
    keySource: { kind: 'other', name: 'the key' },
    report: {
      directory: '/tmp/report',
      add: unused,
      begin: unused,
      finish: unused,
      close: unused,
      files: () => ['rejects.csv'],
      faults: () => ({ faults, more: 0, groups: [] }),
      discard: unused,
    },
    startedAt: 1_800_000_000_000,
    finishedAt: 1_800_000_001_234,
    signal: undefined,
    ...more,
  };
}

export function importSummary(more: Partial<ImportSummary> = {}): ImportSummary {
  return { ...summaryOf(importResult(), summaryContext()), ...more };
}

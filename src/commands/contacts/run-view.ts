import { type RowResult, type RunResults, resultColumns } from '../../contacts/runs/results.js';

/** How the runs of imports are shown. */
export const runView = {
  short: [
    'run',
    'state',
    'bot',
    'input',
    'rows',
    'created',
    'skipped',
    'rejected',
    'in_doubt',
    'unprocessed',
  ],
  columns: {
    run: ({ run }: RunResults) => run,
    state: ({ state }: RunResults) => state,
    bot: ({ bot }: RunResults) => bot.name,
    input: ({ input }: RunResults) => input.name,
    rows: ({ input }: RunResults) => input.rows,
    created: ({ ledger }: RunResults) => ledger.created,
    updated: ({ ledger }: RunResults) => ledger.updated,
    unchanged: ({ ledger }: RunResults) => ledger.unchanged,
    skipped: ({ ledger }: RunResults) => ledger.skipped,
    duplicate: ({ ledger }: RunResults) => ledger.duplicate,
    rejected: ({ ledger }: RunResults) => ledger.rejected,
    in_doubt: ({ ledger }: RunResults) => ledger['in doubt'],
    unprocessed: ({ ledger }: RunResults) => ledger.unprocessed,
    started: ({ startedAt }: RunResults) => startedAt,
  },
  raw: (results: RunResults) => results,
  id: ({ run }: RunResults) => run,
};

/** How the rows of a run are shown. */
export const rowView = {
  columns: Object.fromEntries(resultColumns.map((name) => [name, (result: RowResult) => result[name]])),
  raw: (result: RowResult) => result,
  id: ({ external_id: id, row }: RowResult) => id ?? String(row),
};

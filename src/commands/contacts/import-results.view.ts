import { inertJson, plainLine } from '../../base/escape/terminal.js';
import type { Io } from '../../base/io.js';
import { type RowResult, type RunResults, resultColumns } from '../../contacts/runs/results.js';
import { colorsFor } from '../../terminal/color.js';
import type { OutputOptions, View } from '../../terminal/output.js';
import { writeOut } from '../../terminal/streams.js';
import { ledgerLines, runCommand } from '../shared/import/ledger.view.js';

const counts = ['created', 'updated', 'unchanged', 'skipped', 'rejected', 'in_doubt'] as const;

/** The columns of a table of runs. Where there is no room, those that are 0 in every run are hidden first. */
export function runViewFor(runs: readonly RunResults[]): View<RunResults> {
  const isFilled = (name: (typeof counts)[number]) =>
    runs.some((run) => Number(runView.columns[name](run)) > 0);
  const shown = counts.filter((name) => name !== 'skipped' || isFilled(name));
  const hides = (name: (typeof counts)[number]) => (isFilled(name) ? 10 : 1) + counts.indexOf(name);
  return {
    ...runView,
    short: ['run', 'started', 'input', ...shown, 'state'],
    layout: {
      run: { kind: 'id' },
      started: { kind: 'time' },
      input: { header: 'file' },
      state: { header: 'status' },
      ...Object.fromEntries(
        shown.map((name) => [
          name,
          {
            kind: 'number',
            ...(name === 'in_doubt' && { header: 'in doubt' }),
            ...(name !== 'created' && { hides: hides(name) }),
          },
        ]),
      ),
    },
  };
}

/** How the runs of imports are shown. */
export const runView = {
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
  layout: {
    run: { kind: 'id' },
    state: { hides: 6 },
    bot: { hides: 1 },
    input: { grows: true },
    rows: { kind: 'number' },
    created: { kind: 'number' },
    updated: { kind: 'number' },
    unchanged: { kind: 'number' },
    skipped: { kind: 'number', hides: 3 },
    duplicate: { kind: 'number' },
    rejected: { kind: 'number', hides: 5 },
    in_doubt: { header: 'in doubt', kind: 'number', hides: 4 },
    unprocessed: { kind: 'number', hides: 2 },
    started: { kind: 'time' },
  } as const,
  raw: (results: RunResults) => results,
  id: ({ run }: RunResults) => run,
};

/** How the rows of a run are shown. */
export const rowView = {
  columns: Object.fromEntries(resultColumns.map((name) => [name, (result: RowResult) => result[name]])),
  raw: (result: RowResult) => result,
  id: ({ external_id: id, row }: RowResult) => id ?? String(row),
};

/** Prints the ledger of a run, from its journal; `note` first, where there is something to say about it. */
export async function printResults(
  io: Io,
  options: OutputOptions,
  results: RunResults,
  note?: string,
): Promise<void> {
  if (options.json || options.format === 'json') return writeOut(io, `${inertJson(results, 2)}\n`);
  const colors = await colorsFor(io, io.stdout, options.color);
  const { run, input, bot, startedAt, state, ledger, leftAlone, directory } = results;
  const left = ledger.unprocessed + ledger['in doubt'];
  const lines = [
    ...(note === undefined ? [] : [note]),
    plainLine(`${run}: ${input.name} → ${bot.name}, started ${startedAt}, ${state}`),
    '',
    ledgerLines({ ledger, input, notes: { leftAlone } }, colors),
    '',
    `Files: ${plainLine(directory)}`,
    ...(left === 0 || state === 'undone' ? [] : [`To resume, run: ${runCommand('resume', results)}`]),
  ];
  await writeOut(io, `${lines.join('\n')}\n`);
}

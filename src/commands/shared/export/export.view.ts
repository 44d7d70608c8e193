import { relative } from 'node:path';
import { inertJson, plainLine } from '../../../base/escape/terminal.js';
import type { Ending } from '../../../base/failure.js';
import type { Io } from '../../../base/io.js';
import { counted } from '../../../base/text.js';
import type { RunFacts } from '../../../exports/export-files.js';
import { writeErr, writeOut } from '../../../terminal/streams.js';
import type { ExportOptions } from './flags.js';
import type { ExportOutcome } from './job.js';

/** Reports the result of an export; with --json, as one document when the rows themselves are in files. */
export async function printOutcome(
  io: Io,
  options: ExportOptions,
  called: string,
  outcome: ExportOutcome,
): Promise<Ending> {
  if (!options.quiet) for (const line of linesFor(outcome, options, called)) writeErr(io, plainLine(line));
  const isFile = options.out !== undefined && options.out !== '-';
  if (isFile && (options.json || options.format === 'json'))
    await writeOut(io, `${inertJson(documentFor(outcome, options), 2)}\n`);
  return outcome.kind === 'empty' ? 'empty' : 'done';
}

/** What an export wrote, in numbers. */
export function countsOf(outcome: ExportOutcome, called: string): Readonly<Record<string, number>> {
  switch (outcome.kind) {
    case 'skipped':
    case 'empty':
      return { [called]: 0 };
    case 'printed':
      return { [called]: outcome.facts.rows };
    case 'written': {
      const rows = outcome.runs.reduce((sum, run) => sum + run.rows, 0);
      const files = outcome.runs.reduce((sum, run) => sum + run.files.length, 0);
      return { [called]: rows, files };
    }
  }
}

function linesFor(outcome: ExportOutcome, options: ExportOptions, called: string): readonly string[] {
  switch (outcome.kind) {
    case 'skipped':
      return [];
    case 'empty':
      return [`No ${called}, so nothing was written`];
    case 'printed':
      return [counted(outcome.facts.rows, called.slice(0, -1), called), ...remarks(outcome.facts, options)];
    case 'written':
      return outcome.runs.flatMap((run) => [
        `${counted(run.rows, called.slice(0, -1), called)} → ${placeOf(run)}`,
        ...remarks(run, options),
      ]);
  }
}

function placeOf({ files }: RunFacts): string {
  const [first, last] = [files[0], files.at(-1)].map((file) => asTyped(file?.path ?? ''));
  return files.length === 1 ? (first ?? '') : `${files.length} files, ${last} to ${first}`;
}

/** Relative to the working directory if it is inside it, as people would type it. */
function asTyped(path: string): string {
  const shown = relative('', path);
  return shown.startsWith('..') ? path : shown;
}

type Facts = Pick<RunFacts, 'rows' | 'standing' | 'changes'>;

/** Warnings that the user must see. */
function remarks({ standing, changes }: Facts, options: ExportOptions): readonly string[] {
  const { isProven, overlap, unconfirmed } = standing;
  const doubt =
    options.passes === 1
      ? 'Read in a single pass (--passes 1): if rows were deleted meanwhile, others may be missing'
      : `May be incomplete: the list kept changing${unconfirmed === 0 ? '' : `, and ${counted(unconfirmed, 'row')} could not be confirmed`}`;
  const lines: readonly (readonly [boolean, string])[] = [
    [!isProven, doubt],
    [overlap > 0, `${counted(overlap, 'row')} appeared twice while the list was read; each is exported once`],
    [
      changes.controls > 0,
      `${counted(changes.controls, 'control character')} removed from cells; JSON keeps them`,
    ],
    [
      changes.guarded > 0,
      `${counted(changes.guarded, 'cell')} prefixed with an apostrophe against formula injection (--raw-csv turns this off)`,
    ],
    [
      options.rawCsv === true,
      'Cells are not escaped (--raw-csv): a spreadsheet may execute formulas that visitors typed',
    ],
  ];
  return lines.filter(([isTrue]) => isTrue).map(([, line]) => line);
}

function documentFor(outcome: ExportOutcome, { state }: ExportOptions): object {
  if (outcome.kind !== 'written')
    return { ok: true, rows: 0, files: [], ...(outcome.kind === 'skipped' && { skipped: true }) };
  const { runs, finished } = outcome;
  const sum = (of: (run: RunFacts) => number) => runs.reduce((total, run) => total + of(run), 0);
  const files = runs.flatMap((run) => run.files);
  return {
    ok: true,
    rows: sum(({ rows }) => rows),
    file: files[0]?.path ?? finished[0] ?? null,
    files: files.map(({ path, rows, bytes, sha256 }) => ({ path, rows, bytes, sha256 })),
    // From an earlier run that was interrupted after its files were complete.
    finished,
    proven: runs.every(({ standing }) => standing.isProven),
    passes: Math.max(0, ...runs.map(({ standing }) => standing.passes)),
    overlap: sum(({ standing }) => standing.overlap),
    guardedCells: sum(({ changes }) => changes.guarded),
    removedControlCharacters: sum(({ changes }) => changes.controls),
    manifests: runs.flatMap(({ manifest }) => manifest ?? []),
    state: state ?? null,
  };
}

import { plain } from '../../base/escape/terminal.js';
import { Failure } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import type { Common } from '../../cli/common-options.js';
import { runsDirectory } from '../../config/paths.js';
import { allRuns, type FoundRun } from '../../contacts/runs/find-run.js';
import { type RowResult, resultsOf, rowResults } from '../../contacts/runs/results.js';
import { type Standing, standingOf } from '../../contacts/runs/run-standing.js';
import { chosenColumns } from '../../exports/columns.js';
import type { Row } from '../../exports/row.js';
import { noChanges, plainCsv } from '../../exports/write/csv.js';
import { linesFormat, type Shape, streamed, tableFormat } from '../../exports/write/text-formats.js';
import { formatOf, printFields, printList } from '../../terminal/output.js';
import { writeOut } from '../../terminal/streams.js';
import { foundRun } from '../shared/import/run.js';
import { printResults, rowView, runView, runViewFor } from './import-results.view.js';

export type Options = Common & { readonly rows?: string };

export async function showResults(io: Io, options: Options, wanted?: string): Promise<undefined> {
  if (wanted === undefined && !options.rows) return listRuns(io, options);
  const found = await foundRun(io, options, wanted);
  const standing = await standingOf(found);
  if (options.rows) return printRows(io, options, found, standing);
  await printResults(io, options, resultsOf(found, standing));
  return undefined;
}

async function listRuns(io: Io, options: Options): Promise<undefined> {
  if (options.fields === true) return printFields(io, options, runView);
  const runs = [];
  for (const found of (await allRuns(runsDirectory(io.env, io.home))).toReversed()) {
    const standing = await standingOf(found).catch((error) => {
      // One damaged journal must not hide the others.
      if (error instanceof Failure) return undefined;
      throw error;
    });
    if (standing !== undefined) runs.push(resultsOf(found, standing));
  }
  await printList(io, options, runViewFor(runs), runs);
  return undefined;
}

async function printRows(io: Io, options: Options, found: FoundRun, standing: Standing): Promise<undefined> {
  if (options.fields === true) return printFields(io, options, rowView);
  const pages = ofClass(rowResults(found, standing), options.rows ?? 'all');
  const format = formatOf(io, options);
  if (format === 'csv' || format === 'ndjson') return streamRows(io, options, pages, format);
  const rows = [];
  for await (const some of pages) rows.push(...some);
  await printList(io, options, rowView, rows);
  return undefined;
}

async function* ofClass(
  pages: AsyncIterable<readonly RowResult[]>,
  wanted: string,
): AsyncGenerator<readonly RowResult[]> {
  for await (const page of pages)
    yield page.filter((row) => wanted === 'all' || row.class.replace(' ', '-') === wanted);
}

/** Streams the rows: there may be a million. */
async function streamRows(
  io: Io,
  { fields }: Options,
  pages: AsyncIterable<readonly RowResult[]>,
  format: 'csv' | 'ndjson',
): Promise<undefined> {
  const columns = typeof fields === 'string' ? chosenColumns(rowView.columns, fields) : rowView.columns;
  const shape: Shape<RowResult & Row> = { columns, isChosen: typeof fields === 'string' };
  const chosen = format === 'ndjson' ? linesFormat(shape) : tableFormat(shape, plainCsv, false, noChanges());
  for await (const text of streamed(asRows(pages), chosen))
    await writeOut(io, io.stdout.isTTY ? plain(text) : text);
  return undefined;
}

async function* asRows(
  pages: AsyncIterable<readonly RowResult[]>,
): AsyncGenerator<readonly (RowResult & Row)[]> {
  for await (const page of pages)
    yield page.map((row) => ({ ...row, id: undefined, createdAtMs: undefined, raw: row }));
}

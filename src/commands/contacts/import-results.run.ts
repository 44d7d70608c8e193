import { Failure } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import type { Common } from '../../cli/common-options.js';
import { runsDirectory } from '../../config/paths.js';
import { allRuns, type FoundRun } from '../../contacts/runs/find-run.js';
import { type RowResult, resultsOf, rowResults } from '../../contacts/runs/results.js';
import { type Standing, standingOf } from '../../contacts/runs/run-standing.js';
import { formatOf, printFields, printList } from '../../terminal/output.js';
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
  if (format !== 'table' && format !== 'json') return streamRows(io, options, pages);
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

/** Prints the rows as they are read: there may be a million. */
async function streamRows(
  io: Io,
  options: Options,
  pages: AsyncIterable<readonly RowResult[]>,
): Promise<undefined> {
  let isFirst = true;
  const print = (page: readonly RowResult[]) =>
    printList(io, { ...options, noHeader: options.noHeader || !isFirst }, rowView, page);
  for await (const page of pages) {
    await print(page);
    isFirst = false;
  }
  if (isFirst) await print([]);
  return undefined;
}

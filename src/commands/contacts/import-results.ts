import { type Command, Option } from 'commander';
import { Failure } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import { rowClasses } from '../../contacts/ledger.js';
import type { RowResult } from '../../contacts/runs/results.js';
import type { Row } from '../../exports/row.js';
import type { Shape } from '../../exports/writing/text-formats.js';
import { acting, type Cli, type Common } from '../options.js';
import { foundRun, ownHelp, refuseImportFlags } from './running.js';

export type Options = Common & { readonly rows?: string };

/** `all`, or the classes a row can end in; a shell takes no blanks. */
const choices = ['all', ...rowClasses.map((name) => name.replace(' ', '-'))];

export function importResults(imports: Command, cli: Cli, run = results): void {
  ownHelp(imports.command('results'))
    .description('How imports stand: all runs, or the ledger and the files of one')
    .argument('[run]', 'its name or the directory of its report; all runs when absent')
    .addOption(
      new Option('--rows <class>', 'every row, or those of a class, with what that rests on').choices(
        choices,
      ),
    )
    .addHelpText(
      'after',
      '\nExamples:\n  $ cbase contacts import contacts.csv --local --bot "Harbor Coffee" --report report\n  $ cbase contacts import results\n  $ cbase contacts import results report --rows all --format ndjson',
    )
    .hook('preAction', (command) => refuseImportFlags(command))
    .action(acting<Options>(cli, run));
}

async function results(io: Io, options: Options, wanted?: string): Promise<undefined> {
  const { printResults } = await import('../../terminal/import-summary.js');
  const { resultsOf } = await import('../../contacts/runs/results.js');
  const { standingOf } = await import('../../contacts/runs/resume.js');
  if (wanted === undefined && !options.rows) return listRuns(io, options);
  const found = await foundRun(io, options, wanted);
  const standing = await standingOf(found);
  if (options.rows) return printRows(io, options, found, standing);
  await printResults(io, options, resultsOf(found, standing));
  return undefined;
}

async function listRuns(io: Io, options: Options): Promise<undefined> {
  const { runsDirectory } = await import('../../config/paths.js');
  const { allRuns } = await import('../../contacts/runs/find-run.js');
  const { resultsOf } = await import('../../contacts/runs/results.js');
  const { standingOf } = await import('../../contacts/runs/resume.js');
  const { printFields, printList } = await import('../../terminal/output.js');
  const { runView } = await import('./run-view.js');
  if (options.fields === true) return printFields(io, options, runView);
  const runs = [];
  for (const found of await allRuns(runsDirectory(io.env, io.home))) {
    const standing = await standingOf(found).catch((error) => {
      // One damaged journal must not hide the others.
      if (error instanceof Failure) return undefined;
      throw error;
    });
    if (standing !== undefined) runs.push(resultsOf(found, standing));
  }
  await printList(io, options, runView, runs);
  return undefined;
}

async function printRows(
  io: Io,
  options: Options,
  found: Awaited<ReturnType<typeof foundRun>>,
  standing: Awaited<ReturnType<typeof import('../../contacts/runs/resume.js').standingOf>>,
): Promise<undefined> {
  const { rowResults } = await import('../../contacts/runs/results.js');
  const { formatOf, printFields, printList } = await import('../../terminal/output.js');
  const { rowView } = await import('./run-view.js');
  if (options.fields === true) return printFields(io, options, rowView);
  const pages = ofClass(rowResults(found, standing), options.rows ?? 'all');
  const format = formatOf(options, io);
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

/** A million rows go out as they come. */
async function streamRows(
  io: Io,
  { fields }: Options,
  pages: AsyncIterable<readonly RowResult[]>,
  format: 'csv' | 'ndjson',
): Promise<undefined> {
  const { chosenColumns } = await import('../../exports/columns.js');
  const { linesFormat, streamed, tableFormat } = await import('../../exports/writing/text-formats.js');
  const { noChanges, plainCsv } = await import('../../exports/writing/csv.js');
  const { plain } = await import('../../base/escape/terminal.js');
  const { answer } = await import('../../terminal/voice.js');
  const { rowView } = await import('./run-view.js');
  const columns = typeof fields === 'string' ? chosenColumns(rowView.columns, fields) : rowView.columns;
  const shape: Shape<RowResult & Row> = { columns, isChosen: typeof fields === 'string' };
  const chosen = format === 'ndjson' ? linesFormat(shape) : tableFormat(shape, plainCsv, false, noChanges());
  for await (const text of streamed(asRows(pages), chosen))
    await answer(io, io.stdout.isTTY ? plain(text) : text);
  return undefined;
}

async function* asRows(
  pages: AsyncIterable<readonly RowResult[]>,
): AsyncGenerator<readonly (RowResult & Row)[]> {
  for await (const page of pages)
    yield page.map((row) => ({ ...row, id: undefined, createdAtMs: undefined, raw: row }));
}

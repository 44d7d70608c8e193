import { rm } from 'node:fs/promises';
import { Failure, stopped } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import { nearest } from '../../base/nearest.js';
import { spoolDirectory } from '../../config/paths.js';
import { scratchDirectory } from '../../config/scratch.js';
import { openInput } from '../../contacts/reading/input.js';
import { isUnreadable, type Row, type Table } from '../../contacts/reading/row.js';
import { readTable } from '../../contacts/reading/table.js';
import { idIn } from '../../identity/user-id.js';
import { readingOf } from '../shared/import/input-flags.js';
import type { IdFileFlags } from './options.js';

/** A row of the file with its id, or what is wrong with it. */
export type IdRow = { readonly row: Row } & ({ readonly id: string } | { readonly flaw: string });

/** A file that has a column of ids. */
export type IdFile = {
  readonly name: string;
  readonly columns: readonly string[];
  /** The place of the ids among the columns. */
  readonly at: number;
  /** Its rows, each time from the start. */
  readonly rows: () => AsyncIterable<readonly IdRow[]>;
};

/** Opens a file of ids, `-` for stdin, and closes it after `use`. Throws Failure 'usage' for one that cannot be read. */
export async function withIdFile<T>(
  io: Io,
  source: string,
  options: IdFileFlags,
  use: (file: IdFile) => Promise<T>,
): Promise<T> {
  const directory = await scratchDirectory(io, spoolDirectory(io.env, io.home));
  const file = await openInput(io, source, { directory, sheet: options.sheet });
  try {
    const reading = readingOf(options);
    const table = await readTable(
      file,
      file.isSheet ? { ...reading, format: 'sheet', delimiter: ',' } : reading,
    );
    const at = idColumn(table.columns, options.column, file.name);
    const { name } = file;
    return await use({ name, columns: table.columns, at, rows: () => idRows(io, table, at, options) });
  } finally {
    if (file.isCopy) await rm(file.path, { force: true });
  }
}

const usualColumns = ['user_id', 'external_id'];

function idColumn(columns: readonly string[], wanted: string | undefined, name: string): number {
  const [only] = columns.length === 1 ? columns : [];
  const chosen = wanted ?? usualColumns.find((one) => columns.includes(one)) ?? only;
  const found = columns.flatMap((column, i) => (column === chosen ? [i] : []));
  if (found.length === 1) return found[0] ?? 0;
  if (found.length > 1)
    throw new Failure('usage', `${name} has ${found.length} columns called "${chosen}"`, {
      advice: 'Rename all but one of them',
    });
  const close = wanted === undefined ? undefined : nearest(wanted, columns);
  const message =
    wanted === undefined
      ? `${name} has neither a column user_id nor external_id`
      : `${name} has no column "${wanted}"`;
  throw new Failure('usage', `${message}; its columns are: ${columns.join(', ')}`, {
    advice: `Name the column of the ids${close === undefined ? '' : `, for example`}: --column ${close ?? 'NAME'}`,
  });
}

async function* idRows(
  { interrupt }: Io,
  table: Table,
  at: number,
  { exact = false }: IdFileFlags,
): AsyncGenerator<readonly IdRow[]> {
  const rules = { isExact: exact };
  for await (const rows of table.rows()) {
    if (interrupt.soft.aborted) throw stopped(interrupt.signal());
    yield rows.map((row) => {
      const [flaw] = isUnreadable(row) ? (row.flaws ?? []) : [];
      if (flaw !== undefined) return { row, flaw: flaw.message };
      if (table.format === 'csv' && row.cells.length !== table.columns.length)
        return { row, flaw: `has ${row.cells.length} cells instead of ${table.columns.length}` };
      const read = idIn(row.cells[at], rules);
      return 'id' in read
        ? { row, id: read.id }
        : { row, flaw: `the id ${read.flaw.what}. ${read.flaw.advice}` };
    });
  }
}

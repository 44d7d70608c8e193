import { Failure } from '../../base/failure.js';
import {
  cleanHeader,
  refuseDataAsHeader,
  refuseManyColumns,
  refuseQuotedLines,
  refuseTitles,
} from './header.js';
import { NoteCounter } from './notes.js';
import type { ReadingOptions } from './options.js';
import type { Row, Table } from './row.js';
import type { CsvRecord } from './rows.js';

/** The records of a file, from the start; `width` is the number of columns once it is known. */
export type RecordSource = (
  width: number | undefined,
  onBlank: () => void,
) => AsyncIterable<readonly CsvRecord[]>;

/** So many records are looked at to find titles above the header. */
const lookedAt = 50;

/** The rows of a file of records, of which the first is the header. Throws Failure 'usage' where it cannot be one. */
export async function recordTable(
  name: string,
  options: ReadingOptions,
  source: RecordSource,
): Promise<Omit<Table, 'dialect' | 'delimiter'>> {
  let [blank, notes] = [0, new NoteCounter()];
  const first = headerOf(await firstRecords(source(undefined, () => {})), options, name);
  const columns = options.hasHeader
    ? first.cells.map((cell) => (options.rules === 2 ? cleanHeader(cell) : cell))
    : first.cells.map((_, i) => String(i + 1));
  const cleaned = options.hasHeader ? columns.filter((column, i) => column !== first.cells[i]).length : 0;
  const header = options.hasHeader ? first : undefined;
  return {
    columns,
    rows: () => {
      [blank, notes] = [0, new NoteCounter()];
      if (cleaned > 0) notes.add('header_cleaned', first.line, cleaned);
      return rowsUnder(
        source(columns.length, () => blank++),
        { header, width: columns.length, options, notes },
      );
    },
    format: 'csv',
    blankLines: () => blank,
    notes: () => notes.all(),
  };
}

async function firstRecords(records: AsyncIterable<readonly CsvRecord[]>): Promise<readonly CsvRecord[]> {
  const found: CsvRecord[] = [];
  for await (const some of records) {
    found.push(...some.slice(0, lookedAt - found.length));
    if (found.length >= lookedAt) break;
  }
  return found;
}

/** The first record. Throws Failure 'usage' if it cannot be read, or cannot be the header that it should be. */
function headerOf(beginning: readonly CsvRecord[], options: ReadingOptions, name: string): CsvRecord {
  const first = beginning[0] ?? { line: 1, cells: [] };
  if (options.hasHeader && first.flaw !== undefined)
    throw new Failure('usage', `${name}, line ${first.line}, ${first.flaw.message}`, {
      advice: 'Correct the header line; or add --quote none if quotes are text in this file',
    });
  if (options.rules === 2) refuseManyColumns(first.cells.length, name);
  // The header of our own reports is known.
  if (!options.hasHeader || options.isHeaderForced || first.cells.includes('_code')) return first;
  if (options.rules === 2) {
    refuseQuotedLines(beginning, name);
    refuseTitles(beginning, name);
  }
  refuseDataAsHeader(first, name);
  return first;
}

type RowsUnder = {
  readonly header: CsvRecord | undefined;
  readonly width: number;
  readonly options: ReadingOptions;
  readonly notes: NoteCounter;
};

/** Assigns ordinals to the records after the header, and settles what their number of cells means. */
async function* rowsUnder(
  records: AsyncIterable<readonly CsvRecord[]>,
  under: RowsUnder,
): AsyncGenerator<readonly Row[]> {
  const { header, options, notes } = under;
  let ordinal = 0;
  let isFirst = header !== undefined;
  for await (const some of records) {
    const rows: Row[] = [];
    for (const { line, cells, flaw } of some) {
      if (isFirst) isFirst = false;
      else if (flaw !== undefined) rows.push({ ordinal: ordinal++, line, cells, flaws: [flaw] });
      else if (options.rules === 2 && isSameHeader(cells, header?.cells)) notes.add('repeated_header', line);
      else rows.push({ ordinal: ordinal++, line, cells: evened(cells, line, under) });
    }
    if (rows.length > 0) yield rows;
  }
}

/** True for the header of a second file, where files were put together; it may begin with a byte-order mark. */
function isSameHeader(cells: readonly string[], header: readonly string[] | undefined): boolean {
  return (
    cells.length === header?.length && cells.every((cell, i) => sameName(cell) === sameName(header[i] ?? ''))
  );
}

/** Case and blanks make no other header; a byte-order mark is blank, too. */
function sameName(header: string): string {
  return header.trim().toLowerCase();
}

/** Surplus cells that are blank lose nothing; missing ones are blank only if the user says so. */
function evened(
  cells: readonly string[],
  line: number,
  { width, options, notes }: RowsUnder,
): readonly string[] {
  if (cells.length > width && options.rules === 2 && cells.slice(width).every((cell) => cell.trim() === '')) {
    notes.add('empty_extra_cells', line);
    return cells.slice(0, width);
  }
  if (cells.length >= width || options.shortRows !== 'blank') return cells;
  notes.add('short_row_filled', line);
  return [...cells, ...new Array<string>(width - cells.length).fill('')];
}

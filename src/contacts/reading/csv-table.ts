import { Failure } from '../../base/failure.js';
import { type CsvDialect, delimiterName, dialectOf } from './dialect.js';

import { cleanHeader, refuseDataAsHeader, refuseManyColumns, refuseTitles } from './header.js';
import { NoteCounter } from './notes.js';
import type { ReadingOptions } from './options.js';
import type { Row, Table } from './row.js';
import { CsvFlaw, type CsvRecord, csvRecords } from './rows.js';
import type { TextFile } from './text.js';

/** So many records are looked at to find titles above the header. */
const lookedAt = 50;

/** The rows of a CSV or TSV. Throws Failure 'usage' for a file without a header that can be read. */
export async function csvTable(text: TextFile, sample: string, options: ReadingOptions): Promise<Table> {
  const { name } = text;
  const dialect = await csvDialect(text, sample, options);
  let [blank, notes] = [0, new NoteCounter()];
  const records = (suspectAt: number | undefined) => {
    [blank, notes] = [0, new NoteCounter()];
    return explained(text, { dialect, suspectAt, onBlank: () => blank++ });
  };
  const beginning = await firstRecords(records(undefined));
  const first = headerOf(beginning, options, name);
  const columns = options.hasHeader
    ? first.cells.map((cell) => (options.rules === 2 ? cleanHeader(cell) : cell))
    : first.cells.map((_, i) => String(i + 1));
  const isSuspicious = options.rules === 2 && (options.quote ?? 'auto') === 'auto';
  const rows = () => {
    const read = records(isSuspicious ? columns.length : undefined);
    if (options.hasHeader && columns.some((column, i) => column !== first.cells[i]))
      notes.add('header_cleaned', first.line);
    return rowsUnder(read, {
      header: options.hasHeader ? first : undefined,
      width: columns.length,
      options,
      notes,
    });
  };
  const quoting = dialect.quote === null && sample.includes('"') ? 'quotes are text, ' : '';
  return {
    columns,
    rows,
    dialect: `CSV, ${delimiterName(dialect.delimiter)} between cells, ${quoting}${text.encoding.toUpperCase()}`,
    format: 'csv',
    delimiter: dialect.delimiter,
    blankLines: () => blank,
    notes: () => notes.all(),
  };
}

async function csvDialect(text: TextFile, sample: string, options: ReadingOptions): Promise<CsvDialect> {
  const { format, delimiter, rules, quote = 'auto' } = options;
  const isTabbed =
    format === 'tsv' || (delimiter === undefined && format === 'auto' && hasTabs(text.name, sample));
  const chosen = quote === 'auto' ? undefined : quote === 'none' ? null : quote;
  const choice = {
    delimiter: isTabbed ? '\t' : delimiter,
    // Earlier versions took the quotes of every file for what they are in CSV.
    quote: rules === undefined ? '"' : chosen,
  };
  const dialect = dialectOf(sample, choice, text.name);
  if (choice.quote !== undefined || dialect.delimiter !== '\t' || sample.includes('"')) return dialect;
  const later = await firstWithQuote(text);
  return later === undefined
    ? dialect
    : { ...dialectOf(later, { ...choice, delimiter: '\t' }, text.name), hasSepLine: dialect.hasSepLine };
}

/** True for a file that is called TSV and has tabs in its first line. */
function hasTabs(name: string, sample: string): boolean {
  return /\.(tsv|tab)(\.gz)?$/i.test(name) && (/^.*$/m.exec(sample.trimStart())?.[0] ?? '').includes('\t');
}

/** The lines of the first part of a file with a quote in it. */
async function firstWithQuote(text: TextFile): Promise<string | undefined> {
  let before = '';
  for await (const chunk of text.bytes()) {
    const part: string = before + chunk.toString('utf8');
    if (part.includes('"')) return part;
    before = part.slice(Math.max(part.lastIndexOf('\n'), part.lastIndexOf('\r')) + 1).slice(-65_536);
  }
  return undefined;
}

type Explained = {
  readonly dialect: CsvDialect;
  readonly suspectAt: number | undefined;
  readonly onBlank: () => void;
};

async function* explained(text: TextFile, options: Explained): AsyncGenerator<readonly CsvRecord[]> {
  try {
    yield* csvRecords(text.bytes(), { ...options, firstLine: text.firstLine });
  } catch (error) {
    if (!(error instanceof CsvFlaw)) throw error;
    if (error.code === 'endless_line')
      throw new Failure('usage', `${text.name}, line ${error.line}: a record is longer than 1 MiB`, {
        advice: 'Check the line; contacts are never that long',
      });
    throw new Failure(
      'usage',
      `${text.name}, line ${error.line}: many quoted cells of the file contain lines that look like rows`,
      {
        advice: `Add --quote none if quotes are text in this file, or --quote '"' if the cells are right as they are`,
      },
    );
  }
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
  if (options.rules === 2) refuseTitles(beginning, name);
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
    cells.length === header?.length &&
    cells.every((cell, i) => cell === header[i] || (i === 0 && cell === `\ufeff${header[0]}`))
  );
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

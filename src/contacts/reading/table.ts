import { Failure } from '../../base/failure.js';
import { type CsvDialect, delimiterName, dialectOf } from './dialect.js';
import { type Encoding, encodingOf, type encodings, utf8Bytes } from './encoding.js';
import type { InputFile } from './input.js';
import { jsonColumns, jsonRecords, rowsUnder } from './json-rows.js';
import { blamedQuote } from './quote-place.js';
import type { Row, Table } from './row.js';
import { CsvFlaw, type CsvRecord, csvFailure, csvRecords, rowsAfterHeader } from './rows.js';

export const formats = ['auto', 'csv', 'tsv', 'json', 'ndjson'] as const;

export type ReadingOptions = {
  readonly format: (typeof formats)[number];
  readonly encoding: (typeof encodings)[number];
  /** One character, or `undefined` to detect it. */
  readonly delimiter: string | undefined;
  readonly hasHeader: boolean;
};

/** Detects the format of a file and returns its rows under named columns. Throws Failure 'usage' when it cannot. */
export async function readTable(file: InputFile, options: ReadingOptions): Promise<Table> {
  const encoding = encodingOf(file.head, options.encoding, file.name);
  const sample = await sampleText(file, encoding);
  return isJson(sample, options.format)
    ? jsonTable(file, encoding)
    : csvTable(file, encoding, sample, options);
}

/** The same table, limited to its first rows. */
export function firstRows(table: Table, limit: number | undefined): Table {
  return limit === undefined ? table : { ...table, rows: () => limited(table.rows(), limit) };
}

async function* limited(rows: AsyncIterable<readonly Row[]>, limit: number): AsyncGenerator<readonly Row[]> {
  let left = limit;
  for await (const some of rows) {
    yield some.slice(0, left);
    left -= some.length;
    if (left <= 0) return;
  }
}

function isJson(sample: string, format: ReadingOptions['format']): boolean {
  return format === 'json' || format === 'ndjson' || (format === 'auto' && /^\s*[[{]/.test(sample));
}

async function sampleText(file: InputFile, encoding: Encoding): Promise<string> {
  let text = '';
  // The sample may end inside a character; the whole file is checked when it is read.
  for await (const chunk of utf8Bytes(file, encoding)) {
    text += chunk.toString('utf8');
    if (text.length >= 65_536) break;
  }
  if (text.trim() === '')
    throw new Failure('usage', `${file.name} contains only blank lines`, {
      advice: 'Check the program that wrote it',
    });
  return text;
}

async function jsonTable(file: InputFile, encoding: Encoding): Promise<Table> {
  const records = () => jsonRecords(utf8Bytes(file, encoding), file.name);
  const found = await jsonColumns(records());
  // An empty array is valid; it has no rows.
  const columns = found.length === 0 ? ['external_id'] : found;
  return {
    columns,
    rows: () => rowsUnder(columns, records()),
    dialect: `JSON, ${encoding.toUpperCase()}`,
    format: 'json',
    delimiter: ',',
    blankLines: () => 0,
  };
}

async function csvTable(
  file: InputFile,
  encoding: Encoding,
  sample: string,
  options: ReadingOptions,
): Promise<Table> {
  const wanted = options.format === 'tsv' ? '\t' : options.delimiter;
  const dialect = dialectOf(sample, wanted, file.name);
  let blank = 0;
  const records = () => {
    blank = 0;
    return explained(file, encoding, dialect, () => blank++);
  };
  const first = await firstRecord(records());
  if (options.hasHeader) refuseDataAsHeader(first, file.name);
  return {
    columns: options.hasHeader ? first.cells : first.cells.map((_, i) => String(i + 1)),
    rows: () => rowsAfterHeader(records(), options.hasHeader),
    dialect: `CSV, ${delimiterName(dialect.delimiter)} between cells, ${encoding.toUpperCase()}`,
    format: 'csv',
    delimiter: dialect.delimiter,
    blankLines: () => blank,
  };
}

async function* explained(
  file: InputFile,
  encoding: Encoding,
  dialect: CsvDialect,
  onBlank: () => void,
): AsyncGenerator<readonly CsvRecord[]> {
  try {
    yield* csvRecords(utf8Bytes(file, encoding), dialect, onBlank);
  } catch (error) {
    if (!(error instanceof CsvFlaw)) throw error;
    throw await csvFailure(error, file.name, (line) =>
      blamedQuote(textOf(file, encoding), line, dialect.delimiter),
    );
  }
}

async function* textOf(file: InputFile, encoding: Encoding): AsyncGenerator<string> {
  for await (const chunk of utf8Bytes(file, encoding)) yield chunk.toString('utf8');
}

async function firstRecord(records: AsyncIterable<readonly CsvRecord[]>): Promise<CsvRecord> {
  for await (const [first] of records) if (first !== undefined) return first;
  return { line: 1, cells: [] };
}

/** A first line with an email address or a bare number in a cell is a contact, not a header. */
function refuseDataAsHeader({ cells, line }: CsvRecord, name: string): void {
  const looksLikeData = cells.some(
    (cell) => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(cell) || /^[+-]?\d[\d .,/()-]*$/.test(cell.trim()),
  );
  // Columns without names are called 1, 2, 3 …, in our own reports too.
  if (!looksLikeData || cells.includes('_code')) return;
  throw new Failure(
    'usage',
    `${name}, line ${line}: the first line looks like data, not a header: ${cells.slice(0, 5).join(' · ')}`,
    {
      advice:
        'Add a header line, or add --no-header and name columns by number, for example --map external_id=1',
    },
  );
}

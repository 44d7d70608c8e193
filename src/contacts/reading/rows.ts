import { type CsvError, type Parser, parse } from 'csv-parse';
import { Failure } from '../../base/failure.js';
import type { CsvDialect } from './dialect.js';
import type { Row } from './row.js';

/** A record longer than this has an unclosed quote; no contact is that long. */
export const maxRecordLength = 2 ** 20;

export type CsvRecord = { readonly line: number; readonly cells: readonly string[] };

/**
 * The records of a CSV, including the header but no blank lines, in one array per chunk. `bytes` must be valid UTF-8
 * without a byte-order mark. Line numbers are physical: line breaks inside quotes count. Throws CsvFlaw at the first record
 * that cannot be read, because nothing after it can be trusted.
 */
export async function* csvRecords(
  bytes: AsyncIterable<Buffer>,
  dialect: CsvDialect,
  onBlank: () => void,
): AsyncGenerator<readonly CsvRecord[]> {
  const parser = strictParser(dialect.delimiter);
  const lines = lineCounter();
  let read: string[][] = [];
  parser.on('data', (cells: string[]) => read.push(cells));
  let failure: CsvError | undefined;
  parser.on('error', (error: CsvError) => {
    failure = error;
  });
  const taken = () => {
    const records = numbered(read, lines, onBlank, dialect);
    read = [];
    return records;
  };
  for await (const chunk of bytes) {
    await written(parser, chunk);
    const records = taken();
    if (failure !== undefined) throw new CsvFlaw(failure, lines.next());
    if (records.length > 0) yield records;
  }
  await ended(parser);
  const records = taken();
  if (failure !== undefined) throw new CsvFlaw(failure, lines.next());
  if (records.length > 0) yield records;
}

function strictParser(delimiter: string): Parser {
  return parse({
    delimiter,
    relax_column_count: true,
    max_record_size: maxRecordLength,
    record_delimiter: ['\r\n', '\n', '\r'],
  });
}

/** An error of csv-parse, with the line its record starts on. */
export class CsvFlaw extends Error {
  readonly code: string;

  constructor(
    error: CsvError,
    readonly line: number,
  ) {
    super(error.message);
    this.code = error.code;
  }
}

function written(parser: Parser, chunk: Buffer): Promise<void> {
  return new Promise((resolve) => {
    parser.write(chunk, () => resolve());
  });
}

function ended(parser: Parser): Promise<void> {
  if (parser.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    parser.once('end', resolve);
    parser.once('close', resolve);
    parser.end();
  });
}

type LineCounter = { readonly next: () => number; readonly pass: (cells: readonly string[]) => void };

/** Only cells can contain line breaks, so a record spans one line more than the breaks in its cells. */
function lineCounter(): LineCounter {
  let line = 1;
  return {
    next: () => line,
    pass: (cells) => {
      line += 1;
      for (const cell of cells)
        if (cell.includes('\n') || cell.includes('\r')) line += (cell.match(/\r\n|\n|\r/g) ?? []).length;
    },
  };
}

function numbered(
  read: readonly string[][],
  lines: LineCounter,
  onBlank: () => void,
  dialect: CsvDialect,
): readonly CsvRecord[] {
  const records: CsvRecord[] = [];
  for (const cells of read) {
    const line = lines.next();
    lines.pass(cells);
    if (line === 1 && dialect.hasSepLine) continue;
    if (isBlank(cells)) onBlank();
    else records.push({ line, cells });
  }
  return records;
}

function isBlank(cells: readonly string[]): boolean {
  return cells.every((cell) => cell === '' || cell.trim() === '');
}

/** Assigns ordinals to the records after the header. */
export async function* rowsAfterHeader(
  records: AsyncIterable<readonly CsvRecord[]>,
  hasHeader: boolean,
): AsyncGenerator<readonly Row[]> {
  let ordinal = hasHeader ? -1 : 0;
  for await (const some of records) {
    const rows = some.map(({ line, cells }) => ({ ordinal: ordinal++, line, cells }));
    const wanted = rows[0]?.ordinal === -1 ? rows.slice(1) : rows;
    if (wanted.length > 0) yield wanted;
  }
}

/** A CsvFlaw as a Failure. `locate` finds the quote to blame in the record that could not be read. */
export async function csvFailure(
  flaw: CsvFlaw,
  name: string,
  locate: (line: number) => Promise<Place | undefined>,
): Promise<Failure> {
  const place = await locate(flaw.line);
  const at = `${name}, line ${place?.line ?? flaw.line}${place === undefined ? '' : `, column ${place.column}`}`;
  const [what, advice] = wordsOf(flaw.code, place !== undefined);
  return new Failure('usage', `${at}: ${what}`, { advice });
}

export type Place = { readonly line: number; readonly column: number };

function wordsOf(code: string, quoted: boolean): readonly [string, string] {
  const close = 'Close it, or double any quotes that are part of the text';
  if (code === 'CSV_QUOTE_NOT_CLOSED' || (code === 'CSV_MAX_RECORD_SIZE' && quoted))
    return ['the quote opened here is never closed', close];
  if (code === 'CSV_MAX_RECORD_SIZE')
    return ['a record is longer than 1 MiB', 'Check the line; contacts are never that long'];
  if (code === 'CSV_INVALID_CLOSING_QUOTE')
    return ['the quote opened here is closed in the middle of a cell', close];
  return [
    'a quote appears in the middle of an unquoted cell',
    'Put the whole cell in quotes and double the quotes inside it',
  ];
}

import type { CsvDialect } from './dialect.js';
import { blamedQuote, type Place } from './quote-place.js';
import { type CsvFault, maxRecordLength, RecordParser } from './record-parser.js';
import type { Flaw } from './row.js';
import { hasRowsInside } from './swallowed.js';

export type CsvRecord = {
  /** The physical line of its first character. */
  readonly line: number;
  readonly cells: readonly string[];
  /** Why the line could not be read; its cells are then what lies between the delimiters. */
  readonly flaw?: Flaw;
};

/** How the records of a file are read. */
export type RecordOptions = {
  readonly dialect: CsvDialect;
  /** The physical line that the bytes start with. */
  readonly firstLine: number;
  /** The number of cells of a row, where quoted cells that seem to contain rows are not trusted. */
  readonly suspectAt: number | undefined;
  readonly onBlank: () => void;
};

/**
 * The records of a CSV, including the header but no blank lines, in one array per chunk. `bytes` must be valid UTF-8
 * without a byte-order mark. Line numbers are physical: line breaks inside quotes count. A line whose quotes cannot be
 * understood is a record with a flaw, and reading resumes at the next line. Throws CsvFlaw for a line without end, and when
 * so many quoted cells contain rows that the quotes of the file cannot be trusted.
 */
export async function* csvRecords(
  bytes: AsyncIterable<Buffer>,
  options: RecordOptions,
): AsyncGenerator<readonly CsvRecord[]> {
  const reader = new RecordReader(options);
  for await (const chunk of bytes) {
    const records = await reader.push(chunk);
    if (records.length > 0) yield records;
  }
  const records = await reader.end();
  if (records.length > 0) yield records;
}

/** What keeps the rest of a file from being read. */
export class CsvFlaw extends Error {
  constructor(
    readonly code: 'endless_line' | 'rows_in_quotes',
    readonly line: number,
  ) {
    super(code);
  }
}

/** After a fault, the rest of a chunk is parsed in pieces of this size, as the next fault may be near. */
const carefulBytes = 4096;

/** So many quoted cells with rows inside, and this share of all records, are no accident. */
const manySwallowed = { records: 10, share: 0.05 } as const;

class RecordReader {
  #parser: RecordParser;
  /** Bytes from the start of the first record that was not taken yet. */
  #window: Buffer = Buffer.alloc(0);
  /** How many bytes of the window the parser was given. */
  #given = 0;
  /** Where the window begins, in bytes from where the parser began. */
  #offset = 0;
  #line: number;
  #isPadded = false;
  #isCareful = false;
  /** What the parser is given instead of the first line of the window. */
  #instead: Buffer | undefined;
  /** The last line of a record that the parser was given in other words. */
  #guardedTo = 0;
  #isSepLineExpected: boolean;
  #records = 0;
  #swallowed = 0;

  constructor(readonly options: RecordOptions) {
    this.#line = options.firstLine;
    this.#isSepLineExpected = options.dialect.hasSepLine;
    this.#parser = this.#newParser();
  }

  async push(chunk: Buffer): Promise<readonly CsvRecord[]> {
    this.#window = this.#window.length === 0 ? chunk : Buffer.concat([this.#window, chunk]);
    this.#isCareful = false;
    const records: CsvRecord[] = [];
    await this.#read(records, false);
    return records;
  }

  async end(): Promise<readonly CsvRecord[]> {
    const records: CsvRecord[] = [];
    for (;;) {
      await this.#read(records, true);
      if (this.#parser.fault === undefined) await this.#parser.end();
      this.#take(records, true);
      if (this.#window.length === 0 || this.#isUnread()) return records;
    }
  }

  /** True once the parser ended without a record or an error for the rest: it is an empty line. */
  #isUnread(): boolean {
    return this.#parser.fault === undefined && this.#given === this.#window.length;
  }

  /** Parses what the window holds; stops early at a line that is wrong and not yet complete. */
  async #read(records: CsvRecord[], isEnd: boolean): Promise<void> {
    while (this.#hasMore()) {
      if (this.#parser.fault === undefined) await this.#parser.write(this.#nextPiece());
      if (!this.#take(records, isEnd)) return;
    }
  }

  #hasMore(): boolean {
    return (
      this.#instead !== undefined || this.#given < this.#window.length || this.#parser.fault !== undefined
    );
  }

  #nextPiece(): Buffer {
    const instead = this.#instead;
    this.#instead = undefined;
    if (instead !== undefined) return instead;
    const to = this.#isCareful ? this.#given + carefulBytes : this.#window.length;
    const piece = this.#window.subarray(this.#given, to);
    this.#given += piece.length;
    return piece;
  }

  /** Takes the records that were parsed. False when more bytes are needed to go on. */
  #take(records: CsvRecord[], isEnd: boolean): boolean {
    let from = 0;
    for (const { cells, end, hasBreaks } of this.#parser.taken()) {
      const to = end - this.#offset;
      const breaks = hasBreaks ? breaksIn(cells) : 0;
      if (breaks > 0 && this.#hasSwallowed(this.#window.toString('utf8', from, to))) {
        this.#pass(from);
        records.push(this.#lostLine(swallowedFlaw(this.#line, this.#line + breaks)));
        return true;
      }
      this.#emit(records, cells);
      this.#line += breaks + 1;
      from = to;
    }
    this.#pass(from);
    if (this.#parser.fault === undefined) return true;
    if (!isEnd && lineEnd(this.#window) < 0) {
      if (this.#window.length > maxRecordLength) throw new CsvFlaw('endless_line', this.#line);
      return false;
    }
    return this.#recover(records, this.#parser.fault, isEnd);
  }

  #emit(records: CsvRecord[], cells: readonly string[]): void {
    this.#records++;
    if (this.#isSepLineExpected) this.#isSepLineExpected = false;
    else if (isBlank(cells)) this.options.onBlank();
    else records.push({ line: this.#line, cells });
  }

  #hasSwallowed(text: string): boolean {
    const { suspectAt, dialect } = this.options;
    if (suspectAt === undefined || !hasRowsInside(text, suspectAt, dialect)) return false;
    const { records, share } = manySwallowed;
    if (++this.#swallowed >= records && this.#swallowed >= share * this.#records)
      throw new CsvFlaw('rows_in_quotes', this.#line);
    return true;
  }

  /** Reads the record at a fault in other words, or loses its first line. False when more bytes are needed to decide. */
  #recover(records: CsvRecord[], fault: CsvFault, isEnd: boolean): boolean {
    const { dialect } = this.options;
    const place = blamedQuote(this.#window.toString('utf8', 0, this.#given), this.#line, dialect);
    if (place?.isPadded && !this.#isPadded) {
      this.#isPadded = true;
      this.#restart();
      return true;
    }
    const last = place?.line ?? this.#line;
    const length = linesEnd(this.#window, last - this.#line + 1);
    if (length < 0 && !isEnd && this.#window.length <= 2 * maxRecordLength) return false;
    if (last > this.#guardedTo && this.#giveGuarded(length < 0 ? this.#window.length : length)) {
      this.#guardedTo = last;
      return true;
    }
    const end = lineEnd(this.#window);
    if ((end < 0 ? this.#window.length : end) > maxRecordLength)
      throw new CsvFlaw('endless_line', this.#line);
    records.push(this.#lostLine(quoteFlaw(this.#line, fault, place)));
    return true;
  }

  /** Begins again with cells such as `="00124"` quoted, in the first bytes of the window. False where there are none. */
  #giveGuarded(length: number): boolean {
    const guarded = Buffer.from(
      withGuardsQuoted(this.#window.toString('utf8', 0, length), this.options.dialect),
    );
    if (guarded.length === length) return false;
    this.#restart();
    this.#instead = guarded;
    this.#given = length;
    this.#offset = guarded.length - length;
    return true;
  }

  /** Gives up the first line of the window, and begins again behind it. */
  #lostLine(flaw: Flaw): CsvRecord {
    const end = lineEnd(this.#window);
    const length = end < 0 ? this.#window.length : end;
    const text = this.#window.toString('utf8', 0, length).replace(/[\r\n]+$/, '');
    const lost = { line: this.#line, cells: text.split(this.options.dialect.delimiter), flaw };
    this.#records++;
    this.#pass(length);
    this.#line++;
    this.#restart();
    return lost;
  }

  #pass(bytes: number): void {
    this.#window = this.#window.subarray(bytes);
    this.#given -= bytes;
    this.#offset += bytes;
  }

  #restart(): void {
    this.#instead = undefined;
    this.#given = 0;
    this.#offset = 0;
    this.#isCareful = true;
    this.#parser = this.#newParser();
  }

  #newParser(): RecordParser {
    return new RecordParser(this.options.dialect, this.#isPadded);
  }
}

/** The index after so many line breaks; -1 where there are not as many. */
function linesEnd(bytes: Buffer, lines: number): number {
  let at = 0;
  for (let line = 0; line < lines; line++) {
    const end = lineEnd(bytes.subarray(at));
    if (end < 0) return -1;
    at += end;
  }
  return at;
}

/** Spreadsheets write `="00124"` to keep zeros: such a cell is text, quotes and all. */
function withGuardsQuoted(line: string, { delimiter, quote }: CsvDialect): string {
  if (quote !== '"') return line;
  const edge = delimiter.replace(/[\\\]^-]/, '\\$&');
  const cell = new RegExp(`(?<=^|[${edge}\\r\\n])="([^"\\r\\n]*)"(?=[${edge}\\r\\n]|$)`, 'g');
  return line.replace(cell, '"=""$1"""');
}

/** The index after the first line break; -1 where there is none, or where half of one may be cut off. */
function lineEnd(bytes: Buffer): number {
  const feed = bytes.indexOf(0x0a);
  const lone = bytes.subarray(0, feed < 0 ? bytes.length : feed).indexOf(0x0d);
  if (lone < 0) return feed < 0 ? -1 : feed + 1;
  if (lone + 1 === bytes.length) return -1;
  return lone + 1 === feed ? feed + 1 : lone + 1;
}

/** Only cells can contain line breaks, so a record spans one line more than the breaks in its cells. */
function breaksIn(cells: readonly string[]): number {
  let breaks = 0;
  for (const cell of cells)
    if (cell.includes('\n') || cell.includes('\r')) breaks += (cell.match(/\r\n|\n|\r/g) ?? []).length;
  return breaks;
}

function isBlank(cells: readonly string[]): boolean {
  return cells.every((cell) => cell === '' || cell.trim() === '');
}

function swallowedFlaw(line: number, last: number): Flaw {
  const message = `the quote opened here is closed on line ${last}, and what lies between looks like rows (lines ${line}-${last})`;
  return { line, column: undefined, code: 'stray_quote', message };
}

function quoteFlaw(line: number, fault: CsvFault, place: Place | undefined): Flaw {
  const at =
    place === undefined ? '' : `${place.line === line ? '' : `line ${place.line}, `}column ${place.column}: `;
  return { line, column: undefined, code: 'stray_quote', message: `${at}${faultText(fault)}` };
}

/** What is wrong with a quote, in the words of our messages. */
function faultText(fault: CsvFault): string {
  if (fault === 'CSV_QUOTE_NOT_CLOSED' || fault === 'CSV_MAX_RECORD_SIZE')
    return 'the quote opened here is never closed';
  if (fault === 'INVALID_OPENING_QUOTE') return 'a quote appears in the middle of an unquoted cell';
  return 'the quote opened here is closed in the middle of a cell';
}

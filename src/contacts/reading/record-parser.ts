import { type CsvError, Parser } from 'csv-parse';
import type { CsvDialect } from './dialect.js';

/** A record longer than this has an unclosed quote; no contact is that long. */
export const maxRecordLength = 2 ** 20;

/** What csv-parse found wrong with a record. */
export type CsvFault = CsvError['code'];

/** A record as csv-parse read it. */
export type Parsed = {
  readonly cells: readonly string[];
  /** Where it ends, in bytes from where the parser began. */
  readonly end: number;
  /** Whether there are line breaks in its cells. */
  readonly hasBreaks: boolean;
};

/** Parses the records of a CSV, up to the first fault. */
export class RecordParser {
  readonly #parser: TakingParser;
  #fault: CsvFault | undefined;

  /** `isPadded`: whether blanks around a quoted cell belong to neither. */
  constructor({ delimiter, quote }: CsvDialect, isPadded: boolean) {
    this.#parser = new TakingParser({
      delimiter,
      quote: quote ?? false,
      escape: quote ?? false,
      ltrim: isPadded,
      rtrim: isPadded,
      relax_column_count: true,
      max_record_size: maxRecordLength,
      record_delimiter: ['\r\n', '\n', '\r'],
    });
    this.#parser.on('error', ({ code }: CsvError) => {
      this.#fault = code;
    });
    this.#parser.resume();
  }

  /** What ended the parsing: nothing more can be written. */
  get fault(): CsvFault | undefined {
    return this.#fault;
  }

  /** The records since the last call, also those before a fault in the same piece. */
  taken(): readonly Parsed[] {
    return this.#parser.records.splice(0);
  }

  write(piece: Buffer): Promise<void> {
    return new Promise((resolve) => {
      this.#parser.write(piece, () => resolve());
    });
  }

  /** Parses what is left as the last record. Idempotent. */
  end(): Promise<void> {
    if (this.#parser.destroyed) return Promise.resolve();
    return new Promise((resolve) => {
      this.#parser.once('end', resolve);
      this.#parser.once('close', resolve);
      this.#parser.end();
    });
  }
}

/**
 * Keeps each record as it is parsed, with what the parser knows about it then. The option `on_record` would tell the same, but
 * builds several objects for each record: that takes as long as the parsing itself.
 */
class TakingParser extends Parser {
  readonly records: Parsed[] = [];
  #line = 0;

  override push(cells: readonly string[] | null): boolean {
    if (cells === null) return super.push(null);
    // A record without line breaks begins on the next line.
    const { bytes: end, lines } = this.info;
    this.records.push({ cells, end, hasBreaks: lines > this.#line + 1 });
    this.#line = lines;
    return true;
  }
}

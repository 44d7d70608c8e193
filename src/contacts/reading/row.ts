/** What a file holds in one place: text in a CSV, any JSON value in a JSON file; `undefined` where a JSON object lacks the key. */
export type Cell = string | number | boolean | null | undefined | object;

/** One record of the input. */
export type Row = {
  /** 0 for the first record after the header. Blank lines are no records. */
  readonly ordinal: number;
  /** The physical line its first character stands on, counted from 1. */
  readonly line: number;
  readonly cells: readonly Cell[];
  /** The text of a JSON object, for the report: reading it has rounded its numbers. */
  readonly source?: string;
};

/** Something wrong with one row. */
export type Flaw = {
  readonly line: number;
  /** The column's header, where the flaw belongs to one. */
  readonly column: string | undefined;
  /** Stable, for programs: `bad_email`, `duplicate_id`, … */
  readonly code: string;
  /** One sentence for people, without the line. */
  readonly message: string;
};

/** The rows of a file under named columns. `rows` may be walked more than once; each walk reads the file again. */
export type Table = {
  readonly columns: readonly string[];
  readonly rows: () => AsyncIterable<readonly Row[]>;
  /** How the file is written, for messages: `CSV, delimiter ";", UTF-8`. */
  readonly dialect: string;
  readonly format: 'csv' | 'json';
  readonly delimiter: string;
  /** Blank lines of the latest walk: empty, or nothing but delimiters and blanks. */
  readonly blankLines: () => number;
};

/** At most 40 characters of a value, for messages. */
export function excerpt(cell: Cell): string {
  const text = typeof cell === 'string' ? cell : JSON.stringify(cell);
  return text.length <= 40 ? text : `${text.slice(0, 39).toWellFormed()}…`;
}

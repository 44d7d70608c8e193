/** The value of a cell: text in a CSV, any JSON value in a JSON file; `undefined` where a JSON object lacks the key. */
export type Cell = string | number | boolean | null | undefined | object;

/** One record of the input. */
export type Row = {
  /** 0 for the first record after the header. Blank lines are not records. */
  readonly ordinal: number;
  /** The physical line of its first character, counted from 1. */
  readonly line: number;
  /** Its place in a JSON array, from 1, where the line does not tell. */
  readonly element?: number;
  readonly cells: readonly Cell[];
  /** The source text of a JSON object, for the report: parsing may have rounded its numbers. */
  readonly source?: string;
  /** Why the row could not be read as it should be; without a column, its cells are not to be used. */
  readonly flaws?: readonly Flaw[];
};

/** Something wrong with one row. */
export type Flaw = {
  readonly line: number;
  /** The column's header, if the flaw belongs to a column. */
  readonly column: string | undefined;
  /** Stable, for programs: `bad_email`, `duplicate_id`, … */
  readonly code: string;
  /** One sentence for people, without the line number. */
  readonly message: string;
};

/** The rows of a file under named columns. `rows` may be iterated more than once; each pass reads the file again. */
export type Table = {
  readonly columns: readonly string[];
  readonly rows: () => AsyncIterable<readonly Row[]>;
  /** The format of the file, for messages: `CSV, ";" between cells, UTF-8`. */
  readonly dialect: string;
  readonly format: 'csv' | 'json';
  readonly delimiter: string;
  /** Blank lines in the latest pass: empty, or only delimiters and whitespace. */
  readonly blankLines: () => number;
  /** What was done in the latest pass so that the file could be read. */
  readonly notes?: () => readonly ReadingNote[];
};

/** Something that was done, or noticed, while a file was read: how often, and on which line first. */
export type ReadingNote = { readonly code: ReadingCode; readonly count: number; readonly line: number };

export type ReadingCode =
  | 'repeated_header'
  | 'empty_extra_cells'
  | 'short_row_filled'
  | 'header_cleaned'
  | 'mojibake'
  | 'wrong_encoding'
  | 'hidden_rows'
  | 'hidden_columns'
  | 'merged_cells';

/** True for a row that could not be read, so that its cells are not to be used: a flaw of it belongs to no column. */
export function isUnreadable({ flaws = [] }: Pick<Row, 'flaws'>): boolean {
  return flaws.some(({ column }) => column === undefined);
}

import { inertJson } from '../../base/escape/terminal.js';
import type { Columns } from '../columns.js';
import type { Row } from '../row.js';
import { type Changes, csvRecords, type Dialect, noChanges } from './csv.js';

/** How a text file is built: its head, its rows as they arrive, its tail. */
export type TextFormat<T> = {
  readonly head: string;
  /** `isFirst` is true until the file has a row. */
  readonly rows: (rows: readonly T[], isFirst: boolean) => string;
  readonly tail: (isEmpty: boolean) => string;
};

/** The part of a row that goes into a file. */
export type Shape<T> = {
  readonly columns: Columns<T>;
  /** Whether the user chose the columns: JSON then contains only those. */
  readonly isChosen: boolean;
};

/** A table with fixed columns. A byte order mark and CRLF make Excel recognize UTF-8. */
export function tableFormat<T extends Row>(
  { columns }: Shape<T>,
  dialect: Dialect,
  isForExcel: boolean,
  changes: Changes,
): TextFormat<T> {
  const cells = Object.values(columns);
  // Column names include attribute names, which are untrusted text too.
  const names = csvRecords([Object.keys(columns)], dialect, noChanges());
  return {
    head: (isForExcel ? '\ufeff' : '') + names,
    rows: (rows) =>
      csvRecords(
        rows.map((row) => cells.map((cell) => cell(row))),
        dialect,
        changes,
      ),
    tail: () => '',
  };
}

/** One JSON object per line: all fields the API sent, or the chosen ones. */
export function linesFormat<T extends Row>(shape: Shape<T>): TextFormat<T> {
  const json = jsonOf(shape);
  return {
    head: '',
    rows: (rows) => {
      let text = '';
      for (const row of rows) text += `${json(row)}\n`;
      return text;
    },
    tail: () => '',
  };
}

/** One JSON array with one row per line. */
export function arrayFormat<T extends Row>(shape: Shape<T>): TextFormat<T> {
  const json = jsonOf(shape);
  return {
    head: '[',
    rows: (rows, isFirst) =>
      rows.map((row, i) => `${isFirst && i === 0 ? '' : ','}\n  ${json(row)}`).join(''),
    tail: (isEmpty) => (isEmpty ? ']\n' : '\n]\n'),
  };
}

function jsonOf<T extends Row>({ columns, isChosen }: Shape<T>): (row: T) => string {
  if (!isChosen) return ({ raw }) => inertJson(raw);
  const cells = Object.entries(columns);
  return (row) => inertJson(Object.fromEntries(cells.map(([name, cell]) => [name, cell(row) ?? null])));
}

/** Yields a whole text in pieces as the rows arrive. */
export async function* streamed<T>(
  pages: AsyncIterable<readonly T[]>,
  format: TextFormat<T>,
): AsyncGenerator<string> {
  yield format.head;
  let isEmpty = true;
  for await (const rows of pages) {
    yield format.rows(rows, isEmpty);
    isEmpty &&= rows.length === 0;
  }
  yield format.tail(isEmpty);
}

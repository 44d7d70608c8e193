import { inertJson } from '../../base/escape/terminal.js';
import type { Columns } from '../columns.js';
import type { Row } from '../row.js';
import { type Changes, csvRecords, type Dialect, noChanges } from './csv.js';

/** How a file of text grows: its beginning, its rows as they come, its end. */
export type TextFormat<T> = {
  readonly head: string;
  /** `isFirst` is true until the file holds a row. */
  readonly rows: (rows: readonly T[], isFirst: boolean) => string;
  readonly tail: (isEmpty: boolean) => string;
};

/** What of a row goes into a file. */
export type Shape<T> = {
  readonly columns: Columns<T>;
  /** Whether somebody chose the columns: then JSON holds those and no more. */
  readonly isChosen: boolean;
};

/** A table: always the same columns in the same request. A byte request mark and CRLF tell Excel what it is. */
export function tableFormat<T extends Row>(
  { columns }: Shape<T>,
  dialect: Dialect,
  isForExcel: boolean,
  changes: Changes,
): TextFormat<T> {
  const cells = Object.values(columns);
  // The names of columns hold names of attributes, which are text from outside as well.
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

/** A JSON object a line: every field the API sent, or those that were chosen. */
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

/** One JSON array, a row a line. */
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

/** A whole text, piece by piece as the rows come. */
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

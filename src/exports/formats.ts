import { guardedCell } from '../inert/formula.js';
import { inertJson } from '../inert/plain.js';
import type { Columns } from './columns.js';
import type { Row } from './rows.js';

export const exportFormats = ['csv', 'json', 'ndjson'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** What of a row goes into a file. */
export type Shape<T> = {
  readonly columns: Columns<T>;
  /** Whether somebody chose the columns: then JSON holds those and no more. */
  readonly isChosen: boolean;
};

/** The text of a file, piece by piece as the rows come. JSON keeps every field the API sent; CSV has fixed columns. */
export async function* formatted<T extends Row>(
  pages: AsyncIterable<readonly T[]>,
  format: ExportFormat,
  { columns, isChosen }: Shape<T>,
): AsyncGenerator<string> {
  const json = (row: T) => inertJson(isChosen ? chosen(row, columns) : row.raw);
  switch (format) {
    case 'csv':
      return yield* asCsv(pages, columns);
    case 'ndjson':
      for await (const page of pages) yield page.map((row) => `${json(row)}\n`).join('');
      return;
    case 'json':
      return yield* asArray(pages, json);
  }
}

function chosen<T>(row: T, columns: Columns<T>): object {
  return Object.fromEntries(Object.entries(columns).map(([name, cell]) => [name, cell(row) ?? null]));
}

async function* asCsv<T>(pages: AsyncIterable<readonly T[]>, columns: Columns<T>): AsyncGenerator<string> {
  const { stringify } = await import('csv-stringify/sync');
  const cells = Object.values(columns);
  yield stringify([Object.keys(columns)]);
  for await (const page of pages)
    yield stringify(page.map((row) => cells.map((cell) => cellText(cell(row)))));
}

function cellText(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'number') return String(value);
  return guardedCell(typeof value === 'string' ? value : JSON.stringify(value));
}

async function* asArray<T>(
  pages: AsyncIterable<readonly T[]>,
  json: (row: T) => string,
): AsyncGenerator<string> {
  let before = '[';
  for await (const page of pages) {
    for (const row of page) {
      yield `${before}\n  ${json(row)}`;
      before = ',';
    }
  }
  yield before === '[' ? '[]\n' : '\n]\n';
}

import { plainLine } from '../base/escape/terminal.js';
import type { Colors } from './color.js';
import { type Column, type Fitted, fittedColumns, gap, kindOf } from './table-fit.js';

/** Where each row is a block of lines, no value is cut to less. */
const narrowest = 6;

/** The display width of a text in terminal columns. */
type Measure = (text: string) => number;

/** A table to lay out: escaped cells under its columns, within a width if there is one. */
type Sheet = {
  readonly columns: readonly Column[];
  readonly cells: readonly (readonly string[])[];
  readonly width: number | undefined;
  readonly measure: Measure;
};

/** How a table fits into its width: with which columns, or `undefined` where each row becomes a block of lines. */
export type Layout = { readonly sheet: Sheet; readonly fitted: readonly Fitted[] | undefined };

/**
 * Rows under headers, in columns as wide as they need to be and no wider than the terminal. Cells are escaped and put on
 * one line; text that does not fit ends in "…", except for values that are useless when truncated. Where the columns that
 * cannot be hidden would be too narrow to read, each row becomes a block of lines. Without a width, nothing is truncated.
 */
export async function renderTable(
  columns: readonly (string | Column)[],
  rows: readonly (readonly string[])[],
  width: number | undefined,
  paint: Colors,
): Promise<string> {
  const declared = columns.map((column) => (typeof column === 'string' ? { header: column } : column));
  return rendered(await layoutOf(declared, rows, width), paint);
}

/** Decides how a table is laid out, so that it can be told what is hidden before it is printed with `rendered`. */
export async function layoutOf(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  width: number | undefined,
): Promise<Layout> {
  const cells = rows.map((row) => row.map(plainLine));
  const measure = await measureFor([columns.map(({ header }) => header), ...cells]);
  const sheet = { columns, cells, width, measure };
  const natural = naturalWidths(sheet);
  const fitted =
    width === undefined
      ? natural.map((wide, index) => ({ index, width: wide }))
      : fittedColumns(columns, natural, width);
  return { sheet, fitted };
}

/** The table as text, with a line feed at its end. */
export async function rendered({ sheet, fitted }: Layout, paint: Colors): Promise<string> {
  return fitted === undefined ? blocks(sheet, paint) : grid(sheet, fitted, paint);
}

/** Most tables are plain ASCII; the library for wide and combining characters takes longer to load than everything else. */
async function measureFor(rows: readonly (readonly string[])[]): Promise<Measure> {
  if (rows.every((row) => row.every((cell) => /^[\x20-\x7e]*$/.test(cell)))) return (text) => text.length;
  return (await import('string-width')).default;
}

function naturalWidths({ columns, cells, measure }: Sheet): number[] {
  return columns.map(({ header }, i) =>
    cells.reduce((max, row) => Math.max(max, measure(row[i] ?? '')), measure(header)),
  );
}

function blocks({ columns, cells, width = 0, measure }: Sheet, paint: Colors): string {
  const label = Math.max(...columns.map(({ header }) => measure(header)));
  const room = Math.max(narrowest, width - label - gap);
  const value = (text: string, column: Column) =>
    kindOf(column) === 'text' ? cut(text, room, measure) : text;
  const line = (row: readonly string[], column: Column, i: number) =>
    `${paint.bold(column.header.padEnd(label))}  ${value(row[i] ?? '', column)}`.trimEnd();
  return cells.map((row) => `${columns.map((column, i) => line(row, column, i)).join('\n')}\n`).join('\n');
}

async function grid(
  { columns, cells, measure }: Sheet,
  fitted: readonly Fitted[],
  paint: Colors,
): Promise<string> {
  const { default: Table } = await import('cli-table3');
  const shown = fitted.map(({ index, width }) => ({
    width,
    index,
    column: columns[index] ?? { header: '' },
  }));
  const table = new Table({
    head: shown.map(({ column, width }) => paint.bold(cut(column.header, width, measure))),
    colAligns: shown.map(({ column }) => (kindOf(column) === 'number' ? 'right' : 'left')),
    chars: borderless,
    style: { 'padding-left': 0, 'padding-right': gap, head: [], border: [], compact: true },
  });
  for (const row of cells) table.push(shown.map(({ index, width }) => cut(row[index] ?? '', width, measure)));
  return `${table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')}\n`;
}

const borderNames =
  'top top-mid top-left top-right bottom bottom-mid bottom-left bottom-right left left-mid mid mid-mid right right-mid middle';
const borderless = Object.fromEntries(borderNames.split(' ').map((name) => [name, '']));

/** The text truncated to `width` columns, between user-perceived characters. */
export function cut(text: string, width: number, measure: Measure): string {
  if (measure(text) <= width) return text;
  let kept = '';
  for (const { segment } of new Intl.Segmenter().segment(text.slice(0, width * 8))) {
    if (measure(kept + segment) > width - 1) break;
    kept += segment;
  }
  return `${kept}…`;
}

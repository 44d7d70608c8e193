import { plainLine } from '../base/escape/terminal.js';
import type { Colors } from './color.js';
import { wordWrapper } from './reply/wrap.js';
import { type Column, type Fitted, fittedColumns, gap, kindOf } from './table-fit.js';
import { cut, textWidth } from './text-width.js';

/** Where each row is a block of lines, no value is cut to less. */
const narrowest = 6;

/** A table to lay out: escaped cells under its columns, within a width if there is one. */
type Sheet = {
  readonly columns: readonly Column[];
  readonly cells: readonly (readonly string[])[];
  readonly width: number | undefined;
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
  return rendered(layoutOf(declared, rows, width), paint);
}

/** Decides how a table is laid out, so that it can be told what is hidden before it is printed with `rendered`. */
export function layoutOf(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  width: number | undefined,
): Layout {
  const cells = rows.map((row) => row.map(plainLine));
  const sheet = { columns, cells, width };
  const natural = naturalWidths(sheet);
  const fitted =
    width === undefined
      ? natural.map((wide, index) => ({ index, width: wide }))
      : fittedColumns(columns, natural, width);
  return { sheet, fitted };
}

/** The table as text, with a line feed at its end. `isHeadless` omits the line of headers, but not those of blocks. */
export async function rendered(
  { sheet, fitted }: Layout,
  paint: Colors,
  isHeadless = false,
): Promise<string> {
  if (fitted === undefined) return blocks(sheet, paint);
  const table = await grid(sheet, fitted, paint);
  return isHeadless ? table.slice(table.indexOf('\n') + 1) : table;
}

function naturalWidths({ columns, cells }: Sheet): number[] {
  return columns.map(({ header }, i) =>
    cells.reduce((max, row) => Math.max(max, textWidth(row[i] ?? '')), textWidth(header)),
  );
}

function blocks({ columns, cells, width = 0 }: Sheet, paint: Colors): string {
  const label = Math.max(...columns.map(({ header }) => textWidth(header)));
  const room = Math.max(narrowest, width - label - gap);
  const value = (text: string, column: Column) => {
    if (column.wraps) return wrapped(text, room).replaceAll('\n', `\n${' '.repeat(label + gap)}`);
    return kindOf(column) === 'text' ? cut(text, room) : text;
  };
  const line = (row: readonly string[], column: Column, i: number) =>
    `${paint.bold(column.header.padEnd(label))}  ${value(row[i] ?? '', column)}`.trimEnd();
  return cells.map((row) => `${columns.map((column, i) => line(row, column, i)).join('\n')}\n`).join('\n');
}

async function grid({ columns, cells }: Sheet, fitted: readonly Fitted[], paint: Colors): Promise<string> {
  const { default: Table } = await import('cli-table3');
  const shown = fitted.map(({ index, width }) => ({
    width,
    index,
    column: columns[index] ?? { header: '' },
  }));
  const table = new Table({
    head: shown.map(({ column, width }) => paint.bold(cut(column.header, width))),
    colAligns: shown.map(({ column }) => (kindOf(column) === 'number' ? 'right' : 'left')),
    chars: borderless,
    style: { 'padding-left': 0, 'padding-right': gap, head: [], border: [], compact: true },
  });
  for (const row of cells)
    table.push(shown.map(({ index, width, column }) => cellText(row[index] ?? '', width, column)));
  return `${table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')}\n`;
}

function cellText(text: string, width: number, { wraps }: Column): string {
  return wraps ? wrapped(text, width) : cut(text, width);
}

function wrapped(text: string, width: number): string {
  const wrapper = wordWrapper(width);
  return wrapper.push(text) + wrapper.end();
}

const borderNames =
  'top top-mid top-left top-right bottom bottom-mid bottom-left bottom-right left left-mid mid mid-mid right right-mid middle';
const borderless = Object.fromEntries(borderNames.split(' ').map((name) => [name, '']));

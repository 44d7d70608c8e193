import stringWidth from 'string-width';
import { plainLine } from '../inert/plain.js';
import type { Paint } from './colour.js';

const gap = 2;
const narrowest = 6;
/** Columns narrower than this on average show nothing but ellipses. */
const readable = 12;

/**
 * Rows under headers, in columns as wide as they need to be and no wider than the terminal. Cells become inert text on
 * one line; what does not fit ends in "…". Where columns would be too narrow to read, each row becomes a small block of
 * its own. Without a width nothing is cut.
 */
export async function renderTable(
  headers: readonly string[],
  rows: readonly (readonly string[])[],
  width: number | undefined,
  paint: Paint,
): Promise<string> {
  const cells = rows.map((row) => row.map(plainLine));
  const needed = sum(naturalWidths(headers, cells)) + gap * headers.length;
  return width !== undefined && needed > width && isNarrow(headers, cells, width)
    ? blocks(headers, cells, width, paint)
    : grid(headers, cells, width, paint);
}

/** True where a column would be too narrow to read beside ids that are whole: an id that is cut is none. */
function isNarrow(headers: readonly string[], cells: readonly (readonly string[])[], width: number): boolean {
  const natural = naturalWidths(headers, cells);
  const ids = sum(natural.filter((_, i) => isId(headers[i])));
  const others = headers.filter((header) => !isId(header)).length;
  const left = width - ids - gap * headers.length;
  return others === 0 || left / others < readable - gap;
}

function isId(header: string | undefined): boolean {
  return header !== undefined && /(^|_)id$/.test(header);
}

function blocks(
  headers: readonly string[],
  rows: readonly (readonly string[])[],
  width: number,
  paint: Paint,
): string {
  const label = Math.max(...headers.map((header) => stringWidth(header)));
  const line = (row: readonly string[], header: string, i: number) =>
    `${paint.bold(header.padEnd(label))}  ${cut(row[i] ?? '', Math.max(narrowest, width - label - gap))}`.trimEnd();
  return rows.map((row) => `${headers.map((header, i) => line(row, header, i)).join('\n')}\n`).join('\n');
}

async function grid(
  headers: readonly string[],
  cells: readonly (readonly string[])[],
  width: number | undefined,
  paint: Paint,
): Promise<string> {
  const { default: Table } = await import('cli-table3');
  const widths = fittedWidths(headers, cells, width);
  const table = new Table({
    head: headers.map((header, i) => paint.bold(cut(header, widths[i] ?? 0))),
    chars: borderless,
    style: { 'padding-left': 0, 'padding-right': gap, head: [], border: [], compact: true },
  });
  for (const row of cells) table.push(row.map((cell, i) => cut(cell, widths[i] ?? 0)));
  return `${table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')}\n`;
}

const borderNames =
  'top top-mid top-left top-right bottom bottom-mid bottom-left bottom-right left left-mid mid mid-mid right right-mid middle';
const borderless = Object.fromEntries(borderNames.split(' ').map((name) => [name, '']));

function naturalWidths(headers: readonly string[], rows: readonly (readonly string[])[]): number[] {
  return headers.map((header, i) =>
    rows.reduce((most, row) => Math.max(most, stringWidth(row[i] ?? '')), stringWidth(header)),
  );
}

/** Takes from the widest column until everything fits. */
function fittedWidths(
  headers: readonly string[],
  rows: readonly (readonly string[])[],
  width: number | undefined,
): readonly number[] {
  const widths = naturalWidths(headers, rows);
  if (width === undefined) return widths;
  const room = width - gap * headers.length;
  while (sum(widths) > room) {
    const widest = widths.indexOf(Math.max(...widths.filter((_, i) => !isId(headers[i]))));
    if ((widths[widest] ?? 0) <= narrowest) break;
    widths[widest] = Math.max(
      narrowest,
      (widths[widest] ?? 0) - Math.max(1, Math.ceil((sum(widths) - room) / 2)),
    );
  }
  return widths;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** At most `width` columns of a text, cut between characters as people see them. */
export function cut(text: string, width: number): string {
  if (stringWidth(text) <= width) return text;
  let kept = '';
  for (const { segment } of new Intl.Segmenter().segment(text.slice(0, width * 8))) {
    if (stringWidth(kept + segment) > width - 1) break;
    kept += segment;
  }
  return `${kept}…`;
}

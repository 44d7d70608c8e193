import { plainLine } from '../base/escape/terminal.js';
import type { Colors } from './color.js';

const gap = 2;
const narrowest = 6;
/** If columns would be narrower than this on average, the table would show little but ellipses. */
const readable = 12;

/** The display width of a text in terminal columns. */
type Measure = (text: string) => number;

/** The table to lay out: escaped cells under headers, within a width if there is one. */
type Sheet = {
  readonly headers: readonly string[];
  readonly cells: readonly (readonly string[])[];
  readonly width: number | undefined;
  readonly paint: Colors;
  readonly measure: Measure;
};

/**
 * Rows under headers, in columns as wide as they need to be and no wider than the terminal. Cells are escaped and put on
 * one line; text that does not fit ends in "…", except for ids, which are useless when truncated. Where columns would be too
 * narrow to read, each row becomes a block of lines. Without a width, nothing is truncated.
 */
export async function renderTable(
  headers: readonly string[],
  rows: readonly (readonly string[])[],
  width: number | undefined,
  paint: Colors,
): Promise<string> {
  const cells = rows.map((row) => row.map(plainLine));
  const sheet = { headers, cells, width, paint, measure: await measureFor([headers, ...cells]) };
  return isNarrow(sheet) ? blocks(sheet) : grid(sheet);
}

/** Most tables are plain ASCII; the library for wide and combining characters takes longer to load than everything else. */
async function measureFor(rows: readonly (readonly string[])[]): Promise<Measure> {
  if (rows.every((row) => row.every((cell) => /^[\x20-\x7e]*$/.test(cell)))) return (text) => text.length;
  return (await import('string-width')).default;
}

/** True if columns would be too narrow to read next to full-length ids. */
function isNarrow(sheet: Sheet): boolean {
  const { headers, width } = sheet;
  const natural = naturalWidths(sheet);
  const gaps = gap * headers.length;
  if (width === undefined || sum(natural) + gaps <= width) return false;
  const ids = sum(natural.filter((_, i) => isId(headers[i])));
  const others = headers.filter((header) => !isId(header)).length;
  return others === 0 || (width - ids - gaps) / others < readable - gap;
}

function isId(header: string | undefined): boolean {
  return header !== undefined && /(^|_)id$/.test(header);
}

function blocks(sheet: Sheet): string {
  const { headers, cells, width = 0, paint, measure } = sheet;
  const label = Math.max(...headers.map(measure));
  const room = Math.max(narrowest, width - label - gap);
  const line = (row: readonly string[], header: string, i: number) =>
    `${paint.bold(header.padEnd(label))}  ${cut(row[i] ?? '', room, measure)}`.trimEnd();
  return cells.map((row) => `${headers.map((header, i) => line(row, header, i)).join('\n')}\n`).join('\n');
}

function grid(sheet: Sheet): string {
  const { headers, cells, paint, measure } = sheet;
  const room = fittedWidths(sheet);
  const rows = [headers, ...cells].map((row) => row.map((cell, i) => cut(cell, room[i] ?? 0, measure)));
  const widths = headers.map((_, i) => rows.reduce((max, row) => Math.max(max, measure(row[i] ?? '')), 0));
  const line = (row: readonly string[], style: (cell: string) => string) =>
    row
      .map((cell, i) => style(cell) + ' '.repeat((widths[i] ?? 0) - measure(cell) + gap))
      .join('')
      .trimEnd();
  const [head = [], ...body] = rows;
  return `${[line(head, paint.bold), ...body.map((row) => line(row, (cell) => cell))].join('\n')}\n`;
}

function naturalWidths({ headers, cells, measure }: Sheet): number[] {
  return headers.map((header, i) =>
    cells.reduce((max, row) => Math.max(max, measure(row[i] ?? '')), measure(header)),
  );
}

/** Narrows the widest non-id column until everything fits. */
function fittedWidths(sheet: Sheet): readonly number[] {
  const { headers, width } = sheet;
  const widths = naturalWidths(sheet);
  if (width === undefined) return widths;
  const room = width - gap * headers.length;
  while (sum(widths) > room) {
    const widest = widestOf(widths, headers);
    if ((widths[widest] ?? 0) <= narrowest) break;
    widths[widest] = Math.max(
      narrowest,
      (widths[widest] ?? 0) - Math.max(1, Math.ceil((sum(widths) - room) / 2)),
    );
  }
  return widths;
}

/** The widest non-id column. */
function widestOf(widths: readonly number[], headers: readonly string[]): number {
  return widths.reduce(
    (widest, width, i) => (isId(headers[i]) || width <= (widths[widest] ?? 0) ? widest : i),
    headers.findIndex((header) => !isId(header)),
  );
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

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

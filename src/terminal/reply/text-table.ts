import type { Colors } from '../color.js';
import { textWidth } from '../text-width.js';
import { inlineWriter } from './inline.js';

/**
 * A Markdown table with aligned columns; `undefined` if the lines are not a table or do not fit into `columns`. If a
 * terminal has another opinion of the width of a character, columns are misaligned, but the text is intact.
 */
export function renderedTable(lines: readonly string[], paint: Colors, columns: number): string | undefined {
  const [head = '', rule = '', ...body] = lines;
  if (!cellsOf(rule).every((cell) => /^:?-+:?$/.test(cell))) return undefined;
  const rows = [head, ...body].map((line) => cellsOf(line).map((cell) => rendered(cell, paint)));
  const count = rows[0]?.length ?? 0;
  if (rows.some((row) => row.length > count)) return undefined;
  const widths = Array.from({ length: count }, (_, i) =>
    Math.max(1, ...rows.map((row) => textWidth(row[i] ?? ''))),
  );
  if (widths.reduce((sum, width) => sum + width + 2, -2) > columns) return undefined;
  const [first = '', ...rest] = rows.map((row) => padded(row, widths));
  const dashes = paint.dim(widths.map((width) => '-'.repeat(width)).join('  '));
  return [paint.bold(first), dashes, ...rest].map((line) => `${line}\n`).join('');
}

function cellsOf(line: string): readonly string[] {
  const inner = line
    .trim()
    .replace(/^\|/, '')
    .replace(/(?<!\\)\|$/, '');
  return inner.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll('\\|', '|'));
}

function rendered(cell: string, paint: Colors): string {
  const writer = inlineWriter(paint);
  return writer.push(cell) + writer.settle();
}

function padded(row: readonly string[], widths: readonly number[]): string {
  return widths
    .map((width, i) => (row[i] ?? '') + ' '.repeat(Math.max(0, width - textWidth(row[i] ?? ''))))
    .join('  ')
    .trimEnd();
}

import type { Io } from '../../../base/io.js';
import { fittingWidth } from '../../../base/width.js';
import type { Understood, UnderstoodField } from '../../../contacts/report/understood.js';
import { colorsFor } from '../../../terminal/color.js';
import { renderTable } from '../../../terminal/table.js';

const usualWidth = 80;

/**
 * The program that the file is from, if it was recognized, and the mapping: which columns become which field, with its value
 * in the first row. Lines for stderr, no wider than it is.
 */
export async function understoodLines(
  io: Io,
  { line, program, fields }: Understood,
): Promise<readonly string[]> {
  const value = line === undefined ? 'no row to send' : `line ${line}, as it is sent`;
  const rows = fields.map((one) => [one.from, `→ ${fieldText(one)}`, one.value]);
  const plain = await colorsFor(io, io.stderr, false);
  const width = fittingWidth(io.stderr) ?? usualWidth;
  const table = await renderTable(['column', '→ field', value], rows, width, plain);
  return [
    ...(program === undefined ? [] : [`Recognized as an export of ${program}`]),
    ...table.trimEnd().split('\n'),
  ];
}

function fieldText({ field, type }: UnderstoodField): string {
  return type === undefined ? field : `${field} (${type})`;
}

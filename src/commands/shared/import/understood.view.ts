import type { Io } from '../../../base/io.js';
import { fittingWidth } from '../../../base/width.js';
import type { Understood } from '../../../contacts/report/understood.js';
import { colorsFor } from '../../../terminal/color.js';
import { renderTable } from '../../../terminal/table.js';

const usualWidth = 80;

/** What each field is taken from, with its value in the first row: lines for stderr, no wider than it is. */
export async function understoodLines(io: Io, { line, fields }: Understood): Promise<readonly string[]> {
  const headers = ['field', 'from', line === undefined ? 'no row to send' : `line ${line}, as it is sent`];
  const rows = fields.map(({ field, from, value }) => [field, `← ${from}`, value]);
  const plain = await colorsFor(io, io.stderr, false);
  const table = await renderTable(headers, rows, fittingWidth(io.stderr) ?? usualWidth, plain);
  return table.trimEnd().split('\n');
}

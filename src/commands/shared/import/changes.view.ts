import { count } from '../../../base/text.js';
import { type CellChange, cellChanges } from '../../../contacts/checking/cleaned.js';
import type { ImportSummary } from '../../../contacts/report/summary.js';
import { noted } from './ledger.view.js';

const words: Readonly<Record<CellChange, readonly [one: string, many: string]>> = {
  nothing: [
    'cell with a word for nothing was read as blank',
    'cells with a word for nothing were read as blank',
  ],
  invisible: ['value had invisible characters taken off', 'values had invisible characters taken off'],
  unwrapped: [
    'value was taken out of quotes or another wrapper',
    'values were taken out of quotes or another wrapper',
  ],
  phone: [
    'phone number was rewritten in plain characters',
    'phone numbers were rewritten in plain characters',
  ],
  date: ['date was rewritten as ISO 8601', 'dates were rewritten as ISO 8601'],
  asText: ['number was stored as text', 'numbers were stored as text'],
};

const maxNamed = 4;

/** What was changed in cells, with the columns: `2 values had invisible characters taken off (Email 1, Phone 1)`. */
export function changeLines({ notes }: Pick<ImportSummary, 'notes'>): readonly string[] {
  const lines = cellChanges.flatMap((change) => {
    const byColumn = Object.entries(notes.changes[change] ?? {});
    const total = byColumn.reduce((sum, [, cells]) => sum + cells, 0);
    const named = byColumn.slice(0, maxNamed).map(([column, cells]) => `${column} ${count(cells)}`);
    const more = byColumn.length > maxNamed ? `, and ${byColumn.length - maxNamed} more columns` : '';
    return noted(total, ...words[change]).map((line) => `${line} (${named.join(', ')}${more})`);
  });
  return [
    ...lines,
    ...noted(
      notes.keptNames,
      'contact kept its name because the file has only a part of it (--blank clear takes the part)',
      'contacts kept their names because the file has only a part of them (--blank clear takes the parts)',
    ),
  ];
}

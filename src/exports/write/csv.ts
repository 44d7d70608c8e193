import { csvCell } from '../../base/csv.js';
import { type Guard, guarded, isSuspicious } from '../../base/escape/csv-formula.js';

/** How the cells of a file are formatted. */
export type Dialect = {
  readonly delimiter: ',' | '\t';
  readonly newline: '\n' | '\r\n';
  /** Whether cells are escaped against formula injection. */
  readonly isGuarded: boolean;
  /** What the escape covers (default: `formulas`). */
  readonly guard?: Guard;
};

/** Number of changed cells, reported to the user because a file must not silently differ from the list. */
export type Changes = { guarded: number; controls: number };

/** A CSV dialect that most programs read, escaped for spreadsheets. */
export const plainCsv: Dialect = { delimiter: ',', newline: '\n', isGuarded: true };

export function noChanges(): Changes {
  return { guarded: 0, controls: 0 };
}

/** CSV text of the records, quoted where necessary. */
export function csvRecords(
  records: readonly (readonly unknown[])[],
  dialect: Dialect,
  changes: Changes,
): string {
  let text = '';
  for (const values of records) text += csvRecord(values, dialect, changes);
  return text;
}

function csvRecord(values: readonly unknown[], dialect: Dialect, changes: Changes): string {
  let record = '';
  for (let i = 0; i < values.length; i++) {
    if (i > 0) record += dialect.delimiter;
    record += cellOf(values[i], dialect, changes);
  }
  // Many readers skip a blank line.
  return (record === '' ? '""' : record) + dialect.newline;
}

/** Cells that no reader misreads and no spreadsheet runs: most of them, and one look is enough. */
const harmless =
  /^[^\s\u200b-\u200d\u2060=+\-@＝＋－＠'",;|\u0000-\u001f\u007f](?:[^",;|\t\r\n\u0000-\u001f\u007f]*[^ ",;|\t\r\n\u0000-\u001f\u007f])?$/;

/** A telephone number without blanks, which `formulas` leaves as it is. */
const telephone = /^\+[1-9]\d{0,14}$/;

function cellOf(value: unknown, { delimiter, isGuarded, guard }: Dialect, changes: Changes): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (harmless.test(text)) return text;
  if (guard !== 'calculations' && telephone.test(text)) return text;
  return csvCell(isGuarded && isSuspicious(text) ? escapedCell(text, guard, changes) : text, delimiter);
}

function escapedCell(cell: string, guard: Guard | undefined, changes: Changes): string {
  const { text, isGuarded, controls } = guarded(cell, guard);
  if (isGuarded) changes.guarded++;
  changes.controls += controls;
  return text;
}

import { csvText } from '../../base/csv.js';
import { guarded, isSuspicious, type Neutral } from '../../base/escape/csv-formula.js';

/** How the cells of a file are formatted. */
export type Dialect = {
  readonly delimiter: ',' | '\t';
  readonly newline: '\n' | '\r\n';
  /** Whether cells are escaped against formula injection. */
  readonly isGuarded: boolean;
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
  const cells = records.map((values) => values.map((value) => cellText(value, dialect.isGuarded, changes)));
  return csvText(cells, dialect);
}

function cellText(value: unknown, isGuarded: boolean, changes: Changes): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return isGuarded && isSuspicious(text) ? counted(guarded(text), changes) : text;
}

function counted({ text, isGuarded, controls }: Neutral, changes: Changes): string {
  if (isGuarded) changes.guarded++;
  changes.controls += controls;
  return text;
}

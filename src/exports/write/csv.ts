import { stringify } from 'csv-stringify/sync';
import { guarded, type Neutral } from '../../base/escape/csv-formula.js';

/** How the cells of a file are written. */
export type Dialect = {
  readonly delimiter: ',' | '\t';
  readonly newline: '\n' | '\r\n';
  /** Whether cells are kept from being run as formulas. */
  readonly isGuarded: boolean;
};

/** What was changed in cells, in whole: told to the user, because a file must not differ from the list without a word. */
export type Changes = { guarded: number; controls: number };

/** A CSV file as most programs read it, safe in a spreadsheet. */
export const plainCsv: Dialect = { delimiter: ',', newline: '\n', isGuarded: true };

export function noChanges(): Changes {
  return { guarded: 0, controls: 0 };
}

/** Records, with quotes where they are needed. */
export function csvRecords(
  records: readonly (readonly unknown[])[],
  { delimiter, newline, isGuarded }: Dialect,
  changes: Changes,
): string {
  const cells = records.map((values) => values.map((value) => cellText(value, isGuarded, changes)));
  return stringify(cells, {
    delimiter,
    record_delimiter: newline,
    // Whichever of them the reader splits at, and whether it trims or not: a cell stays one, and what it is.
    quoted_match: /[;\t]|^ | $/,
    // A blank line would be none to many who read it.
    quoted_empty: records[0]?.length === 1,
  });
}

function cellText(value: unknown, isGuarded: boolean, changes: Changes): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return isGuarded ? counted(guarded(text), changes) : text;
}

function counted({ text, isGuarded, controls }: Neutral, changes: Changes): string {
  if (isGuarded) changes.guarded++;
  changes.controls += controls;
  return text;
}

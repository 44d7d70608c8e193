import { checkRow, type RowRules } from '../checking/check-row.js';
import type { Checked } from '../checking/making.js';
import type { Column } from '../columns/target.js';
import { type Flaw, isUnreadable, type Row } from '../reading/row.js';

/** Checks a row against the column plan. What reading found wrong counts as well, except in columns that are left out. */
export function checkReadRow(row: Row, columns: readonly Column[], rules: RowRules): Checked {
  const checked = checkRow(row, columns, rules);
  if (row.flaws === undefined) return checked;
  const flaws = row.flaws.filter((flaw) => isUsed(flaw, columns));
  if (flaws.length === 0) return checked;
  const others = checked.flaws.filter((other) => !flaws.some(({ column }) => column === other.column));
  return isUnreadable(row)
    ? { ...checked, draft: { attributes: new Map() }, flaws, undecided: [] }
    : { ...checked, flaws: [...flaws, ...others] };
}

function isUsed({ column }: Flaw, columns: readonly Column[]): boolean {
  return (
    column === undefined ||
    columns.some(({ header, target }) => header === column && target.kind !== 'left-out')
  );
}

import { expect, test } from 'vitest';
import { RowSet } from '../../../src/contacts/run/row-set.js';

test('holds the rows that were added, and no others, wherever they are', () => {
  const rows = new RowSet();
  const added = [0, 31, 32, 5000, 1_000_000];
  for (const row of added) rows.add(row);
  const asked = [0, 1, 30, 31, 32, 33, 4999, 5000, 999_999, 1_000_000, 9_999_999];
  expect(asked.filter((row) => rows.has(row))).toEqual(added);
});

import { expect, test } from 'vitest';
import { keyOf } from '../../src/exports/row.js';
import { rowAt } from '../support/rows.js';

test('a row is known by its id, whatever else is in it', () => {
  expect(keyOf(rowAt('a', undefined, { name: 'Ada' }))).toBe(keyOf(rowAt('a', '2026-03-01T00:00:00Z')));
  expect(keyOf(rowAt('a'))).not.toBe(keyOf(rowAt('b')));
});

test.each([undefined, ''])('a row with the id %j is known by everything in it', (id) => {
  expect(keyOf(rowAt(id, undefined, { name: 'Ada' }))).toBe(keyOf(rowAt(id, undefined, { name: 'Ada' })));
  expect(keyOf(rowAt(id, undefined, { name: 'Ada' }))).not.toBe(keyOf(rowAt(id, undefined, { name: 'Bo' })));
});

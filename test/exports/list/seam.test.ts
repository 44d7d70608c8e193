import { describe, expect, test } from 'vitest';
import { isSeam } from '../../../src/exports/list/seam.js';
import { rowAt } from '../../support/rows.js';

const seam = (earliest: string, ...before: string[]) =>
  isSeam(
    '2026-03-14',
    Date.parse(earliest),
    before.map((moment, i) => rowAt(`${i}`, moment)),
  );

describe('a day begins where the day before ends', () => {
  test('if rows on both sides lie less than an hour from midnight UTC', () => {
    expect(seam('2026-03-14T00:00:00Z', '2026-03-13T23:59:59Z', '2026-03-13T12:00:00Z')).toBe(true);
    expect(seam('2026-03-14T00:59:59Z', '2026-03-13T23:00:00Z')).toBe(true);
  });

  test.each([
    ['no row of the days before is close', '2026-03-14T00:01:00Z', '2026-03-13T22:59:59Z'],
    ['the last day is not included in those before', '2026-03-14T00:01:00Z', '2026-03-12T23:59:59Z'],
    ['no row of the day itself is close', '2026-03-14T01:00:00Z', '2026-03-13T23:59:00Z'],
    ['the day begins earlier', '2026-03-13T23:00:00Z', '2026-03-13T22:59:00Z'],
    ['the day before ends later', '2026-03-14T08:00:00Z', '2026-03-14T07:59:00Z'],
  ])('not if %s', (_, earliest, before) => {
    expect(seam(earliest, before)).toBe(false);
  });

  test('not if there are no rows before, or one without a creation time', () => {
    expect(seam('2026-03-14T00:01:00Z')).toBe(false);
    expect(isSeam('2026-03-14', Date.parse('2026-03-14T00:01:00Z'), [rowAt('a')])).toBe(false);
    expect(isSeam('2026-03-14', Number.NEGATIVE_INFINITY, [rowAt('a', '2026-03-13T23:59:00Z')])).toBe(false);
  });
});

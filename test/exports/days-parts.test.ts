import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { day, dayAfter, daysIn, periods, shardOf } from '../../src/exports/days.js';

/** A range of days, its ends in order. */
const anyRange = fc
  .tuple(fc.nat({ max: 30_000 }), fc.nat({ max: 500 }))
  .map(([from, more]) => [day(from * 86_400_000), day((from + more) * 86_400_000)]);
const daysOf = (since: string, until: string) =>
  Array.from({ length: daysIn(since, until) }, (_, i) => dayAfter(since, i));

describe('parts of a range', () => {
  test('law: the shards of a range are all its days, each once, the latest first', () => {
    fc.assert(
      fc.property(anyRange, fc.integer({ min: 1, max: 40 }), ([since = '', until = ''], count) => {
        const shards = Array.from({ length: count }, (_, i) => shardOf(since, until, i + 1, count));
        const days = shards.flatMap((shard) =>
          shard === undefined ? [] : daysOf(shard.since ?? '', shard.until ?? '').reverse(),
        );
        expect(days).toEqual(daysOf(since, until).reverse());
      }),
    );
  });

  test('a shard is absent only where there are fewer days than shards', () => {
    const sizes = [1, 2, 3].map((index) => shardOf('2026-03-01', '2026-03-02', index, 3));
    expect(sizes.filter((shard) => shard === undefined).length).toBe(1);
    expect(shardOf('2026-03-01', '2026-03-10', 1, 3)).toEqual({ since: '2026-03-08', until: '2026-03-10' });
  });

  test.each([
    [
      'month',
      '2026-01-30',
      '2026-03-02',
      ['2026-03-01..2026-03-02', '2026-02-01..2026-02-28', '2026-01-30..2026-01-31'],
    ],
    ['month', '2026-02-05', '2026-02-09', ['2026-02-05..2026-02-09']],
    [
      'day',
      '2026-02-27',
      '2026-03-01',
      ['2026-03-01..2026-03-01', '2026-02-28..2026-02-28', '2026-02-27..2026-02-27'],
    ],
  ] as const)('by %s from %s to %s', (by, since, until, wanted) => {
    expect(periods(since, until, by).map((one) => `${one.since}..${one.until}`)).toEqual(wanted);
  });

  test('law: periods are all days of the range, each once, and a month never crosses into the next', () => {
    fc.assert(
      fc.property(anyRange, fc.constantFrom('day', 'month'), ([since = '', until = ''], by) => {
        const found = periods(since, until, by as 'day' | 'month');
        const days = found.flatMap((one) => daysOf(one.since ?? '', one.until ?? '').reverse());
        expect(days).toEqual(daysOf(since, until).reverse());
        expect(found.every((one) => one.since?.slice(0, 7) === one.until?.slice(0, 7))).toBe(true);
      }),
    );
  });
});

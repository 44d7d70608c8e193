import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Middle, Tally } from '../../../src/exports/stats/tally.js';

const tallyOf = (keys: readonly string[]) => {
  const tally = new Tally();
  for (const key of keys) tally.add(key);
  return tally;
};

describe('a tally', () => {
  test('counts each key, by more than one where that is said; what never came is zero', () => {
    const tally = tallyOf(['a', 'b', 'a']);
    tally.add('a', 5);
    expect([tally.get('a'), tally.get('b'), tally.get('c'), tally.get('toString')]).toEqual([7, 1, 0, 0]);
  });

  test('ranks the most frequent first, and equals by name', () => {
    expect(tallyOf(['b', 'c', 'a', 'c', 'B']).ranked()).toEqual([
      ['c', 2],
      ['B', 1],
      ['a', 1],
      ['b', 1],
    ]);
    expect(tallyOf(['b', 'c', 'a', 'c']).keys()).toEqual(['a', 'b', 'c']);
  });

  test('law: the ranking is the same in whatever order keys came, and adds up to all of them', () => {
    const keys = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 30 });
    fc.assert(
      fc.property(keys, (given) => {
        const ranked = tallyOf(given).ranked();
        expect(tallyOf([...given].sort()).ranked()).toEqual(ranked);
        expect(ranked.reduce((sum, [, count]) => sum + count, 0)).toBe(given.length);
      }),
    );
  });
});

describe('the middle of many numbers', () => {
  const middleOf = (values: readonly number[]) => {
    const middle = new Middle();
    for (const value of values) middle.add(value);
    return [middle.median(), middle.longest()];
  };

  test.each([
    [[], undefined, 0],
    [[4], 4, 4],
    [[9, 1, 2], 2, 9],
    [[10, 9, 2, 1], 5.5, 10],
    [[0, 0, 0, 7], 0, 7],
    [[100, 20, 3], 20, 100],
  ])('of %j is %s, and the largest is %i', (values, median, longest) => {
    expect(middleOf(values)).toEqual([median, longest]);
  });

  test('law: as many numbers are above it as are below', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 30 }), { minLength: 1 }), (values) => {
        const sorted = values.toSorted((one, other) => one - other);
        const [low = 0, high = 0] = [sorted[(values.length - 1) >> 1], sorted[values.length >> 1]];
        expect(middleOf(values)).toEqual([(low + high) / 2, sorted.at(-1)]);
      }),
    );
  });
});

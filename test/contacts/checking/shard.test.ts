import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isIn } from '../../../src/contacts/checking/shard.js';

const partsOf = (count: number, key: string | undefined, ordinal: number) =>
  Array.from({ length: count }, (_, i) => i + 1).filter((index) => isIn({ index, count }, key, ordinal));

describe('the parts of a file', () => {
  test('law: every row is in exactly one part, and its place does not matter where it has a key', () => {
    const key = fc.option(fc.string(), { nil: undefined });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), key, fc.nat(), fc.nat(), (count, key, ordinal, other) => {
        const parts = partsOf(count, key, ordinal);
        expect(parts.length).toBe(1);
        if (key !== undefined) expect(partsOf(count, key, other)).toEqual(parts);
      }),
    );
  });

  // Another number here would send rows twice where machines of two versions share a file.
  test.each([
    ['', 1],
    ['a', 4],
    ['b', 1],
    ['cus_123', 3],
    ['ada@example.com', 4],
    ['山田', 2],
  ])('the row %j is in the part %i of five on every machine', (key, part) => {
    expect(partsOf(5, key, 0)).toEqual([part]);
  });

  test.each([
    [0, 1],
    [1, 2],
    [2, 3],
    [3, 1],
  ])('the row at %i without a key is in the part %i of three', (ordinal, part) => {
    expect(partsOf(3, undefined, ordinal)).toEqual([part]);
  });

  test('a thousand keys are spread over four parts about evenly', () => {
    const keys = Array.from({ length: 1000 }, (_, i) => `id-${i}`);
    for (let index = 1; index <= 4; index++) {
      const rows = keys.filter((key) => isIn({ index, count: 4 }, key, 0)).length;
      expect(rows > 200 && rows < 300).toBe(true);
    }
  });
});

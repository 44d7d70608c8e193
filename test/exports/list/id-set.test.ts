import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { IdSet } from '../../../src/exports/list/id-set.js';

const setOf = (ids: readonly string[], seed = 7) => {
  const set = new IdSet(seed);
  for (const id of ids) set.add(id);
  return set;
};
const ids = fc.array(fc.oneof(fc.string(), fc.constantFrom('', 'a', 'A', 'a ', '1', '01')), {
  maxLength: 400,
});

describe('a set of ids', () => {
  test('law: it holds what was put in, counts it once, and says which was new', () => {
    fc.assert(
      fc.property(ids, ids, fc.integer(), (given, others, seed) => {
        const [set, plain] = [new IdSet(seed), new Set<string>()];
        for (const id of given) {
          expect(set.add(id)).toBe(!plain.has(id));
          plain.add(id);
        }
        expect(set.size).toBe(plain.size);
        for (const id of [...given, ...others]) expect(set.has(id)).toBe(plain.has(id));
      }),
    );
  });

  test('law: of two sets, it is known how many ids the other lacks', () => {
    fc.assert(
      fc.property(ids, ids, (one, other) => {
        const lacking = new Set(one.filter((id) => !other.includes(id))).size;
        expect(setOf(one).missingIn(setOf(other))).toBe(lacking);
      }),
    );
  });

  test('a hundred thousand ids are told apart while it grows', () => {
    const all = Array.from({ length: 100_000 }, (_, i) => `id-${i}`);
    const set = setOf(all);
    expect(set.size).toBe(100_000);
    expect(all.every((id) => set.has(id))).toBe(true);
    expect(all.some((id) => set.has(`${id}x`))).toBe(false);
    expect(set.missingIn(setOf(all.slice(3)))).toBe(3);
    expect(setOf(all.slice(3)).missingIn(set)).toBe(0);
  });
});

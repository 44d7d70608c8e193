import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hash, hashes } from '../../src/base/hash.js';

// The parts of a sharded file depend on these numbers: they must be the same on every machine and in every version.
test.each([
  ['', 0, 0],
  ['a', 0, 721651713],
  ['b', 0, 3465850405],
  ['a', 1, 3663734039],
  ['cus_123', 0, 3069269387],
  ['山田😀', 0xffffffff, 2649715500],
])('%j under %i is hashed to %i', (text, seed, number) => {
  expect(hash(text, seed)).toBe(number);
});

test('law: a hash has 32 bits, and depends on the text and the seed alone', () => {
  fc.assert(
    fc.property(fc.string(), fc.integer(), (text, seed) => {
      const number = hash(text, seed);
      expect(Number.isInteger(number) && number >= 0 && number < 2 ** 32).toBe(true);
      expect(hash(text, seed >>> 0)).toBe(number);
    }),
  );
});

test('law: two hashes at once are those one by one', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.integer(), fc.integer(), (text, seed, other) => {
      expect(hashes(text, seed, other)).toEqual([hash(text, seed), hash(text, other)]);
    }),
  );
});

test('neighbors and anagrams have hashes of their own', () => {
  const texts = ['ab', 'ba', 'a', 'aa', 'aaa', '', '\u0000', '\u0000\u0000', 'A'];
  expect(new Set(texts.map((text) => hash(text, 7))).size).toBe(texts.length);
});

test('ten thousand ids in a row are spread over all bits', () => {
  const ids = Array.from({ length: 10_000 }, (_, i) => hash(`id-${i}`, 0));
  expect(new Set(ids).size).toBeGreaterThan(9_990);
  for (let bit = 0; bit < 32; bit++) {
    const ones = ids.filter((number) => (number >>> bit) & 1).length;
    expect(ones > 4700 && ones < 5300).toBe(true);
  }
});

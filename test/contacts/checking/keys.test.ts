import { describe, expect, test } from 'vitest';
import { emailKey, KeyIndex, rowKeys } from '../../../src/contacts/checking/keys.js';

describe('similar keys', () => {
  test.each([
    ['Abc', 'abc', true],
    ['abc', 'abc ', true],
    ['a b', 'ab', true],
    ['a\u00a0b', 'ab', true],
    ['a\u200bb', 'ab', true],
    ['\ufeffab', 'ab', true],
    ['é', 'e\u0301', true],
    ['ＡＢ', 'ab', true],
    ['abc', 'abd', false],
    ['a-b', 'ab', false],
    ['é', 'e', false],
    ['', 'a', false],
  ])('%j and %j: %s', (one, other, isNear) => {
    for (const [first, second] of [
      [one, other],
      [other, one],
    ] as const) {
      const index = new KeyIndex(7);
      expect([index.put(first, 0), index.put(second, 1)]).toEqual([false, isNear]);
      expect([index.rowOf(first), index.rowOf(second)]).toEqual([0, 1]);
    }
  });

  test('a key that was not put has no row, however similar it is', () => {
    const index = new KeyIndex(7);
    index.put('Abc', 0);
    expect([index.rowOf('abc'), index.rowOf('Abc'), index.rowOf('abc')]).toEqual([undefined, 0, undefined]);
  });

  test('the first similar key does not hide the others', () => {
    const index = new KeyIndex(7);
    const keys = ['abc', 'Abc', 'aBc', 'abC', 'ABC'];
    expect(keys.map((key, row) => index.put(key, row))).toEqual([false, true, true, true, true]);
    expect(keys.map((key) => index.rowOf(key))).toEqual([0, 1, 2, 3, 4]);
  });
});

test('similar keys are still found after the table has grown', () => {
  const index = new KeyIndex(7);
  index.put('First', 0);
  for (let i = 1; i < 5000; i++) index.put(`id-${i}`, i);
  expect([index.rowOf('First'), index.put('first', 5000)]).toEqual([0, true]);
});

test('ids and addresses of a run are hashed under seeds of their own', () => {
  const numbers = [0.25, 0.5];
  const { ids, emails } = rowKeys(() => numbers.shift() ?? 0);
  expect([ids.seed, emails.seed]).toEqual([2 ** 30, 2 ** 31]);
});

test.each([
  [{ email: 'Ada@Example.COM' }, 'ada@example.com'],
  [{ email: null }, undefined],
  [{}, undefined],
])('the key of %j is %j', (draft, key) => {
  expect(emailKey(draft)).toBe(key);
});

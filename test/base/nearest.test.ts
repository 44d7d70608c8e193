import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nearest } from '../../src/base/nearest.js';

const known = ['help', 'exit', 'history', 'retry', 'export', 'model'];

test.each([
  ['help', 'help'],
  ['hlep', 'help'],
  ['hepl', 'help'],
  ['halp', 'help'],
  ['heelp', 'help'],
  ['elp', 'help'],
  ['exi', 'exit'],
  ['h', 'help'],
  ['hi', 'history'],
  ['retyr', 'retry'],
  ['HELP', 'help'],
  ['RETYR', 'retry'],
  ['zzz', undefined],
  ['modulation', undefined],
  ['', undefined],
])('the known word nearest to %j is %s', (word, wanted) => {
  expect(nearest(word, known)).toBe(wanted);
});

test('two letters that are swapped are one mistake, and a short word may have no more', () => {
  expect([nearest('bto', ['bot']), nearest('sa', ['as']), nearest('xyt', ['bot'])]).toEqual([
    'bot',
    'as',
    undefined,
  ]);
});

test('of no known words none is near; of equally near ones it is the first', () => {
  expect(nearest('help', [])).toBeUndefined();
  expect([nearest('bat', ['cat', 'rat']), nearest('bat', ['rat', 'cat'])]).toEqual(['cat', 'rat']);
});

test('law: a known word, and one with two neighbors swapped, is found', () => {
  const typo = fc
    .constantFrom(...known)
    .chain((word) => fc.nat({ max: word.length - 2 }).map((at) => [word, at] as const));
  fc.assert(
    fc.property(typo, ([word, at]) => {
      const swapped = word.slice(0, at) + word[at + 1] + word[at] + word.slice(at + 2);
      expect([nearest(word, known), nearest(swapped, known)]).toEqual([word, word]);
    }),
  );
});

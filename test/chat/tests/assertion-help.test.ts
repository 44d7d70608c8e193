import { expect, test } from 'vitest';
import { wordsOf } from '../../../src/chat/repl/parse.js';
import { assertionLines, exampleOf, helpedKinds } from '../../../src/chat/tests/assertion-help.js';
import { assertionFromWords, assertionKinds } from '../../../src/chat/tests/assertions.js';

test('explains every kind in one line that fits 80 columns, also behind a number', () => {
  expect([...helpedKinds].sort()).toEqual([...assertionKinds].sort());
  expect(assertionLines().filter((line) => line.length > 76)).toEqual([]);
});

test.each(assertionKinds)('the example of %s is understood', (kind) => {
  expect(assertionFromWords(wordsOf(exampleOf(kind))).kind).toBe(kind);
});

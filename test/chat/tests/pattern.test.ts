import { expect, test } from 'vitest';
import { found } from '../../../src/chat/tests/pattern.js';

test.each([
  ['b+', 'abbc', 'bb'],
  ['^x', 'abbc', undefined],
  ['', 'abc', ''],
  ['^.$', '😀', '😀'],
  ['\\p{L}+', '12é', 'é'],
])('%s finds in %j: %j', (pattern, text, match) => {
  expect(found(pattern, text)).toEqual({ match });
});

test('a pattern that takes too long is stopped, and is not met', () => {
  expect(found('^(a+)+$', `${'a'.repeat(50)}b`)).toMatchObject({ isMet: false });
});

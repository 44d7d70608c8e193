import { expect, test } from 'vitest';
import { searched } from '../../../src/terminal/typing/search.js';

const entries = ['Where is it?', 'how long', 'where WHERE', 'Who'];

test.each([
  ['where', 0, 'where WHERE'],
  ['where', 1, 'Where is it?'],
  ['where', 9, 'Where is it?'],
  ['Where', 0, 'Where is it?'],
  ['WHERE', 0, 'where WHERE'],
  ['WHERE', 1, 'where WHERE'],
  ['w', 0, 'Who'],
  ['long', 0, 'how long'],
  ['LONG', 0, undefined],
  ['xyz', 0, undefined],
  ['', 0, undefined],
])('looking for %j and skipping %i finds %j', (query, skip, wanted) => {
  expect(searched(entries, query, skip)).toBe(wanted);
});

test('of no entries nothing is found', () => {
  expect(searched([], 'a', 0)).toBeUndefined();
});

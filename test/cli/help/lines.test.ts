import { expect, test } from 'vitest';
import { itemLines, paragraph, section } from '../../../src/cli/help/lines.js';

test('meanings stand in a column beside their terms', () => {
  expect(
    itemLines(
      [
        ['-a', 'one two three four five six seven eight'],
        ['--bee <n>', 'short'],
      ],
      45,
    ),
  ).toEqual(['  -a         one two three four five six', '             seven eight', '  --bee <n>  short']);
});

test('a long term has its meaning on the next line, and does not widen the column', () => {
  expect(
    itemLines(
      [
        ['-a', 'one'],
        ['--a-very-long-flag <with-a-value>', 'two'],
      ],
      80,
    ),
  ).toEqual(['  -a  one', '  --a-very-long-flag <with-a-value>', '      two']);
});

test('where the column of meanings would be narrow, they stand below', () => {
  expect(itemLines([['--twelve-long', 'one two three four']], 30)).toEqual([
    '  --twelve-long',
    '      one two three four',
  ]);
});

test('a term without a meaning has no spaces behind it', () => {
  expect(itemLines([['--a', '']], 80)).toEqual(['  --a']);
});

test('a paragraph is wrapped, but not what is indented', () => {
  expect(paragraph('one two three\n  $ one two three', 8)).toEqual(['one two', 'three', '  $ one two three']);
});

test('a section without lines has no heading', () => {
  expect([section('Flags:', []), section('Flags:', ['  -a'])]).toEqual([[], ['', 'Flags:', '  -a']]);
});

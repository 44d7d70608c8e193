import { expect, test } from 'vitest';
import { commandWords } from '../../src/webhooks/command-words.js';

test.each([
  ['a', ['a']],
  ['  a   b\tc ', ['a', 'b', 'c']],
  [`a 'b c' "d e"`, ['a', 'b c', 'd e']],
  [`a b'c d'"e f"g`, ['a', 'bc de fg']],
  [String.raw`a b\ c \'d "e\"f" "g\h"`, ['a', 'b c', "'d", 'e"f', String.raw`g\h`]],
  [`a '' ""`, ['a', '', '']],
  [`sh -c 'cat > "$HOME/x"; exit 3'`, ['sh', '-c', 'cat > "$HOME/x"; exit 3']],
  ['a * ~ {b} $', ['a', '*', '~', '{b}', '$']],
])('%s', (line, words) => {
  expect(commandWords(line, '--exec')).toEqual(words);
});

test.each([
  '',
  '   ',
  "a 'b",
  'a "b',
  'a \\',
  'a | b',
  'a; b',
  'a > b',
  'a & b',
  'a `b`',
  'a $(b)',
  'a "$B"',
])('%s is refused', (line) => {
  expect(() => commandWords(line, '--exec')).toThrow('--exec');
});

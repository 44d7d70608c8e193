import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { quoted } from '../../../src/base/escape/shell.js';
import { plainLine } from '../../../src/base/escape/terminal.js';

/** What a POSIX shell makes of a word of quotes, backslashes and characters that mean nothing. */
function shellWord(text: string): string {
  const part = /'([^']*)'|\\(.)|([\w@%+=:,./-]+)/gsy;
  let [word, end] = ['', 0];
  for (const match of text.matchAll(part)) {
    word += match[1] ?? match[2] ?? match[3] ?? '';
    end = match.index + match[0].length;
  }
  if (end !== text.length) throw new Error(`a shell would do something with ${text.slice(end)}`);
  return word;
}

describe('a word for a shell', () => {
  test.each([
    ['contacts.csv', 'contacts.csv'],
    ['/tmp/a-b_c/1,2:3@4%5+6=7', '/tmp/a-b_c/1,2:3@4%5+6=7'],
    ['two words', "'two words'"],
    ["it's", "'it'\\''s'"],
    ['', "''"],
    ['$(rm -rf ~)', "'$(rm -rf ~)'"],
    ['a`b`', "'a`b`'"],
    ['a"b', `'a"b'`],
    ['a\\b', "'a\\b'"],
    ['~', "'~'"],
    ['*', "'*'"],
    ['山田', "'山田'"],
    ['!1', "'!1'"],
    ['a;b', "'a;b'"],
  ])('%j is written %s', (word, text) => {
    expect(quoted(word)).toBe(text);
  });

  test('is on one line, and a terminal obeys nothing of it', () => {
    expect(quoted('a\n\u001b[31m')).toBe("'a^J^[[31m'");
  });

  test('law: a shell reads the same word again', () => {
    const words = fc.string({ unit: fc.oneof(fc.constantFrom("'", '\\', '$', ' ', '"', '\n'), fc.string()) });
    fc.assert(
      fc.property(words, (word) => {
        expect(shellWord(quoted(word))).toBe(plainLine(word));
      }),
    );
  });
});

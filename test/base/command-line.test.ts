import { describe, expect, test } from 'vitest';
import { splitCommand } from '../../src/base/command-line.js';

const what = 'the command';

describe('a command line as its words', () => {
  test.each([
    ['op read op://Work/Chatbase/key', ['op', 'read', 'op://Work/Chatbase/key']],
    ['  pass \t show  chatbase ', ['pass', 'show', 'chatbase']],
    ["op read 'op://Work/API keys/key'", ['op', 'read', 'op://Work/API keys/key']],
    ['op read "op://Work/API keys/key"', ['op', 'read', 'op://Work/API keys/key']],
    ['op read op://Work/"API keys"/key', ['op', 'read', 'op://Work/API keys/key']],
    ['a ""', ['a', '']],
    ["a ''", ['a', '']],
    ['a b\\ c', ['a', 'b c']],
    ['a \\$HOME \\| \\~', ['a', '$HOME', '|', '~']],
    ['a "say \\"hi\\" \\$5 \\\\ \\n"', ['a', 'say "hi" $5 \\ \\n']],
    ["a '|;&$(x)`y`<>*~#'", ['a', '|;&$(x)`y`<>*~#']],
    ['a "|;&(x)<>*~#"', ['a', '|;&(x)<>*~#']],
    ['a b~c d#e', ['a', 'b~c', 'd#e']],
    ['op read op://x/one-time?attribute=otp', ['op', 'read', 'op://x/one-time?attribute=otp']],
    ['é "日本 語"', ['é', '日本 語']],
  ])('%j', (text, words) => {
    expect(splitCommand(text, what)).toEqual(words);
  });

  test.each([
    ['pass show x | head -1', 'a pipe'],
    ['a; b', '";"'],
    ['a && b', '"&"'],
    ['a &', '"&"'],
    ['a > b', 'a redirection'],
    ['a < b', 'a redirection'],
    ['a $(b)', 'a "$"'],
    ['a $HOME', 'a "$"'],
    ['a "$HOME"', 'a "$"'],
    ['a "`b`"', 'a backtick'],
    ['a `b`', 'a backtick'],
    ['(a)', 'a parenthesis'],
    ['cat *', 'a "*"'],
    ['~/bin/key', 'a "~"'],
    ['cat ~/key', 'a "~"'],
    ['a # b', 'a "#"'],
    ['a\nb', 'a line break'],
    ['a "b\nc"', 'a line break'],
    ["a 'b\0c'", 'a null character'],
  ])('%j is refused, with a way out', (text, found) => {
    const advice = expect.stringContaining('Put it in a script');
    const message = `the command contains ${found}, but no shell runs it`;
    expect(() => splitCommand(text, what)).toThrow(
      expect.objectContaining({ kind: 'usage', message, more: { advice } }),
    );
  });

  test.each([
    ['', 'is empty'],
    ['  ', 'is empty'],
    ['""', 'is empty'],
    ['a "b', 'has a quote (") without an end'],
    ["a 'b", "has a quote (') without an end"],
    ['a \\', 'ends a line with a backslash'],
  ])('%j is refused', (text, words) => {
    expect(() => splitCommand(text, what)).toThrow(
      expect.objectContaining({ kind: 'usage', message: `the command ${words}` }),
    );
  });
});

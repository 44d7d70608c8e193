import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  createPastes,
  cursorMoved,
  lineBreak,
  shownDraft,
  typedText,
} from '../../../src/terminal/typing/draft.js';

describe('a draft in one line', () => {
  test.each([
    ['plain', 'plain'],
    ['a\nb', `a${lineBreak}b`],
    ['a\tb', 'a⇥b'],
    ['a\u0007\u001bb\u202e', 'ab'],
  ])('%j is shown as %j', (text, shown) => {
    expect(shownDraft(text)).toBe(shown);
  });

  test('law: is one line, and comes back as it was typed, signs for line breaks and all', () => {
    const text = fc
      .array(fc.constantFrom('a', '\n', '\t', lineBreak, '⇥', ' ', '😀'))
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, (typed) => {
        expect(shownDraft(typed)).not.toMatch(/[\n\t]/);
        expect(typedText(shownDraft(typed))).toBe(typed);
      }),
    );
  });
});

describe('the cursor in a draft', () => {
  // The cursor is the bar; lines are divided by slashes.
  test.each([
    ['one|', 'up', undefined],
    ['one|', 'down', undefined],
    ['one/tw|o', 'up', 'on|e/two'],
    ['on|e/two', 'down', 'one/tw|o'],
    ['a/long|', 'up', 'a|/long'],
    ['long|/a', 'down', 'long/a|'],
    ['a/b/|c', 'up', 'a/|b/c'],
    ['|a/b/c', 'down', 'a/|b/c'],
    ['a//b|', 'up', 'a/|/b'],
    ['a|//b', 'down', 'a/|/b'],
    ['|/b', 'down', '/|b'],
    ['|/b', 'up', undefined],
    ['/|b', 'up', '|/b'],
    ['one/two|', 'down', undefined],
    ['|one/two', 'up', undefined],
  ])('%s moved %s is at %s', (from, way, to) => {
    const parts = (text: string) =>
      [text.replace('|', '').replaceAll('/', lineBreak), text.indexOf('|')] as const;
    const [text, cursor] = parts(from);
    const moved = cursorMoved(text, cursor, way === 'up' ? -1 : 1);
    expect(moved).toBe(to === undefined ? undefined : parts(to)[1]);
  });
});

describe('a paste', () => {
  const pastes = createPastes();
  const [many, long] = ['line\n'.repeat(8), 'x'.repeat(1501)];

  test.each(['short', 'x'.repeat(1500), 'line\n'.repeat(7)])('that is short is itself', (text) => {
    expect(pastes.shown(text)).toBe(text);
  });

  test('that is long is one word without a line break, and itself when it is sent', () => {
    const words = [many, long, long].map(pastes.shown);
    expect(new Set(words).size).toBe(3);
    for (const word of words) expect(word).toMatch(/^\[[^\n\]]{1,50}\]$/);
    expect(words[1]).toContain('1,501');
    expect(pastes.expanded(`a ${words[0]} b ${words[2]}`)).toBe(`a ${many} b ${long}`);
  });

  test('that was not made here stays a word', () => {
    expect(createPastes().expanded('[paste 1: 9 lines, 45 chars]')).toBe('[paste 1: 9 lines, 45 chars]');
  });
});

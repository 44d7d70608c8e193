import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { changesText, readableChanges, sameness, wordChanges } from '../../src/chat/words.js';

const text = fc
  .array(fc.constantFrom('a', 'b', 'cd', '', 'é', '😀', '.', '\n'))
  .map((words) => words.join(' '));
const joined = (before: string, after: string, kinds: string) =>
  wordChanges(before, after)
    .filter(({ kind }) => kinds.includes(kind))
    .map((change) => change.text)
    .join('');

describe('what changed between two texts', () => {
  test.each([
    ['', '', ''],
    ['same words', 'same words', 'same words'],
    ['', 'new', '{+new+}'],
    ['old', '', '[-old-]'],
    ['open at 8', 'open at 9', 'open at [-8-]{+9+}'],
    ['a  b', 'a b', 'a[-  -]{+ +}b'],
  ])('%j and %j: %s', (before, after, wanted) => {
    expect(changesText(wordChanges(before, after))).toBe(wanted);
  });

  test.each([
    ['We open at eight', 'We open at nine', true],
    ['We open at eight', 'Completely other text', false],
    ['a b c d', 'a e f g', true],
    ['a b c d e', 'a f g h i', false],
    ['', '', true],
  ])('%j and %j have a readable diff: %s', (before, after, isReadable) => {
    expect(readableChanges(before, after) !== undefined).toBe(isReadable);
  });

  test('law: without what was added it is the first text, without what was removed the second', () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        expect(joined(before, after, 'same removed')).toBe(before);
        expect(joined(before, after, 'same added')).toBe(after);
        expect(wordChanges(before, after).every((change) => change.text !== '')).toBe(true);
      }),
    );
  });

  test('very long texts are compared as a whole', () => {
    const [before, after] = ['x '.repeat(50_001), 'x '.repeat(50_000)];
    expect(wordChanges(before, after).map(({ kind }) => kind)).toEqual(['removed', 'added']);
    expect(wordChanges(before, before)).toEqual([{ kind: 'same', text: before }]);
  });
});

describe('how much two texts have in common', () => {
  test.each([
    ['', '', 1],
    ['a', '', 0],
    ['a b', 'c d', 0],
    ['a b', 'a b', 1],
    ['Open, at 8!', 'open at 8', 1],
    ['a b c', 'a b d', 2 / 3],
    ['a a', 'a', 2 / 3],
    ['a b', 'b a', 1],
    ['ﬁne', 'fine', 1],
    ['你好世界', '你好', 2 / 3],
  ])('of %j and %j is %d', (one, other, wanted) => {
    expect(sameness(one, other)).toBeCloseTo(wanted);
  });

  test('law: is the same either way round, from 0 to 1, and 1 of a text and itself', () => {
    fc.assert(
      fc.property(text, text, (one, other) => {
        const share = sameness(one, other);
        expect(share).toBe(sameness(other, one));
        expect(share >= 0 && share <= 1).toBe(true);
        expect(sameness(one, one)).toBe(1);
      }),
    );
  });
});

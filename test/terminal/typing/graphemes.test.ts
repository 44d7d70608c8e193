import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import {
  asDrawn,
  after as endOf,
  before as startOf,
  withoutLast,
} from '../../../src/terminal/typing/graphemes.js';

const [family, flag, skin, accent] = ['👩‍👩‍👧‍👦', '🇩🇪', '👍🏽', 'e\u0301'];

describe('a sign of several code points', () => {
  test.each([family, flag, skin, accent, '❤️', 'a', '日', '\r\n'])('%j is one step of the cursor', (sign) => {
    const text = `x${sign}y`;
    expect([endOf(text, 1), startOf(text, 1 + sign.length)]).toEqual([1 + sign.length, 1]);
    expect(withoutLast(`x${sign}`)).toBe('x');
  });

  test('there is none before the beginning or after the end', () => {
    expect([startOf('abc', 0), endOf('abc', 3), endOf('', 0), withoutLast('')]).toEqual([0, 3, 0, '']);
  });

  test('law: steps lead from the beginning to the end, and back the same way', () => {
    const text = fc
      .array(fc.constantFrom('a', ' ', family, flag, skin, accent, '日', '\u200d'))
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, (given) => {
        const [there, back] = [[0], [given.length]];
        for (let at = 0; at < given.length; there.push(at)) at = endOf(given, at);
        for (let at = given.length; at > 0; back.push(at)) at = startOf(given, at);
        expect(there.at(-1)).toBe(given.length);
        expect(back.toReversed()).toEqual(there);
      }),
    );
  });
});

describe('text as a terminal draws it', () => {
  test.each([
    ['plain é 日', 'plain é 日'],
    [`a${family}b`, 'a😀b'],
    [`${flag}${flag}`, '😀😀'],
    [skin, '😀'],
    ['😀❤️', '😀❤️'],
    [accent, accent],
  ])('%j is %j', (text, wanted) => {
    expect(asDrawn(text)).toBe(wanted);
    expect(stringWidth(asDrawn(text))).toBe(stringWidth(text));
  });
});

import fc from 'fast-check';
import stringWidth from 'string-width';
import { expect, test } from 'vitest';
import { textWidth, withoutStyles } from '../../src/terminal/text-width.js';

test.each([
  ['', 0],
  ['plain text', 10],
  ['naïve · … → ≈', 13],
  ['日本語', 6],
  ['한국어', 6],
  ['\u1112\u1161\u11ab', 2],
  ['e\u0301', 1],
  ['👩‍🌾', 2],
  ['👩‍👩‍👧‍👦', 2],
  ['👍🏽', 2],
  ['❤️', 2],
  ['❤', 1],
  ['🇩🇪', 2],
  ['\u001b[1mbold\u001b[22m', 4],
  ['\u001b]8;;https://a.example\u0007link\u001b]8;;\u0007', 4],
  ['ｆｕｌｌ', 8],
  ['\u200b', 0],
])('%j takes %i columns', (text, width) => {
  expect(textWidth(text)).toBe(width);
});

test('law: a text is as wide as the string-width library says', () => {
  const piece = fc.constantFrom(
    'a',
    ' ',
    'é',
    'e\u0301',
    '日',
    '한',
    'ｱ',
    '👩‍🌾',
    '👍🏽',
    '❤️',
    '🇩🇪',
    '🎉',
    '…',
    '\u001b[31m',
    '—',
    'ß',
    'क',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      // Two flags side by side, or a tone after a letter, are a matter of opinion.
      const text = pieces.join(' ');
      expect(textWidth(text)).toBe(stringWidth(text));
    }),
  );
});

test('styles and links are taken off', () => {
  expect(withoutStyles('\u001b[1;31ma\u001b[0m\u001b]8;;x\u0007b\u001b]8;;\u001b\\c')).toBe('abc');
});

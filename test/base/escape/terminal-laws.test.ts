import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inertJson, plain, plainLine } from '../../../src/base/escape/terminal.js';

const forbidden = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\u200b\ufeff]/;

describe('text written to a terminal', () => {
  test.each([
    ['\u001b]0;owned\u0007', '^[]0;owned^G'],
    ['\u001b[31mred', '^[[31mred'],
    ['\u009b31m', '\\u{9B}31m'],
    ['a\rb', 'a^Mb'],
    ['\u202egnp.exe', '\\u{202E}gnp.exe'],
    ['zero\u200bwidth', 'zero\\u{200B}width'],
    ['del\u007f', 'del^?'],
    ['tab\tand\nline', 'tab\tand\nline'],
    ['👩‍🌾 नमस्ते می‌خواهم', '👩‍🌾 नमस्ते می‌خواهم'],
  ])('S-12 %j becomes %j', (text, shown) => {
    expect(plain(text)).toBe(shown);
  });

  test('property: no control sequence is left, clean text is unchanged, and escaping is idempotent', () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.oneof(
            fc.constantFrom('\u001b', '\u009b', '\u202e', '\r', '\u0007', '\ud800'),
            fc.string(),
          ),
        }),
        (text) => {
          const shown = plain(text);
          expect(forbidden.test(shown)).toBe(false);
          expect(plain(shown)).toBe(shown);
          expect(plainLine(text)).not.toMatch(/[\n\t]/);
        },
      ),
    );
    expect(plain('Zoë — “quoted” 山田 😀')).toBe('Zoë — “quoted” 山田 😀');
  });

  test('property: splitting the stream changes nothing', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(), (text, at) => {
        const characters = [...text];
        const middle = at % (characters.length + 1);
        expect(plain(characters.slice(0, middle).join('')) + plain(characters.slice(middle).join(''))).toBe(
          plain(text),
        );
      }),
    );
  });

  test('S-13 JSON is exact and contains no raw control character', () => {
    const value = { a: '\u009b\u2028\u202e\u007f', b: 'Zoë 😀' };
    expect(JSON.parse(inertJson(value))).toEqual(value);
    expect(inertJson(value)).toBe('{"a":"\\u009b\\u2028\\u202e\\u007f","b":"Zoë 😀"}');
  });
});

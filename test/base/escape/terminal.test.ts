import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  hostileCount,
  inertJson,
  plain,
  plainLine,
  withoutHostile,
} from '../../../src/base/escape/terminal.js';
import { hostile } from '../../support/hostile.js';

const text = fc.string({
  unit: fc.oneof(
    fc.constantFrom('\u001b', '\u202e', '\u00ad', '\n', '\ud800', '\u{e0041}'),
    fc.string({ unit: 'grapheme' }),
  ),
});

describe('characters that a terminal obeys', () => {
  test.each([
    ['\u00ad', '\\u{AD}'],
    ['\u061c', '\\u{61C}'],
    ['\u180e', '\\u{180E}'],
    ['\u200e', '\\u{200E}'],
    ['\u2028', '\\u{2028}'],
    ['\u2069', '\\u{2069}'],
    ['\ufeff', '\\u{FEFF}'],
    ['\ufff9', '\\u{FFF9}'],
    ['\u{e0041}', '\\u{E0041}'],
    ['\udc00', '\\u{DC00}'],
    ['\u0080', '\\u{80}'],
    ['\u0000', '^@'],
    ['\u001f', '^_'],
  ])('%j is shown as %s, counted once and can be taken out', (character, shown) => {
    const around = `a${character}b${character}`;
    expect(plain(around)).toBe(`a${shown}b${shown}`);
    expect([hostileCount(around), withoutHostile(around)]).toEqual([2, 'ab']);
  });

  test.each(['\u00a0', '\u200c', '\u200d', '\ufffd', '\u{1f600}', 'é', '\n', '\t'])(
    '%j is none',
    (character) => {
      expect([plain(character), hostileCount(character), withoutHostile(character)]).toEqual([
        character,
        0,
        character,
      ]);
    },
  );

  test('law: none is left in what is taken out or shown, and a text without any stays', () => {
    fc.assert(
      fc.property(text, (given) => {
        expect([hostileCount(withoutHostile(given)), hostileCount(plain(given))]).toEqual([0, 0]);
        expect(plain(given) === given).toBe(hostileCount(given) === 0);
        if (hostileCount(given) === 0) expect(withoutHostile(given)).toBe(given);
      }),
    );
  });

  test.each(hostile.map((one) => [one.slice(0, 20), one]))('%j stays on one line', (_, given) => {
    expect(hostileCount(plainLine(given))).toBe(0);
    expect(plainLine(given)).not.toMatch(/[\n\t]/);
  });
});

describe('line feeds and tabs', () => {
  test('are kept by one and shown by the other', () => {
    expect([plain('a\n\tb'), plainLine('a\n\tb')]).toEqual(['a\n\tb', 'a^J^Ib']);
  });
});

describe('JSON on its way to a terminal', () => {
  test('law: is the same value, and shows all it escapes', () => {
    fc.assert(
      fc.property(fc.array(text), (value) => {
        const written = inertJson(value);
        expect(JSON.parse(written)).toEqual(value);
        expect(written).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u200b\u202e\ufeff]/);
      }),
    );
  });

  test.each([
    [{ a: 1 }, 2, '{\n  "a": 1\n}'],
    [undefined, undefined, 'null'],
    [() => 1, undefined, 'null'],
  ])('%j indented by %j is %j', (value, indent, written) => {
    expect(inertJson(value, indent)).toBe(written);
  });
});

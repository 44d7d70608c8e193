import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { guardedCell } from '../../src/base/escape/csv-formula.js';
import { inertJson, plain, plainLine } from '../../src/base/escape/terminal.js';
import { colorsFor, usesColor } from '../../src/terminal/color.js';
import { cut, renderTable } from '../../src/terminal/table.js';
import { testIo } from '../support/io.js';

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

describe('spreadsheet cells', () => {
  test.each([
    ['=1+1', "'=1+1"],
    ['  =1+1', "  '=1+1"],
    ['\u0000=1+1', "'=1+1"],
    ['a;=1+1', "a;'=1+1"],
    ['＝1', "'＝1"],
    ['+4930', "'+4930"],
    ['a=b', 'a=b'],
    ['Ada-Marie', 'Ada-Marie'],
  ])('S-15 %j is written as %j', (text, guarded) => {
    expect(guardedCell(text)).toBe(guarded);
  });
});

describe('tables', () => {
  test('S-14 keep their columns with wide, combining and hostile cells, and fit the terminal', async () => {
    const rows = [
      ['1', '山田太郎'.repeat(10), 'x'.repeat(300)],
      ['2', `e${'\u0301'.repeat(1000)}`, '\u001b[31mred\ttab\nline'],
      ['3', '👩‍🌾', 'ok'],
    ];
    const table = await renderTable(
      ['id', 'name', 'note'],
      rows,
      60,
      await colorsFor(testIo(), testIo().stdout, false),
    );
    const lines = table.trimEnd().split('\n');
    expect(lines.length).toBe(4);
    for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(60);
    expect(table).toContain('^[[31mred^Itab^Jline');
    const offsets = lines.map((line) => stringWidth(line.slice(0, line.search(/note|x|\^\[|ok/))));
    expect(new Set(offsets).size).toBe(1);
  });

  test('truncation never splits a character', () => {
    expect(cut('👩‍🌾👩‍🌾👩‍🌾', 5, stringWidth)).toBe('👩‍🌾👩‍🌾…');
    expect(cut('short', 5, stringWidth)).toBe('short');
  });
});

describe('color', () => {
  test.each([
    [{}, true, undefined, true],
    [{}, false, undefined, false],
    [{ NO_COLOR: '1' }, true, undefined, false],
    [{ NO_COLOR: '1', FORCE_COLOR: '1' }, true, undefined, false],
    [{ FORCE_COLOR: '1' }, false, undefined, true],
    [{ FORCE_COLOR: '0' }, true, undefined, false],
    [{ TERM: 'dumb' }, true, undefined, false],
    [{}, true, false, false],
  ])('%j, terminal %s, flag %s: %s', (env, isTTY, flag, coloured) => {
    expect(usesColor({ env }, { isTTY }, flag)).toBe(coloured);
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { guarded, guardedCell, unguardedCell } from '../../../src/base/escape/csv-formula.js';

/** Text that is made of what matters here. */
const text = fc.string({ unit: fc.constantFrom(...'=+-@＝＋－＠\';,"|\t\r\n \u00a0\u200b\u2060\ufeffa1') });

describe('what is done to a cell', () => {
  test.each([
    ['Ada', 'Ada', false, 0],
    ['', '', false, 0],
    ['=1', "'=1", true, 0],
    ["'=1", "''=1", true, 0],
    ["'Ada", "'Ada", false, 0],
    ['a\u0007b', 'ab', false, 1],
    ['\u0000\u001f=1', "'=1", true, 2],
    ['=\u00001', "'=1", true, 1],
    ['a\nb\tc', 'a\nb\tc', false, 0],
    ['a,=1;-2', "a,'=1;'-2", true, 0],
    ['a\n@x', "a\n'@x", true, 0],
    ['1-2', '1-2', false, 0],
    ['\u200b\u00a0=1', "\u200b\u00a0'=1", true, 0],
  ])('%j becomes %j, guarded: %s, controls: %i', (cell, written, isGuarded, controls) => {
    expect(guarded(cell)).toEqual({ text: written, isGuarded, controls });
    expect(guardedCell(cell)).toBe(written);
  });
});

describe('a guard that is taken off', () => {
  test.each([
    ["'=1", '=1'],
    ["''=1", "'=1"],
    ["  '+1", '  +1'],
    ["a;'=1", 'a;=1'],
    ["'Ada", "'Ada"],
    ["'", "'"],
    ["it's = that", "it's = that"],
    ["x'=1", "x'=1"],
    ['=1', '=1'],
  ])('of %j leaves %j', (cell, bare) => {
    expect(unguardedCell(cell)).toBe(bare);
  });

  test('law: leaves a cell without control characters as it was', () => {
    fc.assert(
      fc.property(text, (cell) => {
        expect(unguardedCell(guardedCell(cell))).toBe(cell);
      }),
      { numRuns: 1000 },
    );
  });
});

test('law: no operator is left at the start of a cell, nor behind a separator, but the plus of a telephone number', () => {
  fc.assert(
    fc.property(text, (cell) => {
      const operators = /(?:^|[;,"|\t\r\n])[\s\u200b\u2060\ufeff]*([=+\-@＝＋－＠][^;,"|\t\r\n]*)/g;
      for (const [, left = ''] of guardedCell(cell).matchAll(operators))
        expect(left).toMatch(/^\+\d[\d -]*$/);
      expect(guarded(cell, 'calculations').text).not.toMatch(operators);
    }),
    { numRuns: 1000 },
  );
});

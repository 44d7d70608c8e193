import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { csvText } from '../../src/base/csv.js';

describe('a cell is quoted', () => {
  test.each([
    ['a,b', '"a,b"'],
    ['a;b', '"a;b"'],
    ['a\tb', '"a\tb"'],
    ['a"b', '"a""b"'],
    ['"', '""""'],
    ['a\nb', '"a\nb"'],
    ['a\rb', '"a\rb"'],
    [' a', '" a"'],
    ['a ', '"a "'],
    ['a', 'a'],
    ['a b', 'a b'],
    ["'a'", "'a'"],
    ['', ''],
  ])('only where a reader could misread it: %j is %s', (cell, wanted) => {
    expect(csvText([[cell, 'x']])).toBe(`${wanted},x\n`);
  });

  test('if it contains the delimiter, whatever that is', () => {
    expect(csvText([['a|b', 'a:b']], { delimiter: '|' })).toBe('"a|b"|a:b\n');
  });
});

test('a single empty cell is not a blank line', () => {
  expect(csvText([[''], ['', '']])).toBe('""\n,\n');
});

test('law: what is written is read again', () => {
  const cell = fc.oneof(
    fc.string(),
    fc.string({ unit: fc.constantFrom('"', ',', ';', '|', '\n', '\r', ' ', 'ä', '\t') }),
  );
  fc.assert(
    fc.property(
      fc
        .integer({ min: 1, max: 5 })
        .chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1 })),
      fc.constantFrom(',', ';', '\t', '|'),
      fc.constantFrom('\n' as const, '\r\n' as const),
      (records, delimiter, newline) => {
        const text = csvText(records, { delimiter, newline });
        expect(parse(text, { delimiter, record_delimiter: newline })).toEqual(records);
      },
    ),
  );
});

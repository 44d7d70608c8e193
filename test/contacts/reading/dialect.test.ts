import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { csvText } from '../../../src/base/csv.js';
import { delimiterName, dialectOf } from '../../../src/contacts/reading/dialect.js';

describe('the delimiter of a file', () => {
  test.each([
    ['a,b\n1,2\n', ','],
    ['a;b\n1;2\n', ';'],
    ['a\tb\n1\t2\n', '\t'],
    ['a|b\r\n1|2\r\n', '|'],
    ['a\r1\r', ','],
    ['a', ','],
    ['', ','],
    ['a;b', ';'],
    ['\n\na;b\n1;2\n', ';'],
    // Commas in quotes or in text do not count against semicolons that come out even.
    ['a;b\n"1,2,3";4\n5;6\n', ';'],
    ['a;b\nx, y;1\nz;2\n', ';'],
    ['a;b\n"one ""quoted"", two";4\n', ';'],
    ['a;b\n"1\n2;3";4\n', ';'],
    ['a,b\n\n1,2\n\r\n3,4\n', ','],
    // Of two that come out even in most rows, the one that is even in more.
    ['a,b;c\n1,2;3\n4,5;6;7\n', ','],
    // The last row may be cut by the end of the sample.
    ['a;b,c\n1;2,3\n4;5,6\n7;8', undefined],
    ['a;b\n1;2\n3', ';'],
  ])('%j has %j between its cells', (sample, delimiter) => {
    const found = () => dialectOf(sample, {}, 'contacts.csv');
    if (delimiter === undefined) expect(found).toThrow(expect.objectContaining({ kind: 'usage' }));
    else expect(found()).toMatchObject({ delimiter, hasSepLine: false });
  });

  test.each([
    ['a,b;c\n1,2;3\n', '","', '";"'],
    ['a;b|c\n1;2|3\n', '";"', '"|"'],
    ['a\tb,c\n1\t2,3\n', 'tab', '","'],
  ])('%j is not guessed, and both are named', (sample, one, other) => {
    const message = expect.toSatisfy((text: string) => text.includes(one) && text.includes(other));
    expect(() => dialectOf(sample, {}, 'contacts.csv')).toThrow(
      expect.objectContaining({ kind: 'usage', message }),
    );
  });

  test.each([
    ['sep=;\na,b\n', undefined, ';', true],
    ['sep=|\r\na,b\r\n', undefined, '|', true],
    ['sep=;\na,b\n', ',', ',', true],
    ['a;b\n', ',', ',', false],
    ['a,b;c\n1,2;3\n', ';', ';', false],
    ['sep=;;\n', undefined, ';', false],
    ['SEP=;\na;b\n', undefined, ';', true],
    ['"Sep=;"\r\na;b\r\n', undefined, ';', true],
    ['sep=;\ra;b\r', undefined, ';', true],
    ['a\nsep=;\n', undefined, ',', false],
  ])(
    'of %j, when %j is wanted: %j, with a line that says so: %s',
    (sample, wanted, delimiter, hasSepLine) => {
      expect(dialectOf(sample, { delimiter: wanted }, 'contacts.csv')).toEqual({
        delimiter,
        quote: '"',
        hasSepLine,
      });
    },
  );

  test('only the first hundred rows are looked at', () => {
    const commas = 'a,b\n'.repeat(100);
    expect(dialectOf(`${commas}${'a;b\n'.repeat(500)}`, {}, '').delimiter).toBe(',');
    expect(dialectOf(`a;b\n${'c;d,e\n'.repeat(99)}${'f\n'.repeat(500)}`, {}, '').delimiter).toBe(';');
  });

  test('law: what a program wrote with a delimiter is read with it', () => {
    const cell = fc.stringMatching(/^[a-z",\n é]{1,6}$/);
    const width = fc.integer({ min: 2, max: 5 });
    const rows = width.chain((n) =>
      fc.array(fc.array(cell, { minLength: n, maxLength: n }), { minLength: 1, maxLength: 5 }),
    );
    fc.assert(
      fc.property(rows, fc.constantFrom(';', '\t', '|'), (records, delimiter) => {
        const quoted = csvText(
          records.map((cells) => cells.map((text) => `${text},"`)),
          { delimiter },
        );
        expect(dialectOf(quoted, {}, '').delimiter).toBe(delimiter);
      }),
    );
  });
});

test.each([
  ['\t', 'tab'],
  [';', '";"'],
])('%j is called %s', (delimiter, name) => {
  expect(delimiterName(delimiter)).toBe(name);
});

describe('what quotes the cells of a TSV', () => {
  test.each([
    ['ditto marks are text', 'a\tb\n1\tAcme\n2\t"\n3\t"\n', null],
    ['inch marks are text', 'a\tb\n1\tPipe 5" Works\n2\tGus "Red" Orr\n', null],
    ['no quote shows no quoting', 'a\tb\n1\tAnn\n', null],
    ['whole cells are quoted', 'a\tb\n1\t"Roe, Jane"\n2\t"Pipe 5"" Works"\n', '"'],
    ['one damaged row does not outweigh them', 'a\tb\n1\t"Ann"\n2\t"Bo"\n3\t5" x\n', '"'],
    ['a quoted cell spans lines', 'a\tb\n1\t"one\ntwo"\n2\tx\n', '"'],
    ['a quoted cell holds a tab', 'a\tb\n1\t"one\ttwo"\n2\tx\n', '"'],
  ])('%s: %j', (_, sample, quote) => {
    expect(dialectOf(sample, { delimiter: '\t' }, '').quote).toBe(quote);
  });

  test('the user knows better', () => {
    expect(dialectOf('a\tb\n1\t"x"\n', { quote: null }, '').quote).toBe(null);
    expect(dialectOf("a,b\n1,'x'\n", { quote: "'" }, '').quote).toBe("'");
  });
});

import { describe, expect, test } from 'vitest';
import {
  CsvFlaw,
  csvFailure,
  csvRecords,
  maxRecordLength,
  type Place,
  rowsAfterHeader,
} from '../../../src/contacts/reading/rows.js';

async function* bytesOf(...texts: readonly string[]) {
  for (const text of texts) yield Buffer.from(text);
}

/** The records as `line: cells`, the number of blank lines, and the flaw that ended them. */
async function read(texts: readonly string[], delimiter = ',', hasSepLine = false) {
  const [records, blank] = [[] as string[], { count: 0 }];
  const all = csvRecords(bytesOf(...texts), { delimiter, hasSepLine }, () => blank.count++);
  let flaw: unknown;
  try {
    for await (const some of all)
      records.push(...some.map(({ line, cells }) => `${line}: ${cells.join('|')}`));
  } catch (error) {
    flaw = error;
  }
  return { records, blank: blank.count, flaw };
}

describe('the records of a CSV', () => {
  test.each<[string, readonly string[], number]>([
    ['a,b\n1,2\n', ['1: a|b', '2: 1|2'], 0],
    ['a,b\r\n1,2', ['1: a|b', '2: 1|2'], 0],
    ['a\rb\r', ['1: a', '2: b'], 0],
    ['\n\na\n\nb\n', ['3: a', '5: b'], 3],
    ['a,b\n , \n,\n1,2\n', ['1: a|b', '4: 1|2'], 2],
    ['"a\n\n",b\n1\n', ['1: a\n\n|b', '4: 1'], 0],
    ['"a\r\nb\rc"\n1\n', ['1: a\r\nb\rc', '4: 1'], 0],
    ['a,b\n1\n1,2,3\n', ['1: a|b', '2: 1', '3: 1|2|3'], 0],
    [' a ," b"\n', ['1:  a | b'], 0],
    ['"a ""b"""\n', ['1: a "b"'], 0],
    ['', [], 0],
  ])('of %j are %j, with %i blank lines', async (text, records, blank) => {
    expect(await read([text])).toEqual({ records, blank, flaw: undefined });
  });

  test('the line that names the delimiter is no record, and no blank line', async () => {
    expect(await read(['sep=;\na;b\n'], ';', true)).toEqual({
      records: ['2: a|b'],
      blank: 0,
      flaw: undefined,
    });
    expect((await read(['a;b\nsep=;\n'], ';')).records).toEqual(['1: a|b', '2: sep=|']);
  });

  test.each([
    ['a\nb,"c\nd\n', 2, 'CSV_QUOTE_NOT_CLOSED'],
    ['a\n"b"c\nd\n', 2, 'CSV_INVALID_CLOSING_QUOTE'],
    ['a\n\nb"c"\nd\n', 3, 'INVALID_OPENING_QUOTE'],
    [`a\n"${'x'.repeat(maxRecordLength + 9)}`, 2, 'CSV_MAX_RECORD_SIZE'],
  ])('end at a flaw, with the line its record begins on', async (text, line, code) => {
    const { records, flaw } = await read([text]);
    expect(flaw).toBeInstanceOf(CsvFlaw);
    expect(flaw).toMatchObject({ line, code });
    expect(records.every((record) => Number.parseInt(record, 10) < line)).toBe(true);
  });

  test('come in pieces that are never empty', async () => {
    const pieces = csvRecords(
      bytesOf('\n', 'a\nb\n', '"c', '"', '\n'),
      { delimiter: ',', hasSepLine: false },
      () => {},
    );
    const sizes: number[] = [];
    for await (const { length } of pieces) sizes.push(length);
    expect([sizes.every((size) => size > 0), sizes.reduce((sum, size) => sum + size, 0)]).toEqual([true, 3]);
  });

  test('what came before a flaw in an earlier piece is kept', async () => {
    const { records, flaw } = await read(['a\n', 'b\n', 'c"d\n', 'e\n']);
    expect([records, flaw]).toEqual([['1: a', '2: b'], expect.objectContaining({ line: 3 })]);
  });
});

describe('rows', () => {
  async function* batches(...sizes: readonly number[]) {
    let line = 1;
    for (const size of sizes) yield Array.from({ length: size }, () => ({ line: line++, cells: ['x'] }));
  }

  test.each([
    [
      true,
      [3, 2],
      [
        [0, 1],
        [2, 3],
      ],
    ],
    [true, [1, 2], [[0, 1]]],
    [false, [1, 2], [[0], [1, 2]]],
    [true, [1], []],
    [true, [], []],
  ])('with a header: %s, in pieces of %j have the ordinals %j', async (hasHeader, sizes, ordinals) => {
    const found: (readonly number[])[] = [];
    for await (const rows of rowsAfterHeader(batches(...sizes), hasHeader)) {
      expect(rows.every(({ ordinal, line }) => line === ordinal + (hasHeader ? 2 : 1))).toBe(true);
      found.push(rows.map(({ ordinal }) => ordinal));
    }
    expect(found).toEqual(ordinals);
  });
});

describe('a flaw in words', () => {
  const flawed = async (place: Place | undefined) => {
    const { flaw } = await read(['a\nb"c\n']);
    return csvFailure(flaw as CsvFlaw, 'contacts.csv', async (line) => (line === 2 ? place : undefined));
  };

  test.each([
    [{ line: 4, column: 7 }, ['contacts.csv', 'line 4', 'column 7']],
    [undefined, ['contacts.csv', 'line 2']],
  ])('is a usage failure at %j', async (place, words) => {
    const { kind, message } = await flawed(place);
    expect(kind).toBe('usage');
    for (const word of words) expect(message).toContain(word);
    if (place === undefined) expect(message).not.toContain('column');
  });
});

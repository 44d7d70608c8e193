import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { csvRecords, type Dialect, noChanges, plainCsv } from '../../../src/exports/write/csv.js';

const raw: Dialect = { ...plainCsv, isGuarded: false };
const cellOf = (value: unknown, dialect = raw) =>
  csvRecords([[value, 'x']], dialect, noChanges()).slice(0, -3);

describe('a cell', () => {
  test.each<readonly [unknown, string]>([
    ['plain', 'plain'],
    ['', ''],
    [undefined, ''],
    [null, ''],
    [0, '0'],
    [-1.5, '-1.5'],
    [true, 'true'],
    [['a', 1], '"[""a"",1]"'],
    [{ a: null }, '"{""a"":null}"'],
    ['a,b', '"a,b"'],
    ['a;b', '"a;b"'],
    ['a\tb', '"a\tb"'],
    ['say "hi"', '"say ""hi"""'],
    ['two\nlines', '"two\nlines"'],
    [' blank', '" blank"'],
    ['blank ', '"blank "'],
  ])('%j is written as %s', (value, wanted) => {
    expect(cellOf(value)).toBe(wanted);
  });

  test('that a spreadsheet would run is guarded and counted; a number is not', () => {
    const changes = noChanges();
    expect(csvRecords([['=1+1', -1, '-1', 'a;=b']], plainCsv, changes)).toBe(`'=1+1,-1,'-1,"a;'=b"\n`);
    expect(changes).toEqual({ guarded: 3, controls: 0 });
    csvRecords([['a\u0007b\u0000', '@x']], plainCsv, changes);
    expect(changes).toEqual({ guarded: 4, controls: 2 });
  });

  test('without the guard is what it is, and nothing is counted', () => {
    const changes = noChanges();
    expect(csvRecords([['=1+1', 'a\u0007b']], raw, changes)).toBe('=1+1,a\u0007b\n');
    expect(changes).toEqual(noChanges());
  });

  test('that is empty and alone in its record is no blank line', () => {
    expect(csvRecords([[''], ['a']], raw, noChanges())).toBe('""\na\n');
    expect(csvRecords([['']], raw, noChanges())).toBe('""\n');
  });
});

test('no records are no text', () => {
  expect(csvRecords([], plainCsv, noChanges())).toBe('');
});

test('law: whatever the delimiter and the line end, what is written is read again', () => {
  const dialect = fc.record({
    delimiter: fc.constantFrom(',' as const, '\t' as const),
    newline: fc.constantFrom('\n' as const, '\r\n' as const),
    isGuarded: fc.constant(false),
  });
  const cell = fc.oneof(fc.string(), fc.stringMatching(/^[",;\t\r\n '=a]{0,8}$/));
  fc.assert(
    fc.property(fc.array(fc.tuple(cell, cell), { maxLength: 6 }), dialect, (records, one) => {
      const text = csvRecords(records, one, noChanges());
      const read = parse(text, { delimiter: one.delimiter, record_delimiter: one.newline });
      expect(read).toEqual(records);
    }),
  );
});

test('law: no guarded cell begins with an operator, and every one that was changed is counted', () => {
  const cell = fc.oneof(fc.string(), fc.stringMatching(/^[ '=+@a;1-]{0,6}$/));
  fc.assert(
    fc.property(fc.array(cell, { minLength: 1, maxLength: 6 }), (cells) => {
      const changes = noChanges();
      const [read = []] = parse(csvRecords([[...cells, 'end']], plainCsv, changes)) as string[][];
      // A telephone number stays as it is, also before a separator: a plus sign and digits are nothing that could run.
      const isPhone = (text: string) => /^\s*\+[\d -]+(?:$|[;,"|\t\r\n])/.test(text);
      expect(read.some((text) => /^\s*[=+\-@]/.test(text) && !isPhone(text))).toBe(false);
      const changed = cells.filter((text, i) => text !== read[i]);
      expect(changes.guarded + changes.controls > 0).toBe(changed.length > 0);
    }),
  );
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chosenColumns, isoTime, otherFields, sentTime } from '../../src/exports/columns.js';

const usage = expect.objectContaining({ kind: 'usage' });
const columns = {
  id: (row: number) => row,
  double: (row: number) => row * 2,
  half: (row: number) => row / 2,
};

describe('the columns that --fields chooses', () => {
  test.each([
    ['id', ['id']],
    ['half,id', ['half', 'id']],
    [' double , half ', ['double', 'half']],
    ['id,id', ['id']],
  ])('%j chooses %j, in this order', (fields, wanted) => {
    expect(Object.keys(chosenColumns(columns, fields))).toEqual(wanted);
  });

  test('each keeps what it reads of a row', () => {
    const chosen = chosenColumns(columns, 'half,double');
    expect(Object.values(chosen).map((cell) => cell(8))).toEqual([4, 16]);
  });

  test.each(['name', 'ID', '', 'id,', 'id,name', 'toString', '__proto__'])('%j is refused', (fields) => {
    expect(() => chosenColumns(columns, fields)).toThrow(usage);
  });
});

describe('moments', () => {
  const ms = Date.UTC(2026, 2, 1, 8, 30);

  test('are written in UTC, and not at all where they are unknown', () => {
    expect(isoTime(ms)).toBe('2026-03-01T08:30:00.000Z');
    expect(isoTime(undefined)).toBeUndefined();
  });

  test.each([
    ['2026-03-01T08:30:00.000Z', ms, '2026-03-01T08:30:00.000Z'],
    ['2026-03-01T10:30:00+02:00', ms, '2026-03-01T08:30:00.000Z'],
    ['2026-03-01T08:30:00Z', ms, '2026-03-01T08:30:00.000Z'],
    ['2026-03-01T10:30:00+0200', ms, '2026-03-01T08:30:00.000Z'],
    ['2026-03-01T08:30:00,000Z', ms, '2026-03-01T08:30:00.000Z'],
    [1_772_353_800, ms, '2026-03-01T08:30:00.000Z'],
    ['2026-03-01T08:30:00.000123Z', ms, '2026-03-01T08:30:00.000123Z'],
    ['2026-03-01T10:30:00.000123+02:00', ms, '2026-03-01T08:30:00.000123Z'],
    ['soon', undefined, 'soon'],
    ['2026-03-01T99:30:00.000Z', undefined, '2026-03-01T99:30:00.000Z'],
    [null, undefined, null],
    [undefined, undefined, undefined],
  ])('%j is written as %3$j where it is known, and as it was sent where it is not', (sent, known, wanted) => {
    expect(sentTime(sent, known)).toBe(wanted);
  });
});

describe('fields without a column', () => {
  test('there are none, or they are kept under their own names', () => {
    expect(otherFields({ id: 1 }, new Set(['id']))).toBeUndefined();
    expect(otherFields({}, new Set())).toBeUndefined();
    expect(otherFields({ id: 1, brand_new: [2], empty: null }, new Set(['id']))).toEqual({
      brand_new: [2],
      empty: null,
    });
  });

  test('law: known and other fields together are all fields', () => {
    const name = fc.constantFrom<string>('a', 'b', 'c', 'd');
    fc.assert(
      fc.property(fc.dictionary(name, fc.integer()), fc.uniqueArray(name), (raw, known) => {
        const others = otherFields(raw, new Set(known)) ?? {};
        const kept = Object.entries(raw).filter(([name]) => known.includes(name));
        expect({ ...Object.fromEntries(kept), ...others }).toEqual({ ...raw });
        expect(Object.keys(others).some((name) => known.includes(name))).toBe(false);
      }),
    );
  });
});

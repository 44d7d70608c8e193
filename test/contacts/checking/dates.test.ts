import { describe, expect, test } from 'vitest';
import { offsetText, zoneNamed } from '../../../src/base/time-zone.js';
import { dateForm } from '../../../src/contacts/checking/date-format.js';
import { type DateChoice, dateReader } from '../../../src/contacts/checking/dates.js';
import { isFlawed } from '../../../src/contacts/checking/values.js';
import type { Cell } from '../../../src/contacts/reading/row.js';

/** The date as it is sent, or what is wrong with it. */
function read(cell: Cell, choice: DateChoice = {}): string {
  const date = dateReader(choice)(cell);
  return isFlawed(date) ? `!${date.message}` : date.value;
}

describe('ISO 8601', () => {
  test.each([
    ['2024-05-31', '2024-05-31'],
    [' 2024-05-31T09:00:00Z ', '2024-05-31T09:00:00Z'],
    ['2024-05-31T09:00:00+00:00', '2024-05-31T09:00:00+00:00'],
    ['2024-05-31T09:00:00.123-14:00', '2024-05-31T09:00:00.123-14:00'],
    ['2024-05-31T09:00:00.000+0000', '2024-05-31T09:00:00.000Z'],
    ['2026-03-01 08:00:00+02', '2026-03-01T08:00:00+02:00'],
    ['2026-03-01 08:00:00 UTC', '2026-03-01T08:00:00Z'],
    ['2026-03-01 08:00-0330', '2026-03-01T08:00-03:30'],
    ['2024-02-29', '2024-02-29'],
  ])('%s is sent as %s', (cell, value) => {
    expect(read(cell)).toBe(value);
  });

  test.each<[Cell, RegExp]>([
    ['2026-02-30', /does not exist/],
    ['2026-02-30 08:00:00+02', /does not exist/],
    ['2023-02-29', /does not exist/],
    ['2024-13-01', /does not exist/],
    ['2024-05-31T24:00:00Z', /does not exist/],
    ['2024-05-31T09:61:00Z', /does not exist/],
    ['2024-05-31 09:00:00', /has no time zone.*--date-zone/],
    ['2024-05-31T09:00:00+19:00', /an offset that does not exist/],
    ['31/05/2024', /is not a date such as 2024-05-31.*--date-format/],
    ['45443', /is not a date/],
    ['0000-00-00', /does not exist/],
    [45443, /is not a date/],
  ])('%s is rejected: %s', (cell, words) => {
    expect(read(cell)).toMatch(words);
  });
});

describe('a format', () => {
  test.each([
    ['31.05.2024', 'DD.MM.YYYY', '2024-05-31'],
    ['5/31/2024', 'M/D/YYYY', '2024-05-31'],
    ['2024/05/31', 'YYYY/MM/DD', '2024-05-31'],
    ['20240531', 'YYYYMMDD', '2024-05-31'],
    ['31.05.2024 9:05 +0200', 'DD.MM.YYYY H:mm Z', '2024-05-31T09:05+02:00'],
    ['2024-31-05', 'YYYY-DD-MM', '2024-05-31'],
    // ISO 8601 is understood beside it.
    ['2024-05-31', 'DD.MM.YYYY', '2024-05-31'],
  ])('%s as %s is %s', (cell, dateFormat, value) => {
    expect(read(cell, { dateFormat })).toBe(value);
  });

  test.each([
    ['2024-05-31', 'YYYY-DD-MM', /does not exist/],
    ['31.02.2024', 'DD.MM.YYYY', /does not exist/],
    ['5.31.2024', 'DD.MM.YYYY', /is not a date such as DD.MM.YYYY or 2024-05-31/],
    ['31.05.2024 09:00', 'DD.MM.YYYY HH:mm', /has no time zone/],
  ])('%s as %s is rejected: %s', (cell, dateFormat, words) => {
    expect(read(cell, { dateFormat })).toMatch(words);
  });

  test.each(['DD.MM', 'DD.MM.YY', 'DD MMM YYYY', 'YYYY-MM-DD HH', 'YYYY-MM-DD ss', 'YYYY-MM-DD DD', ''])(
    '%j is none',
    (format) => {
      expect(dateForm(format)).toBeUndefined();
    },
  );
});

describe('a zone', () => {
  test.each([
    ['2024-05-31 09:00:00', 'Europe/Berlin', '2024-05-31T09:00:00+02:00'],
    ['2024-01-31 09:00', 'Europe/Berlin', '2024-01-31T09:00+01:00'],
    ['2024-05-31 09:00:00', 'UTC', '2024-05-31T09:00:00Z'],
    ['2024-05-31 09:00:00', '-03:30', '2024-05-31T09:00:00-03:30'],
    ['2024-05-31 09:00:00', 'Asia/Kolkata', '2024-05-31T09:00:00+05:30'],
    ['2024-05-31 09:00:00+00', 'Europe/Berlin', '2024-05-31T09:00:00Z'],
    ['2024-05-31', 'Europe/Berlin', '2024-05-31'],
    ['2024-03-31 03:00:00', 'Europe/Berlin', '2024-03-31T03:00:00+02:00'],
    ['2024-03-31 01:59:59', 'Europe/Berlin', '2024-03-31T01:59:59+01:00'],
  ])('%s in %s is %s', (cell, dateZone, value) => {
    expect(read(cell, { dateZone })).toBe(value);
  });

  test.each([
    ['2024-03-31 02:30:00', /does not exist in Europe\/Berlin/],
    ['2024-10-27 02:30:00', /happens twice in Europe\/Berlin; write it with an offset such as \+02:00/],
  ])('%s, when the clocks change, is rejected: %s', (cell, words) => {
    expect(read(cell, { dateZone: 'Europe/Berlin' })).toMatch(words);
  });

  test('that does not exist is none; an offset is written in full', () => {
    expect([zoneNamed('Mars/Base'), zoneNamed('+15:00'), zoneNamed('')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect([0, 90, -210].map(offsetText)).toEqual(['Z', '+01:30', '-03:30']);
  });
});

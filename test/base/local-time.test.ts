import { expect, test } from 'vitest';
import { localTime } from '../../src/base/local-time.js';

/** The ISO form of a time on the clock of this machine. */
const iso = (year: number, month: number, day: number, hour = 0, minute = 0) =>
  new Date(year, month - 1, day, hour, minute, 34, 181).toISOString();
const now = Date.parse(iso(2026, 11, 27, 12));

test.each([
  [iso(2026, 11, 26, 17, 58), 'Nov 26 17:58'],
  [iso(2026, 1, 2, 3, 4), 'Jan 02 03:04'],
  [iso(2026, 12, 31, 23, 59), 'Dec 31 23:59'],
  [iso(2025, 12, 31, 23, 59), 'Dec 31 2025 23:59'],
  [iso(2027, 1, 1), 'Jan 01 2027 00:00'],
  ['2026-11-26', '2026-11-26'],
  ['2026-13-45T99:99:99Z', '2026-13-45T99:99:99Z'],
  ['yesterday', 'yesterday'],
  ['', ''],
])('%s is shown as %s', (given, shown) => {
  expect(localTime(given, now)).toBe(shown);
});

test.each([
  ['Asia/Kathmandu', 'Dec 31 23:59'],
  ['Pacific/Chatham', 'Jan 01 2027 07:59'],
  ['-03:30', 'Dec 31 14:44'],
  ['UTC', 'Dec 31 18:14'],
])('in %s it is %s', (zone, shown) => {
  expect(localTime('2026-12-31T18:14:00Z', Date.UTC(2026, 10, 28), zone)).toBe(shown);
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { day, dayAfter, dayRange, daysIn, isWithin, widened } from '../../src/exports/days.js';

const usage = expect.objectContaining({ kind: 'usage' });
const now = Date.UTC(2026, 2, 10, 23, 30);
const anyDay = fc.integer({ min: 0, max: 30_000 }).map((days) => day(days * 86_400_000));

describe('the days that --since and --until name', () => {
  test.each([
    ['2026-01-31', '2026-01-31'],
    ['2024-02-29', '2024-02-29'],
    ['today', '2026-03-10'],
    ['yesterday', '2026-03-09'],
    ['0d', '2026-03-10'],
    [undefined, undefined],
  ])('%s is %s', (text, wanted) => {
    expect(dayRange(text, text, now)).toEqual({ since: wanted, until: wanted });
  });

  // March 10, 2026 is a Tuesday.
  test.each([
    ['1d', '2026-03-10', '2026-03-09'],
    ['7d', '2026-03-04', '2026-03-03'],
    ['10d', '2026-03-01', '2026-02-28'],
    ['1w', '2026-03-04', '2026-03-03'],
    ['2w', '2026-02-25', '2026-02-24'],
    ['this-week', '2026-03-09', '2026-03-10'],
    ['last-week', '2026-03-02', '2026-03-08'],
    ['last week', '2026-03-02', '2026-03-08'],
    ['this-month', '2026-03-01', '2026-03-10'],
    ['last-month', '2026-02-01', '2026-02-28'],
  ])('%s begins on %s as --since and ends on %s as --until', (text, since, until) => {
    expect(dayRange(text, undefined, now)).toEqual({ since, until: undefined });
    expect(dayRange(undefined, text, now)).toEqual({ since: undefined, until });
  });

  test('7d is seven days, today included, and meets the seven days before it', () => {
    const { since = '' } = dayRange('7d', undefined, now);
    expect(daysIn(since, '2026-03-10')).toBe(7);
    expect(dayRange('14d', '7d', now)).toEqual({ since: '2026-02-25', until: dayAfter(since, -1) });
  });

  test.each([
    ['2026-01-01', '2025-12-29', '2025-12-22'],
    ['2026-03-01', '2026-02-23', '2026-02-16'],
    ['2026-03-02', '2026-03-02', '2026-02-23'],
  ])('weeks begin on Monday: on %s, this week on %s and the last one on %s', (today, monday, before) => {
    const ms = Date.parse(`${today}T12:00:00Z`);
    expect([dayRange('this-week', undefined, ms).since, dayRange('last-week', undefined, ms).since]).toEqual([
      monday,
      before,
    ]);
  });

  test.each([
    ['2026-01-15', '2025-12-01', '2025-12-31'],
    ['2024-03-31', '2024-02-01', '2024-02-29'],
  ])('on %s the last month is %s to %s', (today, since, until) => {
    expect(dayRange('last-month', 'last-month', Date.parse(`${today}T00:00:00Z`))).toEqual({ since, until });
  });

  test('a part of a day is refused, and the error says why', () => {
    for (const text of ['24h', '90m', '30min', '3600s'])
      expect(() => dayRange(text, undefined, now)).toThrow(
        expect.objectContaining({ message: expect.stringContaining('only whole days') }),
      );
  });

  test('a range that begins after today is refused, unless it has an end', () => {
    expect(() => dayRange('2026-03-11', undefined, now)).toThrow(
      expect.objectContaining({
        message: '--since 2026-03-11 is in the future: today is 2026-03-10 in UTC',
      }),
    );
    expect(dayRange('2026-03-11', '2026-03-12', now).since).toBe('2026-03-11');
  });

  test.each([
    '2026-1-31',
    '2026-02-30',
    '2025-02-29',
    '2026-13-01',
    '2026-01-31T00:00:00Z',
    'Today',
    'tomorrow',
    '7',
    '-7d',
    '123456d',
    'next-week',
    'constructor',
    '7 days',
    '',
  ])('%j is not a day, neither as --since nor as --until', (text) => {
    expect(() => dayRange(text, undefined, now)).toThrow(usage);
    expect(() => dayRange(undefined, text, now)).toThrow(usage);
  });

  test('one day may be both ends; an end before the beginning is refused', () => {
    expect(dayRange('2026-02-01', '2026-02-01', now).since).toBe('2026-02-01');
    expect(() => dayRange('2026-02-02', '2026-02-01', now)).toThrow(usage);
    expect(() => dayRange('today', 'yesterday', now)).toThrow(usage);
  });
});

describe('counting days', () => {
  test.each([
    ['2026-02-28', 1, '2026-03-01'],
    ['2024-02-28', 1, '2024-02-29'],
    ['2026-01-01', -1, '2025-12-31'],
    ['2026-03-29', 1, '2026-03-30'],
    ['2026-10-25', 1, '2026-10-26'],
    ['2026-05-05', 0, '2026-05-05'],
  ])('%s plus %i days is %s', (from, days, wanted) => {
    expect(dayAfter(from, days)).toBe(wanted);
  });

  test('law: a range of n days ends n - 1 days after its beginning', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: 1, max: 5000 }), (since, days) => {
        expect(daysIn(since, dayAfter(since, days - 1))).toBe(days);
      }),
    );
  });
});

describe('whether a moment is within a range', () => {
  test.each([
    ['2026-02-28T23:59:59.999Z', false],
    ['2026-03-01T00:00:00.000Z', true],
    ['2026-03-02T23:59:59.999Z', true],
    ['2026-03-03T00:00:00.000Z', false],
    ['2026-03-03T01:00:00.000+02:00', true],
  ])('%s in two days of March: %s', (moment, isIn) => {
    expect(isWithin(Date.parse(moment), { since: '2026-03-01', until: '2026-03-02' })).toBe(isIn);
  });

  test('an open end has no bound, and an unknown moment is in every range', () => {
    expect(isWithin(0, { until: '2026-03-01' })).toBe(true);
    expect(isWithin(Date.UTC(2090, 0), { since: '2026-03-01' })).toBe(true);
    expect(isWithin(undefined, { since: '2026-03-01', until: '2026-03-01' })).toBe(true);
  });

  test('the range that is requested has a day more before and two after, where the end is not open', () => {
    expect(widened({ since: '2026-03-01', until: '2026-12-31' })).toEqual({
      since: '2026-02-28',
      until: '2027-01-02',
    });
    expect(widened({ since: '2026-03-01' })).toEqual({ since: '2026-02-28', until: undefined });
    expect(widened({})).toEqual({ since: undefined, until: undefined });
  });
});

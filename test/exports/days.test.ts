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
    ['10d', '2026-02-28'],
    [undefined, undefined],
  ])('%s is %s', (text, wanted) => {
    expect(dayRange(text, text, now)).toEqual({ since: wanted, until: wanted });
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

  test('the range that is requested has one day more at each end that is not open', () => {
    expect(widened({ since: '2026-03-01', until: '2026-12-31' })).toEqual({
      since: '2026-02-28',
      until: '2027-01-01',
    });
    expect(widened({ since: '2026-03-01' })).toEqual({ since: '2026-02-28', until: undefined });
    expect(widened({})).toEqual({ since: undefined, until: undefined });
  });
});

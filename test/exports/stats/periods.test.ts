import { describe, expect, test } from 'vitest';
import { periodBefore, periodOf } from '../../../src/exports/stats/periods.js';

const nowMs = Date.parse('2026-03-10T15:00:00Z');
const at = (text: string) => Date.parse(text);

describe('a period', () => {
  test.each([
    [{ since: '2026-03-04' }, '2026-03-04 to 2026-03-10 (7 days in UTC, today so far)'],
    [{ since: '2026-03-02', until: '2026-03-08' }, '2026-03-02 to 2026-03-08 (7 days in UTC)'],
    [{ since: '2026-03-10' }, '2026-03-10 (1 day in UTC, today so far)'],
    [{ until: '2026-03-08' }, 'all days until 2026-03-08 (UTC)'],
    [{}, 'all days (UTC)'],
  ])('%j is called %s', (range, text) => {
    expect(periodOf(range, nowMs).text).toBe(text);
  });
});

describe('the period before', () => {
  test('has as many whole days', () => {
    const before = periodBefore(periodOf({ since: '2026-03-02', until: '2026-03-08' }, nowMs), nowMs);
    expect(before).toMatchObject({
      ...{ since: '2026-02-23', until: '2026-03-01', text: '2026-02-23 to 2026-03-01 (7 days in UTC)' },
    });
    expect(
      ['2026-02-22T23:59:59Z', '2026-02-23T00:00:00Z', '2026-03-01T23:59:59Z', '2026-03-02T00:00:00Z'].map(
        (one) => before?.has(at(one)),
      ),
    ).toEqual([false, true, true, false]);
  });

  test('ends at the same time of day where today is only partly over', () => {
    const before = periodBefore(periodOf({ since: '2026-03-04' }, nowMs), nowMs);
    expect(before?.text).toBe('2026-02-25 to 2026-03-03 (7 days in UTC, until the same time of day)');
    expect([before?.has(at('2026-03-03T15:00:00Z')), before?.has(at('2026-03-03T15:00:01Z'))]).toEqual([
      true,
      false,
    ]);
  });

  test('has no rows without a time, which belong to the period itself', () => {
    const period = periodOf({ since: '2026-03-04' }, nowMs);
    expect([period.has(undefined), periodBefore(period, nowMs)?.has(undefined)]).toEqual([true, false]);
  });

  test('of all days does not exist', () => {
    expect(periodBefore(periodOf({}, nowMs), nowMs)).toBeUndefined();
    expect(periodBefore(periodOf({ until: '2026-03-08' }, nowMs), nowMs)).toBeUndefined();
  });
});

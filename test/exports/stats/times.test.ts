import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Times, weekdays } from '../../../src/exports/stats/times.js';

const timesOf = (...moments: readonly string[]) => {
  const times = new Times();
  for (const moment of moments) times.add(Date.parse(moment));
  return times;
};

describe('when things happened', () => {
  test('by day: every day from the first to the last, also those on which nothing did', () => {
    expect(timesOf('2026-03-01T23:59:59Z', '2026-02-27T00:00:00Z', '2026-03-01T00:00:00Z').byDay()).toEqual([
      { day: '2026-02-27', count: 1 },
      { day: '2026-02-28', count: 0 },
      { day: '2026-03-01', count: 2 },
    ]);
    expect(timesOf().byDay()).toEqual([]);
  });

  test('by day: no list of days at all where they span more than a hundred years', () => {
    expect(timesOf('2026-01-01T00:00:00Z', '2125-01-01T00:00:00Z').byDay().length).toBe(36_160);
    expect(timesOf('2026-01-01T00:00:00Z', '9999-01-01T00:00:00Z').byDay()).toEqual([]);
  });

  test.each([
    ['2026-03-02T00:00:00Z', 0, 'Monday'],
    ['2026-03-08T23:59:59Z', 23, 'Sunday'],
    ['2026-03-03T01:30:00+03:00', 22, 'Monday'],
    ['1969-12-31T12:00:00Z', 12, 'Wednesday'],
  ])('%s is in hour %i of a %s, in UTC', (moment, hour, weekday) => {
    const times = timesOf(moment);
    expect(times.byHour().indexOf(1)).toBe(hour);
    expect(weekdays[times.byWeekday().indexOf(1)]).toBe(weekday);
  });

  test('law: by day, hour or weekday, all of them are counted once', () => {
    const moment = fc.date({ min: new Date('2020-01-01'), max: new Date('2030-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(fc.array(moment, { maxLength: 20 }), (moments) => {
        const times = timesOf(...moments.map((one) => one.toISOString()));
        const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
        expect(sum(times.byDay().map(({ count }) => count))).toBe(moments.length);
        expect([sum(times.byHour()), times.byHour().length]).toEqual([moments.length, 24]);
        expect([sum(times.byWeekday()), times.byWeekday().length]).toEqual([moments.length, 7]);
      }),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { calendarOf } from '../../src/exports/calendar.js';
import { day, dayAfter, dayRange, within } from '../../src/exports/days.js';

const hourMs = 3_600_000;

describe('a day of a time zone', () => {
  test.each([
    // The clocks go forward, and back.
    ['Europe/Berlin', '2026-03-28', '2026-03-27T23:00:00Z', 24],
    ['Europe/Berlin', '2026-03-29', '2026-03-28T23:00:00Z', 23],
    ['Europe/Berlin', '2026-03-30', '2026-03-29T22:00:00Z', 24],
    ['Europe/Berlin', '2026-10-25', '2026-10-24T22:00:00Z', 25],
    ['America/New_York', '2026-11-01', '2026-11-01T04:00:00Z', 25],
    ['Australia/Lord_Howe', '2026-04-05', '2026-04-04T13:00:00Z', 24.5],
    ['Australia/Lord_Howe', '2026-10-04', '2026-10-03T13:30:00Z', 23.5],
    // Midnight does not exist.
    ['America/Sao_Paulo', '2018-11-04', '2018-11-04T03:00:00Z', 23],
    ['Africa/Cairo', '2026-04-24', '2026-04-23T22:00:00Z', 23],
    ['Asia/Beirut', '2026-03-29', '2026-03-28T22:00:00Z', 23],
    // Midnight exists twice, and the day before has an hour more, or the day itself.
    ['America/Sao_Paulo', '2018-02-17', '2018-02-17T02:00:00Z', 25],
    ['America/Havana', '2026-11-01', '2026-11-01T04:00:00Z', 25],
    ['America/St_Johns', '2010-11-06', '2010-11-06T02:30:00Z', 25],
    ['America/St_Johns', '2010-11-07', '2010-11-07T03:30:00Z', 24],
    // Half an hour, three quarters, and far from Greenwich.
    ['Asia/Kolkata', '2026-03-01', '2026-02-28T18:30:00Z', 24],
    ['Asia/Kathmandu', '2026-03-01', '2026-02-28T18:15:00Z', 24],
    ['Pacific/Chatham', '2026-04-05', '2026-04-04T10:15:00Z', 25],
    ['Pacific/Kiritimati', '2026-03-01', '2026-02-28T10:00:00Z', 24],
    ['Etc/GMT+12', '2026-03-01', '2026-03-01T12:00:00Z', 24],
    ['-14:00', '2026-03-01', '2026-03-01T14:00:00Z', 24],
    // A day that a zone skipped.
    ['Pacific/Apia', '2011-12-30', '2011-12-30T10:00:00Z', 0],
    ['Pacific/Apia', '2011-12-31', '2011-12-30T10:00:00Z', 24],
  ])('%s: %s begins at %s and has %d hours', (zone, name, begin, hours) => {
    const of = (one: string) => calendarOf(zone).startMs(one);
    expect(new Date(of(name)).toISOString().replace('.000Z', 'Z')).toBe(begin);
    expect((of(dayAfter(name, 1)) - of(name)) / hourMs).toBe(hours);
    if (hours > 0) expect(day(of(name), zone)).toBe(name);
    expect(day(of(name) - 1, zone) < name).toBe(true);
  });

  const zones = [
    ...['Europe/Berlin', 'America/Sao_Paulo', 'Africa/Cairo', 'Australia/Lord_Howe', 'America/St_Johns'],
    ...['America/Havana', 'Asia/Kathmandu', 'Pacific/Apia', 'Pacific/Chatham', 'Africa/Casablanca', '+05:30'],
    ...['Pacific/Kiritimati', 'Antarctica/Troll', 'America/Scoresbysund'],
  ];
  const moment = fc.integer({ min: Date.UTC(1990, 0, 1), max: Date.UTC(2040, 0, 1) });

  test('law: every moment is on exactly one day, and the days before and after are others', () => {
    fc.assert(
      fc.property(fc.constantFrom(...zones), moment, (zone, ms) => {
        const name = day(ms, zone);
        const isOn = (since: string, until = since) => within({ since, until, zone })(ms);
        const [before, after] = [dayAfter(name, -1), dayAfter(name, 1)];
        expect([isOn(before), isOn(name), isOn(after), isOn(before, after)]).toEqual([
          false,
          true,
          false,
          true,
        ]);
        const calendar = calendarOf(zone);
        expect(calendar.startMs(name)).toBeLessThanOrEqual(ms);
        expect(calendar.startMs(after)).toBeGreaterThan(ms);
      }),
      { numRuns: 300 },
    );
  });

  test('law: later moments are on the same day or on a later one, also in the hours around a change of clocks', () => {
    // 2010-11-07T02:31Z in St. John's, 2018-11-04T03:00Z in São Paulo, 2011-12-30T10:00Z in Apia.
    const change = fc.constantFrom('2010-11-07T02:31:00Z', '2018-11-04T03:00:00Z', '2011-12-30T10:00:00Z');
    const minutes = fc.integer({ min: -1500, max: 1500 });
    fc.assert(
      fc.property(fc.constantFrom(...zones), change, minutes, fc.nat(1500), (zone, at, from, later) => {
        const ms = Date.parse(at) + from * 60_000;
        expect(day(ms, zone) <= day(ms + later * 60_000, zone)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test('of an unknown zone is no day of UTC', () => {
    expect(() => day(0, 'Mars/Phobos')).toThrow('There is no time zone "Mars/Phobos" on this machine');
  });

  test('a time in the far future or past has a day as well', () => {
    for (const ms of [8.64e15, -8.64e15, Date.UTC(9999, 11, 31)])
      expect(typeof day(ms, 'Pacific/Kiritimati')).toBe('string');
  });
});

describe('the words of --since', () => {
  test('mean the days of the zone', () => {
    // Still Sunday in New York, already Monday in Auckland.
    const now = Date.parse('2026-03-01T22:30:00Z');
    const days = (text: string, zone: string) => dayRange(text, text, now, { zone });
    expect(days('today', 'America/New_York').since).toBe('2026-03-01');
    expect(days('today', 'Pacific/Auckland')).toEqual({
      ...{ zone: 'Pacific/Auckland', since: '2026-03-02', until: '2026-03-02' },
    });
    expect(days('last-week', 'Pacific/Auckland')).toMatchObject({ since: '2026-02-23', until: '2026-03-01' });
    expect(days('last-month', 'America/New_York')).toMatchObject({
      since: '2026-02-01',
      until: '2026-02-28',
    });
    expect(() => dayRange('2026-03-02', undefined, now, { zone: 'America/New_York' })).toThrow(
      'is in the future: today is 2026-03-01 in America/New_York',
    );
  });
});

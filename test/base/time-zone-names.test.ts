import { describe, expect, test } from 'vitest';
import { isSameZone, nearestZone, timeZoneNamed } from '../../src/base/time-zone-names.js';

describe('the name of a time zone', () => {
  test.each([
    ['Europe/Berlin', 'Europe/Berlin'],
    ['europe/BERLIN', 'Europe/Berlin'],
    ['us/eastern', 'US/Eastern'],
    ['asia/kolkata', 'Asia/Kolkata'],
    ['Europe/Kyiv', 'Europe/Kyiv'],
    ['utc', 'UTC'],
    ['Z', 'UTC'],
    ['Etc/UTC', 'UTC'],
    ['+00:00', 'UTC'],
    ['+0530', '+05:30'],
    ['-03', '-03:00'],
  ])('%s is %s', (text, name) => {
    expect(timeZoneNamed(text)).toBe(name);
  });

  test.each(['', 'Berlin', 'Europe/Berlln', '+2', '+15:00', 'UTC+2', 'Mars/Phobos', '../etc/passwd'])(
    '%j is none',
    (text) => {
      expect(timeZoneNamed(text)).toBeUndefined();
    },
  );

  test.each([
    ['Berlin', 'Europe/Berlin'],
    ['new york', 'America/New_York'],
    ['Europe/Berlln', 'Europe/Berlin'],
    ['us/estern', 'US/Eastern'],
    ['+2', '+02:00'],
    ['UTC+2', '+02:00'],
    ['GMT-330', '-03:30'],
    ['GMT-3:30', '-03:30'],
    ['+15:00', undefined],
    ['local', undefined],
  ])('%s is most like %s', (text, name) => {
    expect(nearestZone(text)).toBe(name);
  });

  test('two names of one zone are the same', () => {
    expect(isSameZone('Asia/Kolkata', 'Asia/Calcutta')).toBe(true);
    expect(isSameZone('US/Eastern', 'America/New_York')).toBe(true);
    expect(isSameZone('Europe/Berlin', 'Europe/Paris')).toBe(false);
    expect(isSameZone('+01:00', '+02:00')).toBe(false);
  });
});

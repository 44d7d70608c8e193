import fc from 'fast-check';
import { expect, test } from 'vitest';
import { maxTimerMs, readDuration } from '../../src/base/duration.js';

const units = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

test.each([
  ['500ms', 500],
  ['90s', 90_000],
  ['2m', 120_000],
  ['1h', 3_600_000],
  ['1d', 86_400_000],
  ['90', 90_000],
  [' 7s\n', 7000],
  ['0', 0],
  ['0ms', 0],
  ['007s', 7000],
  ['24d', 24 * 86_400_000],
  ['2147483647ms', maxTimerMs],
])('%j is %i ms', (text, ms) => {
  expect(readDuration(text)).toBe(ms);
});

test.each([
  '',
  ' ',
  's',
  '-1s',
  '+1s',
  '1.5s',
  '1 s',
  '1S',
  '1w',
  '1m30s',
  '1e3',
  '12345678901',
  '00000000001',
  '25d',
  '2147483648ms',
])('%j is not a duration, and why is said in words', (text) => {
  expect(readDuration(text)).toEqual(expect.stringMatching(/\w/));
});

test('law: a whole number of a unit is that many of its milliseconds, or longer than a timer holds', () => {
  const unit = fc.constantFrom(...(Object.keys(units) as (keyof typeof units)[]));
  fc.assert(
    fc.property(fc.nat({ max: 9_999_999 }), unit, (amount, name) => {
      const ms = amount * units[name];
      const read = readDuration(`${amount}${name}`);
      if (ms > maxTimerMs) expect(typeof read).toBe('string');
      else expect(read).toBe(ms);
    }),
  );
});

import { expect, test } from 'vitest';
import { agoText, count, counted, durationText, sizeText } from '../../src/base/text.js';

test.each([
  [0, '0'],
  [999, '999'],
  [1000, '1,000'],
  [12_345, '12,345'],
  [123_456, '123,456'],
  [1_000_000, '1,000,000'],
  [-1234, '-1,234'],
])('%i is written %s', (number, text) => {
  expect(count(number)).toBe(text);
});

test.each([
  [0, '0 rows'],
  [1, '1 row'],
  [2, '2 rows'],
  [2500, '2,500 rows'],
])('%i is counted as %s', (number, text) => {
  expect(counted(number, 'row')).toBe(text);
});

test('a plural of its own is taken', () => {
  expect([counted(1, 'reply', 'replies'), counted(2, 'reply', 'replies')]).toEqual(['1 reply', '2 replies']);
});

test.each([
  [0, '0 s'],
  [0.2, '1 s'],
  [45, '45 s'],
  [59, '59 s'],
  [59.5, '1 min'],
  [60, '1 min'],
  [61, '2 min'],
  [3540, '59 min'],
  [3541, '1 h'],
  [3600, '1 h'],
  [7500, '2 h 5 min'],
  [90_000, '25 h'],
])('%d seconds are %s', (seconds, text) => {
  expect(durationText(seconds)).toBe(text);
});

test.each([
  [-5_000, 'just now'],
  [59_999, 'just now'],
  [60_000, '1 min ago'],
  [59 * 60_000, '59 min ago'],
  [3 * 3_600_000, '3 h ago'],
  [47.9 * 3_600_000, '47 h ago'],
  [48 * 3_600_000, '2 d ago'],
  [400 * 86_400_000, '400 d ago'],
])('%d milliseconds are %s', (ms, text) => {
  expect(agoText(ms)).toBe(text);
});

test.each([
  [0, '0 bytes'],
  [1, '1 byte'],
  [999, '999 bytes'],
  [1000, '1.0 kB'],
  [9949, '9.9 kB'],
  [9951, '10 kB'],
  [999_499, '999 kB'],
  [999_500, '1.0 MB'],
  [12_000_000, '12 MB'],
  [3_400_000_000, '3.4 GB'],
])('%i bytes are %s', (bytes, text) => {
  expect(sizeText(bytes)).toBe(text);
});

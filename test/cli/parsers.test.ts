import { InvalidArgumentError } from 'commander';
import { describe, expect, test } from 'vitest';
import { collect, duration, fraction, requestRate, wholeNumber } from '../../src/cli/parsers.js';

test('a flag that is given several times is collected in order, and what was there stays as it is', () => {
  const first = collect('a');
  expect([first, collect('b', first), first]).toEqual([['a'], ['a', 'b'], ['a']]);
});

describe('the value of a flag', () => {
  test.each([
    [fraction, '0', 0],
    [fraction, '1', 1],
    [fraction, '0.7', 0.7],
    [fraction, '.5', 0.5],
    [fraction, '1.000', 1],
    [wholeNumber(1, 16), '1', 1],
    [wholeNumber(1, 16), '16', 16],
    [wholeNumber(0, 10_000_000), '10000000', 10_000_000],
    [duration, '90s', 90_000],
    [duration, '500ms', 500],
    [duration, '2m', 120_000],
    [duration, '1h', 3_600_000],
    [duration, '1d', 86_400_000],
    [duration, '5', 5000],
    [duration, '0', 0],
    [requestRate, '5', 5],
    [requestRate, '5/s', 5],
    [requestRate, '30/m', 0.5],
    [requestRate, '0.5/s', 0.5],
    [requestRate, '999', 999],
  ])('%o of %s is %d', (parse, text, value) => {
    expect(parse(text)).toBe(value);
  });

  test.each([
    [fraction, ['', '1.1', '2', '-0.5', '0.1234', '1.', 'warm', '1e-1', '0,5', ' 0.5']],
    [wholeNumber(1, 16), ['', '0', '17', '1.5', '-1', '1e1', ' 3', 'three', '9999999999']],
    [duration, ['', '5 s', '1w', '1.5h', '-1s', 'soon', '25d', '99999999999']],
    [requestRate, ['', '0', '0/s', '5/h', '-5', '1000', '5/', '5 /s', 'fast', '1e2']],
  ])('%o refuses each of %j', (parse, texts) => {
    for (const text of texts) expect(() => parse(text), text).toThrow(InvalidArgumentError);
  });
});

import { describe, expect, test } from 'vitest';
import { changeText, figureText } from '../../../src/exports/stats/report.js';

const figure = (value: number | undefined, isShare = false) => ({ key: 'k', label: 'K', value, isShare });

describe('a figure', () => {
  test.each([
    [figure(1204), '1,204'],
    [figure(0.125, true), '12.5%'],
    [figure(0, true), '0.0%'],
    [figure(undefined, true), 'not measured'],
  ])('%j is shown as %s', (one, text) => {
    expect(figureText(one)).toBe(text);
  });
});

describe('the change of a figure', () => {
  test.each([
    [figure(50), figure(40), 'before 40, +25%'],
    [figure(30), figure(40), 'before 40, -25%'],
    [figure(40), figure(40), 'before 40, unchanged'],
    [figure(4), figure(0), 'before 0'],
    [figure(41), figure(40), 'before 40, +2.5%'],
    [figure(10_001), figure(10_000), 'before 10,000, nearly unchanged'],
    [figure(0), figure(0), 'before 0, unchanged'],
    [figure(0.15, true), figure(0.125, true), 'before 12.5%, +2.5 points'],
    [figure(0.125, true), figure(0.15, true), 'before 15.0%, -2.5 points'],
    [figure(0.1, true), figure(0, true), 'before 0.0%, +10.0 points'],
    [figure(0.1, true), figure(undefined, true), 'before not measured'],
    [figure(undefined, true), figure(0.1, true), 'before 10.0%'],
  ])('from %j after %j is %s', (now, before, text) => {
    expect(changeText(now, { figures: [before], isEmpty: false })).toBe(text);
  });

  test('is not shown without a period before', () => {
    expect(changeText(figure(1), undefined)).toBeUndefined();
    expect(changeText(figure(1), { figures: [figure(0)], isEmpty: true })).toBeUndefined();
  });
});

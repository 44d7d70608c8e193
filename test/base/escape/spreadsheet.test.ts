import { describe, expect, test } from 'vitest';
import { guardedCell } from '../../../src/base/escape/csv-formula.js';

describe('spreadsheet cells', () => {
  test.each([
    ['=1+1', "'=1+1"],
    ['  =1+1', "  '=1+1"],
    ['\u0000=1+1', "'=1+1"],
    ['a;=1+1', "a;'=1+1"],
    ['＝1', "'＝1"],
    ['+4930', "'+4930"],
    ['a=b', 'a=b'],
    ['Ada-Marie', 'Ada-Marie'],
  ])('S-15 %j is written as %j', (text, guarded) => {
    expect(guardedCell(text)).toBe(guarded);
  });
});

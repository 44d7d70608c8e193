import { describe, expect, test } from 'vitest';
import { checkId, idIn } from '../../src/identity/user-id.js';

const rules = { isExact: false };

describe('an id of a cell', () => {
  test.each([
    ['user-42', 'user-42'],
    ['日本 🎌', '日本 🎌'],
    ["o'neil", "o'neil"],
    [42, '42'],
    ['0042', '0042'],
  ])('%j is %j', (cell, id) => {
    expect(idIn(cell, rules)).toEqual({ id });
  });

  test.each([
    ['', 'is empty'],
    [null, 'is empty'],
    [undefined, 'is empty'],
    [' \t', 'consists of whitespace'],
    [' a', 'has whitespace or invisible characters at its ends'],
    ['a\u00a0', 'has whitespace or invisible characters at its ends'],
    ['\ufeffa', 'has whitespace or invisible characters at its ends'],
    ['a\u200b', 'has whitespace or invisible characters at its ends'],
    ['a\n', 'has whitespace or invisible characters at its ends'],
    ['a\ud800', 'is not valid Unicode'],
    ['a\ufffd', 'is not valid Unicode'],
    ['="0042"', 'is written as a formula of a spreadsheet (="…")'],
    ["'-7", 'begins with an apostrophe against formulas'],
    [2 ** 60, 'is a number that JSON readers round'],
    [1.5, 'is a number that JSON readers round'],
    [true, 'is true or false, not text'],
    [['a'], 'is a list, not text'],
    [{ id: 1 }, 'is an object, not text'],
  ])('%j %s', (cell, what) => {
    expect(idIn(cell, rules)).toMatchObject({ flaw: { what, advice: expect.stringMatching(/^[A-Z]/) } });
  });

  test('with isExact, what stands at its ends belongs to it, but it is not empty', () => {
    expect(idIn(' a ', { isExact: true })).toEqual({ id: ' a ' });
    expect(idIn("'-7", { isExact: true })).toEqual({ id: "'-7" });
    expect(idIn('', { isExact: true })).toMatchObject({ flaw: { what: 'is empty' } });
    expect(() => checkId('a ', rules)).toThrow('The user id "a " has whitespace');
  });
});

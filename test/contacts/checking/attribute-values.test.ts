import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isFlawed, type Read, readAttribute } from '../../../src/contacts/checking/values.js';
import type { Cell } from '../../../src/contacts/reading/row.js';

/** The value, or the code of what is wrong with it, as `!code`. */
const told = (read: Read<unknown>) => (isFlawed(read) ? `!${read.code}` : read.value);

describe('attributes', () => {
  test.each<[Cell, unknown]>([
    [' 12 ', 12],
    ['-12.50', -12.5],
    ['+3', 3],
    ['0', 0],
    ['0.05', 0.05],
    ['123456789012345', 123456789012345],
    ['1234567890123456', '!bad_number'],
    ['0.0000000000123456789012345', 1.23456789012345e-11],
    ['007', '!bad_number'],
    ['1e5', '!bad_number'],
    ['1,5', '!bad_number'],
    ['.5', '!bad_number'],
    ['', '!bad_number'],
    [1.5, 1.5],
    [2 ** 53, '!bad_number'],
    [true, '!bad_number'],
  ])('the number %j is read as %j', (cell, read) => {
    expect(told(readAttribute(cell, 'number'))).toBe(read);
  });

  test('law: a number that is read says the same as the text it was read from', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^-?[1-9]\d{0,9}(\.\d{0,4}[1-9])?$/), (text) => {
        expect(String(told(readAttribute(text, 'number')))).toBe(text);
      }),
    );
  });

  test.each<[Cell, unknown]>([
    [' YES ', true],
    ['1', true],
    [1, true],
    [false, false],
    ['No', false],
    ['0', false],
    ['on', '!bad_boolean'],
    ['', '!bad_boolean'],
    [2, '!bad_boolean'],
    ['constructor', '!bad_boolean'],
    [{}, '!bad_boolean'],
  ])('the boolean %j is read as %j', (cell, read) => {
    expect(told(readAttribute(cell, 'boolean'))).toBe(read);
  });

  test.each<[Cell, unknown]>([
    [' 2024-02-29 ', '2024-02-29'],
    ['2023-02-29', '!bad_date'],
    ['2000-02-29', '2000-02-29'],
    ['1900-02-29', '!bad_date'],
    ['2024-05-32', '!bad_date'],
    ['2024-04-31', '!bad_date'],
    ['2024-13-01', '!bad_date'],
    ['2024-00-01', '!bad_date'],
    ['0000-00-00', '!bad_date'],
    ['2024-05-31T09:00Z', '2024-05-31T09:00Z'],
    ['2024-05-31T09:00', '!bad_date'],
    ['2024-05-31T23:59:59.123Z', '2024-05-31T23:59:59.123Z'],
    ['2024-05-31T20:00:00+05:30', '2024-05-31T20:00:00+05:30'],
    ['2024-05-31T20:00:00-10:00', '2024-05-31T20:00:00-10:00'],
    ['2024-05-31T20:00:00+15:00', '!bad_date'],
    ['2024-05-31T24:00:00Z', '!bad_date'],
    ['2024-05-31T09:60:00Z', '!bad_date'],
    ['2024-05-31 09:00', '!bad_date'],
    ['5', '!bad_date'],
    ['31.05.2024', '!bad_date'],
    [20240531, '!bad_date'],
  ])('the date %j is read as %j', (cell, read) => {
    expect(told(readAttribute(cell, 'date'))).toBe(read);
  });

  test.each(['text', 'other'] as const)('%s takes text as it stands, and nothing else', (type) => {
    const cells = [' 5 ', 5, true, 'a\u0000'].map((cell) => told(readAttribute(cell, type)));
    expect(cells).toEqual([' 5 ', '!bad_text', '!bad_text', '!control_character']);
  });
});

import { describe, expect, test } from 'vitest';
import {
  isBlankCell,
  isFlawed,
  type Read,
  readEmail,
  readIdentifier,
  readPhone,
  readStripe,
  readText,
  trimmed,
} from '../../../src/contacts/checking/values.js';
import type { Cell } from '../../../src/contacts/reading/row.js';

/** The value, or the code of what is wrong with it, as `!code`. */
const told = (read: Read<unknown>) => (isFlawed(read) ? `!${read.code}` : read.value);

test.each<[Cell, boolean]>([
  [undefined, true],
  [null, true],
  ['', true],
  [' \t\u00a0\n', true],
  ['0', false],
  [0, false],
  [false, false],
  [[], false],
])('%j is blank: %s', (cell, isBlank) => {
  expect(isBlankCell(cell)).toBe(isBlank);
});

test('only text loses its outer blanks', () => {
  expect([trimmed(' a b\t'), trimmed(7), trimmed(undefined)]).toEqual(['a b', 7, undefined]);
});

describe('text', () => {
  test.each<[Cell, string]>([
    [' Ada\tLovelace\r\n', ' Ada\tLovelace\r\n'],
    ['', ''],
    [4711, '4711'],
    [-1, '-1'],
    [1.5, '!bad_text'],
    [2 ** 53, '!bad_text'],
    [true, '!bad_text'],
    [null, '!bad_text'],
    [{}, '!bad_text'],
    ['a\u0000b', '!control_character'],
    ['a\u009fb', '!control_character'],
    ['a\ud800', '!broken_character'],
    ['a\ufffd', 'a\ufffd'],
    [' #N/A ', '!damaged'],
    ['#DIV/0!', '!damaged'],
    ['####', '!damaged'],
    ['###', '###'],
    ['#N/A is a value', '#N/A is a value'],
    ['1.23457E+11', '1.23457E+11'],
  ])('%j is read as %j', (cell, read) => {
    expect(told(readText(cell))).toBe(read);
  });

  test.each([
    ['1.23457E+11', '!damaged'],
    ['1,23457E+11', '!damaged'],
    [' 1e5 ', '!damaged'],
    ['12E5', '12E5'],
    ['E5', 'E5'],
    ['#REF!', '!damaged'],
    ['007', '007'],
  ])('an identifier %j is read as %j', (cell, read) => {
    expect(told(readIdentifier(cell))).toBe(read);
  });
});

test.each([
  ['ada@example.com', true],
  ['a.b+c@sub.example.co.uk', true],
  ['"ada"@example.com', false],
  ['ada@example', false],
  ['ada@.com', false],
  ['ada@example.', false],
  ['@example.com', false],
  ['ada@b@example.com', false],
  ['ada lovelace@example.com', false],
  ['a@b.co, c@d.co', false],
  ['Ada <ada@example.com>', false],
  ['', false],
  [`${'a'.repeat(308)}@example.com`, true],
  [`${'a'.repeat(309)}@example.com`, false],
])('%j is an e-mail address: %s', (cell, isEmail) => {
  expect(told(readEmail(cell))).toBe(isEmail ? cell : '!bad_email');
});

test.each<[Cell, string]>([
  ['+49 (30) 123-45.6/7', '+49 (30) 123-45.6/7'],
  ['030 1234 ext. 9', '030 1234 ext. 9'],
  ['0301234x9', '0301234x9'],
  ['0301234 #9', '0301234 #9'],
  [49301234567, '49301234567'],
  ['call the office', '!bad_phone'],
  ['+', '!bad_phone'],
  ['(-)', '!bad_phone'],
  ['-030', '!bad_phone'],
  ['030 ext', '!bad_phone'],
  ['4.93012E+11', '!damaged'],
])('the phone number %j is read as %j', (cell, read) => {
  expect(told(readPhone(cell))).toBe(read);
});

test.each([readText, readIdentifier, readEmail, readPhone, readStripe])(
  'text that is broken has a code of its own, for the reader %#',
  (read) => {
    expect([told(read('a\u0000')), told(read('a\ud800')), told(read('#N/A'))]).toEqual([
      '!control_character',
      '!broken_character',
      '!damaged',
    ]);
  },
);

test.each<[Cell, unknown]>([
  [' cus_1', '!bad_stripe'],
  ['cus_1A', [{ label: 'stripe', stripeId: 'cus_1A' }]],
  ['cus_', '!bad_stripe'],
  ['sub_1', '!bad_stripe'],
  [`cus_${'a'.repeat(65)}`, '!bad_stripe'],
  ['[]', []],
  [' [{"label":"a","stripe_id":"x"}]', [{ label: 'a', stripeId: 'x' }]],
  [[{ label: 'a', stripe_email: 'b', more: 1 }], [{ label: 'a', stripeEmail: 'b' }]],
  [[{ label: 'a', stripe_id: 'x' }, { label: 'b' }], '!bad_stripe'],
  [[{ stripe_id: 'x' }], '!bad_stripe'],
  [[null], '!bad_stripe'],
  ['[{', '!bad_stripe'],
  [{ label: 'a', stripe_id: 'x' }, '!bad_text'],
])('the Stripe cell %j is read as %j', (cell, read) => {
  expect(told(readStripe(cell))).toEqual(read);
});

import { expect, test } from 'vitest';
import { attributeValue } from '../../../src/contacts/checking/attribute-value.js';
import { type DecimalSeparator, readDecimal } from '../../../src/contacts/checking/decimals.js';

test.each<readonly [text: string, separator: DecimalSeparator, value: number | string]>([
  ['1.234,5', ',', 1234.5],
  ['-2,5', ',', -2.5],
  ['1 234 567,25', ',', 1234567.25],
  ['1\u202f234,5', ',', 1234.5],
  ["1'234,5", ',', 1234.5],
  ['1.000', ',', 1000],
  ['12', ',', 12],
  ['12.5', ',', 'bad_number'],
  ['1.23,4', ',', 'bad_number'],
  ['1.234 567,8', ',', 'bad_number'],
  ['007', ',', 'bad_number'],
  ['1,234.5', '.', 1234.5],
  ['1,5', '.', 'bad_number'],
  ['many', '.', 'bad_number'],
  ['', ',', 'bad_number'],
])('%j with %s is %j', (text, separator, value) => {
  const read = readDecimal(text, separator);
  expect('value' in read ? read.value : read.code).toBe(value);
});

test('a separator that was named leaves nothing ambiguous, also between semicolons', () => {
  const rules = { rules: 2, hasCommaDecimals: true } as const;
  expect(attributeValue('1.000', 'number', rules)).toMatchObject({ code: 'bad_number' });
  expect(attributeValue('1.000', 'number', { ...rules, decimal: ',' })).toEqual({ value: 1000 });
  expect(attributeValue(1.5, 'number', { ...rules, decimal: ',' })).toEqual({ value: 1.5 });
});

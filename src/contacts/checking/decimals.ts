import { shown } from './invisible.js';
import { type Read, readNumber } from './values.js';

/** What stands before the fraction of a number. */
export type DecimalSeparator = ',' | '.';

/** Digits in groups of three, with one and the same character between them. */
const forms: Readonly<Record<DecimalSeparator, RegExp>> = {
  ',': /^([+-]?)(\d{1,3}(?:([. '’\u00a0\u2009\u202f])\d{3}(?:\3\d{3})*)|\d+)(?:,(\d+))?$/,
  '.': /^([+-]?)(\d{1,3}(?:([, '’\u00a0\u2009\u202f])\d{3}(?:\3\d{3})*)|\d+)(?:\.(\d+))?$/,
};

/** A number as people write it, with this decimal separator: `1.234,5` or `1 234,5`, and `1,234.5`. */
export function readDecimal(cell: string, separator: DecimalSeparator): Read<number> {
  const [, sign, whole = '', , fraction] = forms[separator].exec(cell.trim()) ?? [];
  if (sign === undefined) {
    const example = separator === ',' ? '12, 12,5 or 1.234,5' : '12, 12.5 or 1,234.5';
    return { code: 'bad_number', message: `${shown(cell)} is not a number such as ${example}` };
  }
  const plain = `${sign}${whole.replace(/\D/g, '')}${fraction === undefined ? '' : `.${fraction}`}`;
  return readNumber(plain);
}

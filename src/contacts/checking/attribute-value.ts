import type { AttributeType } from '../../api/attrs.js';
import type { AttributeValue } from '../../api/contacts.js';
import type { Cell } from '../reading/row.js';
import { type BooleanWords, readBooleanWord } from './booleans.js';
import type { DateReader } from './dates.js';
import { type DecimalSeparator, readDecimal } from './decimals.js';
import { shown } from './invisible.js';
import { type Read, readAttribute } from './values.js';

/** How cells become values of attributes. */
export type AttributeRules = BooleanWords & {
  /** True where `1.000` may mean one thousand: in a semicolon-delimited file. */
  readonly hasCommaDecimals: boolean;
  /** The decimal separator that the user named (--decimal). */
  readonly decimal?: DecimalSeparator | undefined;
  /** Absent in runs of earlier versions, which took nothing but complete ISO dates. */
  readonly readDate?: DateReader | undefined;
  readonly rules?: 2;
};

/** The value of an attribute of this type, from a cell that is not blank. */
export function attributeValue(cell: Cell, type: AttributeType, rules: AttributeRules): Read<AttributeValue> {
  if (type === 'number' && rules.decimal !== undefined && typeof cell === 'string')
    return readDecimal(cell, rules.decimal);
  if (type === 'number' && rules.hasCommaDecimals && isThousand(cell, rules)) return ambiguous(cell);
  if (rules.rules !== 2) return readAttribute(cell, type);
  if (type === 'date' && rules.readDate !== undefined) return rules.readDate(cell);
  if (type === 'boolean') return readBooleanWord(cell, rules);
  return type === 'text' ? readAsText(cell) : readAttribute(cell, type);
}

/** A number or a boolean of a JSON file is text in a text attribute, unless it may have been rounded when it was read. */
function readAsText(cell: Cell): Read<AttributeValue> {
  if (typeof cell === 'boolean') return { value: String(cell) };
  if (typeof cell !== 'number') return readAttribute(cell, 'text');
  const text = String(cell);
  const digits = text.replace(/\D/g, '').replace(/^0+/, '').length;
  if (!text.includes('e') && (Number.isSafeInteger(cell) || digits <= 15)) return { value: text };
  return { code: 'bad_text', message: `${shown(cell)} may have been rounded; write it as text` };
}

const thousand = /^[+-]?[1-9]\d{0,2}(\.\d{3})+$/;
/** Earlier versions took 0.125 for one, too. */
const anyThousand = /^[+-]?\d{1,3}(\.\d{3})+$/;

function isThousand(cell: Cell, { rules }: AttributeRules): cell is string {
  return typeof cell === 'string' && (rules === 2 ? thousand : anyThousand).test(cell.trim());
}

function ambiguous(cell: string): Read<never> {
  return {
    code: 'bad_number',
    message: `${cell} is ambiguous (thousands or decimals); write it without a period`,
  };
}

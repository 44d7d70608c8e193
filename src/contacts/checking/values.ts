import type { AttributeType } from '../../api/attrs.js';
import type { AttributeValue, StripeAccount } from '../../api/contacts.js';
import { quoted } from '../../base/escape/shell.js';
import { jsonOrNothing } from '../../base/json.js';
import type { Cell } from '../reading/row.js';
import { shown } from './invisible.js';

/** A value that may be sent, or what is wrong with the cell. */
export type Read<T> = { readonly value: T } | { readonly code: string; readonly message: string };

export function isFlawed<T>(read: Read<T>): read is { readonly code: string; readonly message: string } {
  return 'code' in read;
}

/** True for what counts as blank: a missing key, null, or only whitespace. */
export function isBlankCell(cell: Cell): boolean {
  return cell === undefined || cell === null || (typeof cell === 'string' && cell.trim() === '');
}

/** A cell without leading and trailing whitespace. */
export function trimmed(cell: Cell): Cell {
  return typeof cell === 'string' ? cell.trim() : cell;
}

/** Text exactly as written. Refuses control characters and spreadsheet error values. */
export function readText(cell: Cell): Read<string> {
  if (typeof cell === 'number' && Number.isSafeInteger(cell)) return { value: String(cell) };
  if (typeof cell !== 'string') return flaw('bad_text', `expected text, found ${shown(cell)}`);
  if (blameless.test(cell)) return { value: cell };
  const control = controls.exec(cell)?.[0];
  if (control !== undefined)
    return flaw('control_character', `contains the control character \\u${hex(control)}`);
  if (!cell.isWellFormed()) return flaw('broken_character', 'contains half a character (a lone surrogate)');
  if (isSpreadsheetError(cell))
    return flaw(
      'damaged',
      `${shown(cell)} looks like a spreadsheet error; read it as blank with --null ${quoted(cell.trim())}`,
    );
  return { value: cell };
}

/** Printable ASCII without what spreadsheet errors begin with: most texts. */
const blameless = /^[\x20-\x22\x24-\x7e]*$/;
const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/;
const spreadsheetError = /^(#N\/A|#REF!|#VALUE!|#NAME\?|#DIV\/0!|#NUM!|#NULL!|#{4,})$/;
const exponent = /^[+-]?\d(?:[.,]\d+)?E[+-]?\d{1,3}$/i;

/** `#N/A` and the like, which are never text that was meant. */
export function isSpreadsheetError(cell: string): boolean {
  return spreadsheetError.test(cell.trim());
}

function hex(character: string): string {
  return (character.codePointAt(0) ?? 0).toString(16).padStart(4, '0');
}

function flaw(code: string, message: string): { readonly code: string; readonly message: string } {
  return { code, message };
}

/** True for a text such as `1.23457E+11`. */
export function looksRounded(text: string): boolean {
  return exponent.test(text.trim());
}

/** Text that identifies something: once a spreadsheet has rounded it to `1.23457E+11`, it is lost. */
export function readIdentifier(cell: Cell): Read<string> {
  const text = readText(cell);
  if (isFlawed(text) || !looksRounded(text.value)) return text;
  return flaw(
    'damaged',
    `${shown(text.value)} looks rounded by a spreadsheet; format the column as text there`,
  );
}

const maxEmailLength = 320;

export function readEmail(cell: Cell): Read<string> {
  const text = readText(cell);
  if (isFlawed(text)) return text;
  const fits =
    text.value.length <= maxEmailLength && /^[^\s@,;<>"]+@[^\s@,;<>"]+\.[^\s@,;<>".]+$/.test(text.value);
  return fits ? text : flaw('bad_email', `${shown(text.value)} is not an email address`);
}

export function readPhone(cell: Cell): Read<string> {
  const text = readIdentifier(cell);
  if (isFlawed(text)) return text;
  const fits = /^[+\d(][\d\s()./-]*(?:(?:ext\.?|x|#)\s*\d+)?$/i.test(text.value) && /\d/.test(text.value);
  return fits ? text : flaw('bad_phone', `${shown(text.value)} is not a phone number`);
}

export function readAttribute(cell: Cell, type: AttributeType): Read<AttributeValue> {
  switch (type) {
    case 'text':
    case 'other':
      return typeof cell === 'string'
        ? readText(cell)
        : flaw('bad_text', `expected text, found ${shown(cell)}`);
    case 'number':
      return readNumber(cell);
    case 'boolean':
      return readBoolean(cell);
    case 'date':
      return readDate(cell);
  }
}

const plainDecimal = /^[+-]?\d{1,30}(?:\.\d{1,30})?$/;

/** A plain decimal, exactly as it will be stored. */
export function readNumber(cell: Cell): Read<number> {
  if (typeof cell === 'number' && Math.abs(cell) <= Number.MAX_SAFE_INTEGER) return { value: cell };
  const text = typeof cell === 'string' ? cell.trim() : '';
  if (!plainDecimal.test(text))
    return flaw('bad_number', `${shown(cell)} is not a plain number such as 12 or 12.5`);
  if (/^[+-]?0\d/.test(text)) return flaw('bad_number', `${shown(text)} would lose its leading zeros`);
  const significant = text.replace(/^[+-]?0*\.?0*|\./g, '').length;
  if (significant > 15) return flaw('bad_number', `${shown(text)} has more digits than a number can keep`);
  return { value: Number(text) };
}

const truths: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  '1': true,
  false: false,
  no: false,
  '0': false,
};

/** true, false, yes, no, 1 or 0, in any case. */
export function readBoolean(cell: Cell): Read<boolean> {
  if (typeof cell === 'boolean') return { value: cell };
  const text = String(typeof cell === 'object' ? '' : cell)
    .trim()
    .toLowerCase();
  const value = Object.hasOwn(truths, text) ? truths[text] : undefined;
  return value === undefined
    ? flaw('bad_boolean', `${shown(cell)} is not true, false, yes, no, 1 or 0`)
    : { value };
}

const isoDate =
  /^(\d{4})-(\d{2})-(\d{2})(?:T([01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?(?:Z|[+-](?:0\d|1[0-4]):[0-5]\d))?$/;

/** A complete ISO date that exists. The API itself would read "5" as 2001 and February 30 as March 1. */
function readDate(cell: Cell): Read<string> {
  const text = typeof cell === 'string' ? cell.trim() : '';
  const [, year = '', month = '', day = ''] = isoDate.exec(text) ?? [];
  const isReal = Number(day) >= 1 && Number(day) <= daysIn(Number(year), Number(month));
  return isReal
    ? { value: text }
    : flaw('bad_date', `${shown(cell)} is not a date such as 2024-05-31 or 2024-05-31T09:00:00Z`);
}

/** 0 for a month that does not exist. */
function daysIn(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return [31, 0, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
}

/** One customer id (`cus_…`), or a list as the API itself returns it. */
export function readStripe(cell: Cell): Read<readonly StripeAccount[]> {
  const list = typeof cell === 'string' && cell.trim().startsWith('[') ? jsonOrNothing(cell) : cell;
  if (Array.isArray(list)) return stripeList(list);
  const text = readText(cell);
  if (isFlawed(text)) return text;
  if (/^cus_[A-Za-z0-9]{1,64}$/.test(text.value))
    return { value: [{ label: 'stripe', stripeId: text.value }] };
  return flaw('bad_stripe', `${shown(text.value)} is not a Stripe customer id (cus_…)`);
}

/** Each account needs a label and an id or an email (documentation: "Contact"). */
function stripeList(list: readonly unknown[]): Read<readonly StripeAccount[]> {
  const accounts = list.map(stripeAccount);
  const complete = accounts.filter((account) => account !== undefined);
  return complete.length === accounts.length
    ? { value: complete }
    : flaw('bad_stripe', 'a Stripe account needs a label and a stripe_id or stripe_email');
}

function stripeAccount(value: unknown): StripeAccount | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { label, stripe_id: stripeId, stripe_email: stripeEmail } = value as Record<string, unknown>;
  if (typeof label !== 'string' || (typeof stripeId !== 'string' && typeof stripeEmail !== 'string'))
    return undefined;
  return {
    label,
    ...(typeof stripeId === 'string' && { stripeId }),
    ...(typeof stripeEmail === 'string' && { stripeEmail }),
  };
}

import type { AttributeType } from '../../api/attrs.js';
import type { AttributeValue } from '../../api/contacts.js';
import { type Column, columnName } from '../columns/target.js';
import type { Cell, Row } from '../reading/row.js';
import { type AttributeRules, attributeValue } from './attribute-value.js';
import { type CellKind, kindOf } from './cell-kind.js';
import { type CellChange, type Cleaned, type CleaningRules, cleaned } from './cleaned.js';
import { damageIn } from './damage.js';
import type { PhoneReader } from './e164.js';
import {
  type Checked,
  clear,
  type Filled,
  good,
  type Making,
  newMaking,
  placeStripe,
  put,
  takeName,
  takeSpares,
  withStripeEmail,
} from './making.js';
import { nothingIn } from './nothing.js';
import { plainValue } from './plain-value.js';
import {
  isBlankCell,
  isFlawed,
  type Read,
  readEmail,
  readIdentifier,
  readPhone,
  readStripe,
  readText,
} from './values.js';
import { deriveId, findContact, type IdentityRules, withoutId } from './which-contact.js';

/** How cells become values. */
export type RowRules = CleaningRules &
  AttributeRules &
  IdentityRules & {
    readonly blank: 'keep' | 'clear';
    /** Whether ids are checked for damage by spreadsheets and for invisible characters. */
    readonly ids?: 'check' | 'as-is';
    /** Reads phone numbers (--phone e164=REGION). */
    readonly readPhone?: PhoneReader | undefined;
  };

/** Checks one row against the column plan: the contact it describes, or everything that is wrong with it. */
export function checkRow(row: Row, columns: readonly Column[], reading: RowRules): Checked {
  if (row.cells.length !== columns.length) return ragged(row, columns.length);
  const making = newMaking(row.line);
  for (const column of columns) takeCell(making, column, row.cells[column.index], reading);
  takeSpares(making);
  takeName(making, reading);
  if (columns.some(({ target }) => target.kind === 'stripe' && target.withEmail)) withStripeEmail(making);
  findContact(making, row.ordinal, columns, reading);
  deriveId(making, reading);
  if (making.draft.externalId === undefined && making.flaws.length === 0)
    making.flaws.push(withoutId(row, columns, making, reading));
  return making;
}

function takeCell(making: Making, column: Column, written: Cell, rules: RowRules): void {
  const { target } = column;
  if (target.kind === 'left-out' || target.kind === 'unknown') return;
  const kind = kindOf(target);
  if (kind === undefined) return;
  const plain = typeof written === 'string' ? plainCell(written, kind, rules) : undefined;
  if (plain === undefined) takeWithCare(making, { target, header: columnName(column), kind }, written, rules);
  else put(making, target, plain);
}

/** The value of a cell that needs no care, as far as the rules allow it. */
function plainCell(written: string, kind: CellKind, rules: RowRules): string | number | undefined {
  if (kind === 'phone' && rules.readPhone !== undefined) return undefined;
  const value = plainValue(written, kind);
  if (value === undefined || rules.nothing === undefined) return value;
  return nothingIn(written, kind, rules.nothing) === undefined ? value : undefined;
}

type Place = { readonly target: Filled; readonly header: string };

function takeWithCare(
  making: Making,
  { target, header, kind }: Place & { readonly kind: CellKind },
  written: Cell,
  rules: RowRules,
): void {
  const done = isBlankCell(written) ? undefined : cleaned(written, kind, rules);
  if (done !== undefined) noteCleaning(making, header, done);
  if (done === undefined || done.isUndecided || isBlankCell(done.cell)) {
    if (rules.blank === 'clear' && !done?.isUndecided) clear(making, target);
    return;
  }
  const { cell } = done;
  if (typeof cell === 'string' && cell.includes('\ufffd')) making.isDamaged = true;
  if (isListed(target) && firstOf(cell) !== cell) making.shortened++;
  const damage = rules.rules === 2 && typeof cell === 'string' && damageIn(cell, kind, rules);
  if (damage) good(making, header, damage);
  else fill(making, { target, header }, cell, rules);
}

function noteCleaning(making: Making, column: string, done: Cleaned): void {
  if (done.wasTrimmed) making.trimmed++;
  if (done.wasUnescaped) making.unescaped++;
  for (const change of done.changes) making.changes.push({ column, change });
  if (done.isUndecided) making.undecided.push({ column, word: String(done.cell).trim() });
}

function fill(making: Making, { target, header }: Place, cell: Cell, rules: RowRules): void {
  switch (target.kind) {
    case 'field':
      put(making, target, taken(making, header, cell, readField(target.field, cell, rules)));
      return;
    case 'spare-phone':
      put(making, target, taken(making, header, cell, readField('phonenumber', cell, rules)));
      return;
    case 'name-part':
      put(making, target, good(making, header, readText(cell)));
      return;
    case 'stripe':
      placeStripe(making, good(making, header, readStripe(cell)));
      return;
    case 'attribute': {
      const { type } = target.attribute;
      const value = good(making, header, attributeValue(cell, type, rules));
      if (value === undefined) return;
      const change = rewritingOf(cell, value, type);
      if (change !== undefined) making.changes.push({ column: header, change });
      put(making, target, value);
    }
  }
}

/** A value of an attribute that is sent in another form than it was written. */
function rewritingOf(cell: Cell, value: AttributeValue, type: AttributeType): CellChange | undefined {
  if (type === 'date') return value === String(cell).trim() ? undefined : 'date';
  return type === 'text' && typeof cell !== 'string' ? 'asText' : undefined;
}

/** The value of a field; a phone number that reads differently than it is written was rewritten. */
function taken(making: Making, column: string, cell: Cell, read: Read<string>): string | undefined {
  const value = good(making, column, read);
  const isRewritten = value !== undefined && String(firstOf(cell)) !== value;
  const { column: last, change } = making.changes.at(-1) ?? {};
  const isCounted = last === column && change === 'phone';
  if (isRewritten && !isCounted) making.changes.push({ column, change: 'phone' });
  return value;
}

const fieldReaders = {
  external_id: readIdentifier,
  name: readText,
  email: (cell: Cell) => readEmail(firstOf(cell)),
  phonenumber: (cell: Cell) => readPhone(firstOf(cell)),
} as const;

function readField(
  field: keyof typeof fieldReaders,
  cell: Cell,
  { phone, ids, rules, readPhone: phoneReader }: RowRules,
): Read<string> {
  // Earlier versions rejected numbers that were rounded, also as they are.
  if (field === 'phonenumber' && phone === 'as-is')
    return (rules === 2 ? readText : readIdentifier)(firstOf(cell));
  if (field === 'external_id' && ids === 'as-is') return readText(cell);
  const read = fieldReaders[field](cell);
  return field !== 'phonenumber' || phoneReader === undefined || isFlawed(read)
    ? read
    : phoneReader(read.value);
}

/** Google joins several values of one cell with " ::: "; the first is the primary one. */
function firstOf(cell: Cell): Cell {
  return typeof cell === 'string' && cell.includes(' ::: ') ? cell.slice(0, cell.indexOf(' ::: ')) : cell;
}

function isListed(target: Column['target']): boolean {
  return target.kind === 'field' && (target.field === 'email' || target.field === 'phonenumber');
}

function ragged({ line, cells }: Row, expected: number): Checked {
  const message = `expected ${expected} cells, found ${cells.length}`;
  return { ...newMaking(line), flaws: [{ line, column: undefined, code: 'ragged', message }] };
}

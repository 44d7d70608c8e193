import type { AttributeType } from '../../api/attrs.js';
import type { AttributeValue, ContactDraft, StripeAccount } from '../../api/contacts.js';
import { type Column, columnName } from '../columns/target.js';
import type { Cell, Flaw, Row } from '../reading/row.js';
import { type AttributeRules, attributeValue } from './attribute-value.js';
import { type CellKind, kindOf } from './cell-kind.js';
import { type CellChange, type Cleaned, type CleaningRules, cleaned } from './cleaned.js';
import { damageIn } from './damage.js';
import type { PhoneReader } from './e164.js';
import type { FindAddress } from './known-address.js';
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

export type Checked = {
  /** What would be sent; meaningless when there are flaws. */
  readonly draft: ContactDraft;
  readonly flaws: readonly Flaw[];
  /** How many values had leading or trailing whitespace. */
  readonly trimmed: number;
  /** How many additional phone numbers were left out because an earlier column has one. */
  readonly spareNumbers: number;
  /** How many values had an apostrophe stripped that was only added for a spreadsheet. */
  readonly unescaped: number;
  /** How many cells contained several values, of which the first is used. */
  readonly shortened: number;
  /** True when a cell contains U+FFFD, the mark of text that was lost before cbase read it. */
  readonly isDamaged: boolean;
  /** True when the id was derived from the email address. */
  readonly isDerived: boolean;
  /** The id of the contact that has the email address of the row (--key email). */
  readonly matchedId: string | undefined;
  /** What was changed in cells, beyond trimming. */
  readonly changes: readonly { readonly column: string; readonly change: CellChange }[];
  /** Cells with a word for nothing that no flag decided about. */
  readonly undecided: readonly { readonly column: string; readonly word: string }[];
  /** True when the name is joined from parts and the first or the last one is blank or has no column. */
  readonly isNamePartial: boolean;
};

type Filled = Exclude<Column['target'], { readonly kind: 'left-out' | 'unknown' }>;

type Draft = { -readonly [K in keyof ContactDraft]: ContactDraft[K] } & {
  attributes: Map<string, AttributeValue>;
};

/** Derives an id from an email address (--derive-ids). */
export type DeriveId = (email: string) => string;

/** How cells become values. */
export type RowRules = CleaningRules &
  AttributeRules & {
    readonly blank: 'keep' | 'clear';
    /** Whether ids are checked for damage by spreadsheets and for invisible characters. */
    readonly ids?: 'check' | 'as-is';
    /** Reads phone numbers (--phone e164=REGION). */
    readonly readPhone?: PhoneReader | undefined;
    readonly deriveId?: DeriveId | undefined;
    readonly findAddress?: FindAddress | undefined;
  };

type Lists = 'flaws' | 'changes' | 'undecided';

/** A contact while it is built from the cells of a row. */
type Making = { -readonly [K in Exclude<keyof Checked, Lists | 'draft'>]: Checked[K] } & {
  readonly [K in Lists]: Checked[K][number][];
} & {
  readonly line: number;
  readonly draft: Draft;
  readonly nameParts: string[];
  /** Additional phone numbers, by rank. */
  readonly spares: string[];
  /** True when part of the name is blank and blank cells clear values. */
  clearsName: boolean;
};

/** Checks one row against the column plan: the contact it describes, or everything that is wrong with it. */
export function checkRow(row: Row, columns: readonly Column[], reading: RowRules): Checked {
  if (row.cells.length !== columns.length) return ragged(row, columns.length);
  const making = newMaking(row.line);
  for (const column of columns) takeCell(making, column, row.cells[column.index], reading);
  takeSpares(making);
  if (making.nameParts.length > 0) {
    const [first = '', , last = ''] = making.nameParts;
    making.isNamePartial = reading.rules === 2 && reading.blank === 'keep' && (first === '' || last === '');
    making.draft.name = composedName(making.nameParts);
  } else if (making.clearsName) making.draft.name ??= null;
  if (columns.some(({ target }) => target.kind === 'stripe' && target.withEmail)) withStripeEmail(making);
  findContact(making, row.ordinal, columns, reading);
  deriveId(making, reading);
  if (making.draft.externalId === undefined && making.flaws.length === 0)
    making.flaws.push(withoutId(row, columns, making, reading));
  return making;
}

function newMaking(line: number): Making {
  return {
    line,
    draft: { attributes: new Map() },
    flaws: [],
    nameParts: [],
    spares: [],
    clearsName: false,
    trimmed: 0,
    unescaped: 0,
    shortened: 0,
    spareNumbers: 0,
    isDamaged: false,
    isDerived: false,
    matchedId: undefined,
    changes: [],
    undecided: [],
    isNamePartial: false,
  };
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
      placeStripe(making.draft, good(making, header, readStripe(cell)));
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

/** Puts a value where it belongs; `undefined` for a cell that has a flaw. */
function put(making: Making, target: Filled, value: AttributeValue | undefined): void {
  const { draft } = making;
  if (target.kind === 'attribute') {
    if (value !== undefined) draft.attributes.set(target.attribute.name, value);
    return;
  }
  // All but attributes are text.
  const text = value as string | undefined;
  if (target.kind === 'field') place(draft, target.field, text);
  else if (target.kind === 'spare-phone') making.spares[target.rank] = text ?? '';
  else if (target.kind === 'name-part') making.nameParts[partOrder[target.part]] = text ?? '';
}

/** A value of an attribute that is sent in another form than it was written. */
function rewritingOf(cell: Cell, value: AttributeValue, type: AttributeType): CellChange | undefined {
  if (type === 'date') return value === String(cell).trim() ? undefined : 'date';
  return type === 'text' && typeof cell !== 'string' ? 'asText' : undefined;
}

/** The value; anything wrong with it is added to the flaws. */
function good<T>({ flaws, line }: Making, header: string, value: Read<T>): T | undefined {
  if (!isFlawed(value)) return value.value;
  flaws.push({ line, column: header, code: value.code, message: `"${header}": ${value.message}` });
  return undefined;
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

/** Takes the first phone number that is present, and counts the others. */
function takeSpares(making: Making): void {
  const numbers = making.spares.filter((number) => number);
  if (numbers.length === 0) return;
  const { draft } = making;
  if (typeof draft.phonenumber !== 'string') draft.phonenumber = numbers.shift() ?? null;
  making.spareNumbers += numbers.length;
}

/** With --key email, the address says which contact it is, and an id in the file is for contacts that do not exist yet. */
function findContact(
  making: Making,
  ordinal: number,
  columns: readonly Column[],
  { findAddress }: RowRules,
): void {
  const { draft, flaws, line } = making;
  if (findAddress === undefined || typeof draft.email !== 'string') return;
  const known = findAddress(draft.email, ordinal);
  if (typeof known === 'object') {
    draft.externalId = known.id;
    making.matchedId = known.id;
  } else if (known !== undefined)
    flaws.push({
      line,
      column: columns.find(({ target }) => target.kind === 'field' && target.field === 'email')?.header,
      code: 'ambiguous_email',
      message:
        known === 'several'
          ? 'several contacts have this email address'
          : 'the contact with this email address has no external_id to update it by',
    });
}

function deriveId(making: Making, { deriveId: idOf }: RowRules): void {
  const { draft } = making;
  making.isDerived = draft.externalId === undefined && idOf !== undefined && typeof draft.email === 'string';
  if (making.isDerived && idOf !== undefined) draft.externalId = idOf(draft.email ?? '');
}

/** What `--blank clear` does with a blank cell; an id cannot be cleared. */
function clear(making: Making, target: Filled): void {
  const { draft } = making;
  if (target.kind === 'name-part') making.clearsName = true;
  if (target.kind === 'attribute') draft.attributes.set(target.attribute.name, null);
  else if (target.kind === 'stripe') draft.stripeAccounts = [];
  else if (target.kind === 'field' && target.field !== 'external_id') draft[target.field] ??= null;
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

const partOrder = { first: 0, middle: 1, last: 2 } as const;

/** Google joins several values of one cell with " ::: "; the first is the primary one. */
function firstOf(cell: Cell): Cell {
  return typeof cell === 'string' && cell.includes(' ::: ') ? cell.slice(0, cell.indexOf(' ::: ')) : cell;
}

function isListed(target: Column['target']): boolean {
  return target.kind === 'field' && (target.field === 'email' || target.field === 'phonenumber');
}

function place(draft: Draft, field: keyof typeof fieldReaders, value: string | undefined): void {
  if (value === undefined) return;
  if (field === 'external_id') draft.externalId = value;
  else draft[field] = value;
}

function placeStripe(draft: Draft, accounts: readonly StripeAccount[] | undefined): void {
  if (accounts !== undefined) draft.stripeAccounts = accounts;
}

/** Stripe's own export includes the email address of its customer. */
function withStripeEmail({ draft }: Making): void {
  const [account] = draft.stripeAccounts ?? [];
  if (account !== undefined && draft.stripeAccounts?.length === 1 && typeof draft.email === 'string')
    draft.stripeAccounts = [{ stripeEmail: draft.email, ...account }];
}

const eastAsian = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]+$/u;

/** First, middle, last; family name first and without a space where all parts are Chinese, Japanese or Korean. */
function composedName(parts: readonly string[]): string {
  const filled = [0, 1, 2].map((i) => parts[i] ?? '').filter((part) => part !== '');
  return filled.length > 1 && filled.every((part) => eastAsian.test(part))
    ? filled.reverse().join('')
    : filled.join(' ');
}

function ragged({ line, cells }: Row, expected: number): Checked {
  const message = `expected ${expected} cells, found ${cells.length}`;
  return { ...newMaking(line), flaws: [{ line, column: undefined, code: 'ragged', message }] };
}

function withoutId(
  row: Row,
  columns: readonly Column[],
  { draft }: Pick<Making, 'draft'>,
  { findAddress }: RowRules,
): Flaw {
  if (findAddress !== undefined && typeof draft.email === 'string')
    return {
      line: row.line,
      column: undefined,
      code: 'unknown_email',
      message:
        'no contact has this email address, and there is no id to create one with; derive ids with --derive-ids',
    };
  const column = columns.find(
    ({ target }) => target.kind === 'field' && target.field === 'external_id',
  )?.header;
  return {
    line: row.line,
    column,
    code: 'no_id',
    message:
      column === undefined
        ? `there is no email address to ${findAddress === undefined ? 'derive an id from' : 'find the contact by'}`
        : `"${column}" is empty, but every contact needs an id of your own (external_id)`,
  };
}

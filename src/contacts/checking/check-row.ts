import type { AttributeValue, ContactDraft, StripeAccount } from '../../api/contacts.js';
import { unguardedCell } from '../../inert/formula.js';
import type { Column } from '../columns/planning.js';
import type { Cell, Flaw, Row } from '../reading/row.js';
import {
  isBlankCell,
  isFlawed,
  type Read,
  readAttribute,
  readEmail,
  readIdentifier,
  readPhone,
  readStripe,
  readText,
  trimmed,
} from './values.js';

export type Checked = {
  /** What would be sent; without meaning when there are flaws. */
  readonly draft: ContactDraft;
  readonly flaws: readonly Flaw[];
  /** How many values lost outer blanks. */
  readonly trimmed: number;
  /** How many values lost an apostrophe that only stood there for a spreadsheet. */
  readonly unescaped: number;
  /** How many cells held several values, of which the first is taken. */
  readonly shortened: number;
  /** True when a cell holds U+FFFD, which stands for text that was lost before it came here. */
  readonly isDamaged: boolean;
  /** True when the id was made of the e-mail address. */
  readonly isDerived: boolean;
};

type Draft = { -readonly [K in keyof ContactDraft]: ContactDraft[K] } & {
  attributes: Map<string, AttributeValue>;
};

/** Makes an id of an e-mail address, where the user wants that. */
export type DeriveId = (email: string) => string;

/** How cells are read. */
export type Reading = {
  readonly trim: boolean;
  readonly unescape: boolean;
  readonly blank: 'keep' | 'clear';
  readonly deriveId?: DeriveId | undefined;
};

/** One row against the column plan: the contact it stands for, or everything that is wrong with it. */
export function checkRow(row: Row, columns: readonly Column[], reading: Reading): Checked {
  if (row.cells.length !== columns.length) return ragged(row, columns.length);
  const { deriveId } = reading;
  const flaws: Flaw[] = [];
  const draft: Draft = { attributes: new Map() };
  const nameParts: string[] = [];
  let trims = 0;
  let unescaped = 0;
  let shortened = 0;
  let isDamaged = false;
  for (const { index, header, target } of columns) {
    const written = row.cells[index];
    if (target.kind === 'left-out' || target.kind === 'unknown') continue;
    if (isBlankCell(written)) {
      if (reading.blank === 'clear') clear(draft, target);
      continue;
    }
    const bare = reading.trim ? trimmed(written) : written;
    const cell = reading.unescape ? unescapedCell(bare) : bare;
    const read = <T>(value: Read<T>): T | undefined => {
      if (!isFlawed(value)) return value.value;
      flaws.push({
        line: row.line,
        column: header,
        code: value.code,
        message: `"${header}": ${value.message}`,
      });
      return undefined;
    };
    if (bare !== written) trims++;
    if (cell !== bare) unescaped++;
    if (typeof cell === 'string' && cell.includes('\ufffd')) isDamaged = true;
    if (isListed(target) && firstOf(cell) !== cell) shortened++;
    switch (target.kind) {
      case 'field':
        place(draft, target.field, read(fieldReaders[target.field](cell)));
        break;
      case 'name-part':
        nameParts[partOrder[target.part]] = read(readText(cell)) ?? '';
        break;
      case 'stripe':
        placeStripe(draft, read(readStripe(cell)));
        break;
      case 'attribute': {
        const value = read(readAttribute(cell, target.attribute.type));
        if (value !== undefined) draft.attributes.set(target.attribute.name, value);
      }
    }
  }
  if (nameParts.length > 0) draft.name = composedName(nameParts);
  const isDerived =
    draft.externalId === undefined && deriveId !== undefined && typeof draft.email === 'string';
  if (isDerived) draft.externalId = deriveId(draft.email ?? '');
  if (draft.externalId === undefined && flaws.length === 0) flaws.push(withoutId(row, columns));
  return { draft, flaws, trimmed: trims, unescaped, shortened, isDamaged, isDerived };
}

/** A guard against formulas, or the apostrophe that keeps a number text. */
function unescapedCell(cell: Cell): Cell {
  return typeof cell === 'string' ? unguardedCell(cell).replace(/^'(?=\+?\d[\d ]*$)/, '') : cell;
}

/** What `--blank clear` makes of a blank cell; an id cannot be cleared. */
function clear(draft: Draft, target: Column['target']): void {
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

const eastAsian = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]+$/u;

/** First, middle, last; family name first and without a blank where all parts are Chinese, Japanese or Korean. */
function composedName(parts: readonly string[]): string {
  const filled = [0, 1, 2].map((i) => parts[i] ?? '').filter((part) => part !== '');
  return filled.length > 1 && filled.every((part) => eastAsian.test(part))
    ? filled.reverse().join('')
    : filled.join(' ');
}

function ragged(row: Row, expected: number): Checked {
  const message = `expected ${expected} cells, found ${row.cells.length}`;
  return {
    draft: {},
    trimmed: 0,
    unescaped: 0,
    shortened: 0,
    isDamaged: false,
    isDerived: false,
    flaws: [{ line: row.line, column: undefined, code: 'ragged', message }],
  };
}

function withoutId(row: Row, columns: readonly Column[]): Flaw {
  const column = columns.find(
    ({ target }) => target.kind === 'field' && target.field === 'external_id',
  )?.header;
  return {
    line: row.line,
    column,
    code: 'no_id',
    message:
      column === undefined
        ? 'there is no e-mail address to make an id of'
        : `"${column}" is empty, and a contact needs an id of yours`,
  };
}

import type { AttributeValue, ContactDraft, StripeAccount } from '../../api/contacts.js';
import type { Column } from '../columns/target.js';
import type { Flaw } from '../reading/row.js';
import type { CellChange } from './cleaned.js';
import { isFlawed, type Read } from './values.js';

/** What a row says: the contact it describes, or everything that is wrong with it. */
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

/** What becomes of a column whose cells are imported. */
export type Filled = Exclude<Column['target'], { readonly kind: 'left-out' | 'unknown' }>;

type Draft = { -readonly [K in keyof ContactDraft]: ContactDraft[K] } & {
  attributes: Map<string, AttributeValue>;
};

type Field = 'external_id' | 'name' | 'email' | 'phonenumber';

type Lists = 'flaws' | 'changes' | 'undecided';

/** A contact while it is built from the cells of a row. */
export type Making = { -readonly [K in Exclude<keyof Checked, Lists | 'draft'>]: Checked[K] } & {
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

/** A contact before the first cell. */
export function newMaking(line: number): Making {
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

const partOrder = { first: 0, middle: 1, last: 2 } as const;

/** Puts a value where it belongs; `undefined` for a cell that has a flaw. */
export function put(making: Making, target: Filled, value: AttributeValue | undefined): void {
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

function place(draft: Draft, field: Field, value: string | undefined): void {
  if (value === undefined) return;
  if (field === 'external_id') draft.externalId = value;
  else draft[field] = value;
}

/** Takes the accounts of a cell. */
export function placeStripe({ draft }: Making, accounts: readonly StripeAccount[] | undefined): void {
  if (accounts !== undefined) draft.stripeAccounts = accounts;
}

/** What `--blank clear` does with a blank cell; an id cannot be cleared. */
export function clear(making: Making, target: Filled): void {
  const { draft } = making;
  if (target.kind === 'name-part') making.clearsName = true;
  if (target.kind === 'attribute') draft.attributes.set(target.attribute.name, null);
  else if (target.kind === 'stripe') draft.stripeAccounts = [];
  else if (target.kind === 'field' && target.field !== 'external_id') draft[target.field] ??= null;
}

/** The value; anything wrong with it is added to the flaws. */
export function good<T>({ flaws, line }: Making, header: string, value: Read<T>): T | undefined {
  if (!isFlawed(value)) return value.value;
  flaws.push({ line, column: header, code: value.code, message: `"${header}": ${value.message}` });
  return undefined;
}

/** Takes the first phone number that is present, and counts the others. */
export function takeSpares(making: Making): void {
  const numbers = making.spares.filter((number) => number);
  if (numbers.length === 0) return;
  const { draft } = making;
  if (typeof draft.phonenumber !== 'string') draft.phonenumber = numbers.shift() ?? null;
  making.spareNumbers += numbers.length;
}

/** Stripe's own export includes the email address of its customer. */
export function withStripeEmail({ draft }: Making): void {
  const [account] = draft.stripeAccounts ?? [];
  if (account !== undefined && draft.stripeAccounts?.length === 1 && typeof draft.email === 'string')
    draft.stripeAccounts = [{ stripeEmail: draft.email, ...account }];
}

/** Joins the parts of the name, once all cells were taken. */
export function takeName(
  making: Making,
  { rules, blank }: { readonly rules?: number | undefined; readonly blank: string },
): void {
  const { draft, nameParts, clearsName } = making;
  if (nameParts.length > 0) {
    const [first = '', , last = ''] = nameParts;
    making.isNamePartial = rules === 2 && blank === 'keep' && (first === '' || last === '');
    draft.name = composedName(nameParts);
  } else if (clearsName) draft.name ??= null;
}

const eastAsian = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]+$/u;

/** First, middle, last; family name first and without a space where all parts are Chinese, Japanese or Korean. */
function composedName(parts: readonly string[]): string {
  const filled = [0, 1, 2].map((i) => parts[i] ?? '').filter((part) => part !== '');
  return filled.length > 1 && filled.every((part) => eastAsian.test(part))
    ? filled.reverse().join('')
    : filled.join(' ');
}

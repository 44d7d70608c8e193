import { createHmac } from 'node:crypto';
import { isObject, type JsonObject } from '../../base/json.js';

export const redactions = ['email', 'phone', 'name'] as const;
export type Redaction = (typeof redactions)[number];

/** Patterns for field names, by the kind of value: the names that leads, contacts, forms and conversations use. */
const fieldNames: readonly (readonly [Redaction, RegExp])[] = [
  ['email', /^(customer[_ ]?)?(e-?)?mail([_ ]?address)?$|^stripe_email$/i],
  ['phone', /^(customer[_ ]?)?(your[_ ])?(phone|tel|mobile|phone[_ ]?number|telephone|number)$/i],
  [
    'name',
    /^(customer[_ ]?|first[_ ]?|last[_ ]?|full[_ ]?|display[_ ]?|given[_ ]?|contact[_ ]?|user[_ ]?|your[_ ]|sur[_ ]?|nick[_ ]?|family[_ ]?)?name$|^customer$/i,
  ],
];

/**
 * The same object without personal data: in fields with matching names, and wherever an email address or phone number occurs
 * in text. With the same key, the same value always maps to the same token, so files can still be joined. A name is redacted
 * in text only if the object itself has it in a name field. Ids stay, except for a phone number of the same object in them.
 */
export function redactor(kinds: readonly Redaction[], key: string): (raw: JsonObject) => JsonObject {
  const wanted = new Set(kinds);
  return (raw) => {
    const hide: Hide = {
      wanted,
      word: (kind, value) => hashed(kind, value, key),
      names: wanted.has('name') ? valuesOf('name', raw).filter(isTelling) : [],
      phones: wanted.has('phone') ? valuesOf('phone', raw, 'customer').map(digitsOf).filter(isLong) : [],
    };
    return redactedObject(raw, hide);
  };
}

/** What to redact in one object, and how. */
type Hide = {
  readonly wanted: ReadonlySet<Redaction>;
  readonly word: (kind: Redaction, value: string) => string;
  /** The names and the digits of phone numbers found in the fields of the object. */
  readonly names: readonly string[];
  readonly phones: readonly string[];
};

function redactedObject(raw: JsonObject, hide: Hide): JsonObject {
  const asked = askedIn(raw);
  const hidden = (name: string, value: unknown) => {
    if (name === asked?.label) return hiddenField('', value, hide);
    return hiddenField(asked !== undefined && isAnswer(name) ? asked.name : name, value, hide);
  };
  return Object.fromEntries(
    Object.entries(raw).map(([name, value]) => [hiddenText(name, hide), hidden(name, value)]),
  );
}

/** The fields in which forms name what they ask for, beside a field with the answer: `{label: 'Full name', value: …}`. */
const labels = ['label', 'name', 'key', 'field', 'title', 'question', 'type'];

function isAnswer(name: string): boolean {
  return name === 'value' || name === 'answer';
}

/** What a pair of a label and an answer asks for, as the name of a field; `undefined` for other objects. */
function askedIn(raw: JsonObject): { readonly label: string; readonly name: string } | undefined {
  if (!Object.keys(raw).some(isAnswer)) return undefined;
  for (const label of labels) {
    const text = raw[label];
    const name = typeof text === 'string' ? text.replace(/[\s:*?]+$/, '').trim() : '';
    if (fieldNames.some(([, pattern]) => pattern.test(name))) return { label, name };
  }
  return undefined;
}

function hiddenField(name: string, value: unknown, hide: Hide): unknown {
  const kind = fieldNames.find(([, pattern]) => pattern.test(name))?.[0];
  if (kind !== undefined && hide.wanted.has(kind) && isScalar(value) && value !== '')
    return hide.word(kind, String(value));
  if (Array.isArray(value)) return value.map((one) => hiddenField(name, one, hide));
  if (isObject(value)) return redactedObject(value, hide);
  return isScalar(value) ? hiddenScalar(name, value, hide) : value;
}

function hiddenScalar(name: string, value: string | number, hide: Hide): string | number {
  if (isId(name)) return hiddenId(value, hide);
  if (isMoment(name, value)) return value;
  const hidden = hiddenText(String(value), hide);
  return hidden === String(value) ? value : hidden;
}

function isScalar(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}

function isId(name: string): boolean {
  return /^(uu)?id$|_id$|I[dD]$/.test(name);
}

/** The digits of a date, a timestamp or a score are not a phone number. */
function isMoment(name: string, value: string | number): boolean {
  if (/^(min_)?score$|^index$/.test(name)) return true;
  return (
    (/(_at|At)$/.test(name) || /(timestamp|date|time)$/i.test(name)) &&
    (typeof value === 'number' || /^\d{4}-\d{2}/.test(value))
  );
}

/** Some channels use phone numbers in ids: `wa_12025550111_1`. */
function hiddenId(id: string | number, { wanted, phones, word }: Hide): string | number {
  const text = String(id);
  if (wanted.has('email') && isAddress.test(text)) return word('email', text);
  const found = phones.find((digits) => text.includes(digits));
  return found === undefined ? id : text.replaceAll(found, word('phone', found));
}

/** The values of all fields of one kind, at any depth, the longest first. */
function valuesOf(kind: Redaction, value: unknown, also?: string): readonly string[] {
  const [, pattern] = fieldNames.find(([one]) => one === kind) ?? [];
  const found = new Set<string>();
  const look = (inside: unknown, isWanted: boolean): void => {
    if (isScalar(inside)) {
      if (isWanted) found.add(String(inside).trim());
    } else if (Array.isArray(inside)) {
      for (const one of inside) look(one, isWanted);
    } else if (isObject(inside)) {
      const asked = askedIn(inside);
      for (const [field, held] of Object.entries(inside)) {
        if (field === asked?.label) continue;
        const name = asked !== undefined && isAnswer(field) ? asked.name : field;
        look(held, pattern?.test(name) === true || name === also);
      }
    }
  };
  look(value, false);
  return [...found].sort((one, other) => other.length - one.length);
}

/** As it is written, and as it is in the query of a link. */
const address = String.raw`[\p{L}\p{N}._%+'-]{1,64}(?:@|%40)[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,8}`;
/** Seven or more digits with the usual separators, not inside a word. */
const isAddress = new RegExp(`^${address}$`, 'iu');
const number = String.raw`(?<![\p{L}\p{N}])\+?\(?\p{Nd}(?:[\s()./\u00a0\u2010-\u2015-]{0,3}\p{Nd}){6,17}(?![\p{L}\p{N}])`;

/** Replaces everything in a single pass, so that inserted tokens are never matched again. */
function hiddenText(text: string, { wanted, names, word }: Hide): string {
  const parts = [
    ...(wanted.has('email') ? [`(?<email>${address})`] : []),
    ...(names.length > 0 ? [`(?<name>${names.map(nameInText).join('|')})`] : []),
    ...(wanted.has('phone') ? [`(?<phone>${number})`] : []),
  ];
  if (parts.length === 0) return text;
  return text.replace(new RegExp(parts.join('|'), 'giu'), (...found) => {
    const groups = found.at(-1) as Partial<Record<Redaction, string>>;
    const kind = redactions.find((one) => groups[one] !== undefined) ?? 'name';
    return word(kind, groups[kind] ?? '');
  });
}

/** Scripts that put no blank between words, or that join endings to a name. */
const unspaced = /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Hang}\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}]/u;

/** Whether a name is long enough to be looked for in text: in most scripts, two letters are a word of another meaning. */
function isTelling(name: string): boolean {
  return name.length > (unspaced.test(name) ? 1 : 2);
}

/** A name is a word of its own, where its script has such words. */
function nameInText(name: string): string {
  const text = literally(name);
  return unspaced.test(name) ? text : `(?<![\\p{L}\\p{N}])${text}(?![\\p{L}\\p{N}])`;
}

function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}

function digitsOf(text: string): string {
  return text.replace(/\P{Nd}/gu, '');
}

function isLong(digits: string): boolean {
  return digits.length > 6;
}

/** The token of a value. The same email address or phone number gives the same token, however it is formatted. */
function hashed(kind: Redaction, value: string, key: string): string {
  const text = kind === 'email' ? value.replace(/%40/i, '@') : value;
  const plain = kind === 'phone' && isLong(digitsOf(text)) ? digitsOf(text) : text.trim().toLowerCase();
  return `${kind}-${createHmac('sha256', key).update(`${kind} ${plain}`).digest('hex').slice(0, 16)}`;
}

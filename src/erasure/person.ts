import { isLikeEmail, isLikePhone, isSameEmail, isSamePhone } from '../base/address.js';
import { isObject } from '../base/json.js';

/** The ids and addresses by which a person is known. */
export type Person = {
  readonly ids: readonly string[];
  readonly emails: readonly string[];
  readonly phones: readonly string[];
};

/** A contact, as far as it tells who someone is. */
export type Identified = {
  readonly id?: string | undefined;
  readonly externalId?: string | undefined;
  readonly email?: string | undefined;
  readonly phonenumber?: string | undefined;
};

/** The person that an email address, a telephone number or an id names. */
export function personNamed(named: string): Person {
  return {
    ids: [named],
    emails: isLikeEmail(named) ? [named] : [],
    phones: isLikePhone(named) ? [named] : [],
  };
}

/** Whether a contact has the id or the address that was named. */
export function isContactOf(contact: Identified, { ids, emails, phones }: Person): boolean {
  const { id, externalId, email, phonenumber } = contact;
  return (
    ids.some((one) => one === id || one === externalId) ||
    (email !== undefined && emails.some((one) => isSameEmail(one, email))) ||
    (phonenumber !== undefined && phones.some((one) => isSamePhone(one, phonenumber)))
  );
}

/** The person with all that their contacts tell: an address in a contact leads to leads and conversations with it. */
export function personWith(person: Person, contacts: readonly Identified[]): Person {
  const all = (own: readonly string[], more: readonly (string | undefined)[]) =>
    [...new Set([...own, ...more.filter((one) => one !== undefined && one !== '')])] as readonly string[];
  return {
    ids: all(
      person.ids,
      contacts.flatMap(({ id, externalId }) => [id, externalId]),
    ),
    emails: all(
      person.emails,
      contacts.map(({ email }) => email),
    ),
    phones: all(
      person.phones,
      contacts.map(({ phonenumber }) => phonenumber),
    ),
  };
}

/** Where in an object a person occurs: as a whole value of a field, or within a text. */
export type Trace = 'field' | 'text';

/** Finds a person in objects of any shape. Ids count only as whole values: a short one occurs in texts by chance. */
export function traceOf({ ids, emails, phones }: Person): (value: unknown) => Trace | undefined {
  const wholes = new Set(ids);
  const isWhole = (text: string) =>
    wholes.has(text) ||
    emails.some((one) => isSameEmail(one, text)) ||
    (isLikePhone(text) && phones.some((one) => isSamePhone(one, text) || isSamePhone(one, `+${text}`)));
  const addresses = emails.map((email) => email.trim().normalize('NFC').toLowerCase());
  const numbers = phones
    .map((phone) => phone.replace(/\D/g, '').replace(/^0+/, ''))
    .filter((digits) => digits.length >= 6);
  const isWithin = (sent: string) => {
    const text = sent.replace(/%[2-7][0-9a-f]/gi, (code) =>
      String.fromCharCode(Number.parseInt(code.slice(1), 16)),
    );
    const lower = addresses.length === 0 ? '' : text.normalize('NFC').toLowerCase();
    if (addresses.some((address) => hasWord(lower, address))) return true;
    // Digits, however they are grouped.
    const digitsOfText = text.replace(/\(0\)/g, '').replace(/[\s().\-/\u2010-\u2015]/g, '');
    if (numbers.some((digits) => digitsOfText.includes(digits))) return true;
    return numbers.length > 0 && (text.match(national) ?? []).some((one) => isEndOf(one, numbers));
  };
  return function trace(value: unknown): Trace | undefined {
    if (typeof value === 'string') return isWhole(value) ? 'field' : isWithin(value) ? 'text' : undefined;
    if (typeof value === 'number') return trace(String(value));
    const parts = Array.isArray(value) ? value : isObject(value) ? Object.values(value) : [];
    const traces = parts.map(trace);
    if (isObject(value) && Object.keys(value).some(isWithin)) traces.push('text');
    return traces.find((one) => one === 'field') ?? traces.find((one) => one !== undefined);
  };
}

/** A telephone number in a text, which may lack its country code. */
const national = /(?<![\p{L}\p{Nd}])\+?\d(?:[\s().\-/\u2010-\u2015]{0,2}\d){7,17}(?![\p{L}\p{Nd}])/gu;

/** Whether a number is the end of one of these, as people leave out the country code; with fewer digits it could be by chance. */
function isEndOf(number: string, numbers: readonly string[]): boolean {
  const digits = number.replace(/\D/g, '').replace(/^0+/, '');
  return digits.length >= 8 && numbers.some((one) => one.endsWith(digits));
}

/** An address that is not the end or the beginning of a longer one: `ann@x.org` is not in `joann@x.org`. */
function hasWord(text: string, address: string): boolean {
  const isPart = (character: string | undefined) =>
    character !== undefined && /[\p{L}\p{N}._%+-]/u.test(character);
  for (let at = text.indexOf(address); at !== -1; at = text.indexOf(address, at + 1)) {
    const after = text.slice(at + address.length, at + address.length + 2);
    // A full stop may end a sentence.
    if (!isPart(text[at - 1]) && !/^[\p{L}\p{N}_%+-]|^\.[\p{L}\p{N}]/u.test(after)) return true;
  }
  return false;
}

/** An id or an address as a receipt may show it: enough to recognize it, not enough to reach anybody. */
export function masked(text: string): string {
  const [, first, domain] = /^(.)[^@]*(@.+)$/u.exec(text.trim()) ?? [];
  if (first !== undefined) return `${first}…${domain}`;
  return isLikePhone(text) ? `…${text.replace(/\D/g, '').slice(-2)}` : text;
}

import type { AttributeValue, Contact, ContactDraft } from '../../api/contacts.js';
import { hashes } from '../../base/hash.js';
import { comparable } from '../../base/stored-value.js';
import { attributePrefix, heldValue, valueText } from './compared.js';

/**
 * A 64-bit hash per row of what it would store in a contact, so that an update can detect "nothing to do" without the row
 * in memory. Only the fields that a row sets are compared.
 */
export class Fingerprints {
  #words: number;
  #table: Uint32Array;

  /** `names` are the fields and attributes that any row may set. */
  constructor(
    readonly names: readonly string[],
    readonly seed: number,
  ) {
    this.#words = Math.ceil(names.length / 32) + 2;
    this.#table = new Uint32Array(this.#words * 1024);
  }

  note(ordinal: number, draft: ContactDraft): void {
    const at = ordinal * this.#words;
    this.#reserve(at + this.#words);
    const filled = this.names.map((name) => valueIn(draft, name));
    filled.forEach((value, i) => {
      if (value !== undefined)
        this.#table[at + 2 + (i >> 5)] = (this.#table[at + 2 + (i >> 5)] ?? 0) | (1 << (i & 31));
    });
    [this.#table[at], this.#table[at + 1]] = this.#hashes(filled);
  }

  /** True when the row sets this field, be it to no value. */
  sets(ordinal: number, name: string): boolean {
    const i = this.names.indexOf(name);
    return i >= 0 && (((this.#table[ordinal * this.#words + 2 + (i >> 5)] ?? 0) >>> (i & 31)) & 1) === 1;
  }

  /** True when the contact already holds everything the row sets. */
  isUnchanged(ordinal: number, contact: Contact): boolean {
    const at = ordinal * this.#words;
    const held = this.names.map((name, i) => {
      const isFilled = ((this.#table[at + 2 + (i >> 5)] ?? 0) >>> (i & 31)) & 1;
      return isFilled ? valueText(name, heldValue(contact, name)) : undefined;
    });
    const [first, second] = this.#hashes(held);
    return this.#table[at] === first && this.#table[at + 1] === second;
  }

  #hashes(values: readonly (string | undefined)[]): readonly [number, number] {
    const text = values.map((value, i) => (value === undefined ? '' : `${i}\u0000${value}\u0001`)).join('');
    return hashes(text, this.seed, this.seed ^ 0x9e3779b9);
  }

  #reserve(length: number): void {
    if (length <= this.#table.length) return;
    const larger = new Uint32Array(Math.max(length, this.#table.length * 2));
    larger.set(this.#table);
    this.#table = larger;
  }
}

/** The name under which a mapped attribute is compared. */
export function attributeField(name: string): string {
  return attributePrefix + name;
}

function valueIn(draft: ContactDraft, name: string): string | undefined {
  if (name.startsWith(attributePrefix))
    return comparableOrNothing(draft.attributes?.get(name.slice(attributePrefix.length)));
  if (name === 'stripe_accounts')
    return (
      draft.stripeAccounts &&
      JSON.stringify(
        draft.stripeAccounts.map(({ label, stripeId, stripeEmail }) => [
          label,
          stripeId ?? '',
          stripeEmail ?? '',
        ]),
      )
    );
  return nothingCleared(draft[name as 'name' | 'email' | 'phonenumber']);
}

/** A value to be cleared is compared like any other: as an empty value that is set. */
function nothingCleared(value: string | null | undefined): string | undefined {
  return value === null ? '' : value;
}

function comparableOrNothing(value: AttributeValue | undefined): string | undefined {
  return value === undefined ? undefined : value === null ? '' : comparable(value);
}

import type { Contact } from '../../api/contacts.js';
import { hashes } from '../../base/hash.js';
import { heldValue, valueText } from '../checking/compared.js';
import { RowSet } from './row-set.js';

/** Why a row of a plan is left alone, in words. */
export const leftAloneWords = {
  changed_since_plan: 'the contact changed after the plan was made, and was left alone',
  not_in_plan:
    'the plan does nothing about this row: it was rejected, or its contact agreed with it, when the plan was made',
  exists_now: 'the contact was created by someone else after the plan was made, and was left alone',
  gone_since_plan: 'the contact was deleted after the plan was made, and was not created again',
} as const;
export type LeftAlone = keyof typeof leftAloneWords;

/** What a plan does with one row: the contact as it was when the plan was made, in the fields that the update changes. */
export type PlannedUpdate = {
  readonly id: string | undefined;
  readonly updatedAt: number | undefined;
  /** The values that the update replaces, by field. */
  readonly before: Readonly<Record<string, unknown>>;
};

type Expected = { readonly mark: number; readonly fields: readonly string[] };

/**
 * The rows that a plan creates and updates: an import that has them sends nothing else. What it holds of a contact is a hash,
 * so that a large plan takes little memory.
 */
export class PlannedRows {
  readonly #creates = new RowSet();
  readonly #updates = new Map<number, Expected>();
  readonly #fieldLists = new Map<string, readonly string[]>();

  addCreate(row: number): void {
    this.#creates.add(row);
  }

  addUpdate(row: number, { id, updatedAt, before }: PlannedUpdate): void {
    const fields = this.#listOf(Object.keys(before));
    const texts = fields.map((field) => valueText(field, before[field]));
    this.#updates.set(row, { mark: markOf(id, updatedAt, texts), fields });
  }

  mayCreate(row: number): boolean {
    return this.#creates.has(row);
  }

  /** Why the contact that a row would update must be left alone; `undefined` if it is the one of the plan, and unchanged. */
  whyNotUpdate(row: number, contact: Contact): LeftAlone | undefined {
    const expected = this.#updates.get(row);
    if (expected === undefined) return this.#creates.has(row) ? 'exists_now' : 'not_in_plan';
    const texts = expected.fields.map((field) => valueText(field, heldValue(contact, field)));
    return markOf(contact.id, contact.updatedAt, texts) === expected.mark ? undefined : 'changed_since_plan';
  }

  /** Few lists of fields occur in many rows. */
  #listOf(fields: readonly string[]): readonly string[] {
    const key = JSON.stringify(fields);
    const held = this.#fieldLists.get(key) ?? fields;
    this.#fieldLists.set(key, held);
    return held;
  }
}

/** 53 bits, as many as a number holds exactly. */
function markOf(
  id: string | undefined,
  updatedAt: number | undefined,
  values: readonly (string | undefined)[],
): number {
  const text = JSON.stringify([id ?? null, updatedAt ?? null, ...values]);
  const [high, low] = hashes(text, 0x2545f491, 0x9e3779b9);
  return high * 2 ** 21 + (low >>> 11);
}

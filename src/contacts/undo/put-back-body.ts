import type { Contact } from '../../api/contacts.js';
import { isObject, type JsonObject } from '../../base/json.js';
import { agrees, isNothing, stripeText } from '../../base/stored-value.js';
import type { KeptRow } from './kept-before.js';

/**
 * What to do about a contact that a run has updated: put it back by sending `body`, leave it because it is as it was before,
 * or leave it because somebody changed it since.
 */
export type PutBack =
  | { readonly do: 'put back'; readonly body: JsonObject }
  | { readonly do: 'nothing'; readonly because: 'as before' | 'changed since' };

/** The time of the last change that the run made, in Unix seconds, if the server said it. */
export type UpdatedContact = KeptRow & { readonly contact: Contact; readonly updatedAt: number | undefined };

/**
 * Decides about a contact by its time of the last change. Where that time says nothing (the server returns none, or it did not
 * move with the update), its values must still be the ones that the run wrote. Only what the run changed is put back: the fields
 * it sent, and attributes that it lost because the server replaces all of them.
 */
export function putBackOf(updated: UpdatedContact): PutBack {
  const { before, sent, contact, updatedAt, stamp } = updated;
  const [was, is] = [fieldsOf(before), fieldsOf(contact.raw)];
  const wrote = fieldsOf(sent);
  const isDifferent = (name: string) => !isSame(name, was.get(name), is.get(name));
  const isTimed = updatedAt !== undefined && contact.updatedAt !== undefined && updatedAt !== stamp;
  const isLost = (name: string) =>
    isTimed && name.startsWith(attribute) && !wrote.has(name) && isNothing(is.get(name));
  const names = [...new Set([...wrote.keys(), ...[...was.keys()].filter(isLost)])].filter(isDifferent);
  if (names.length === 0) return { do: 'nothing', because: 'as before' };
  const isOurs = isTimed
    ? contact.updatedAt === updatedAt
    : names.every((name) => isSame(name, wrote.get(name), is.get(name)));
  if (!isOurs) return { do: 'nothing', because: 'changed since' };
  return { do: 'put back', body: bodyOf(names, was) };
}

const attribute = 'custom_attributes.';
const plainFields = ['name', 'email', 'phonenumber', 'stripe_accounts'];

/** The fields of a contact that a client can write, attributes by their whole names. */
function fieldsOf(contact: JsonObject): ReadonlyMap<string, unknown> {
  const attributes = isObject(contact.custom_attributes) ? contact.custom_attributes : {};
  return new Map([
    ...plainFields
      .filter((name) => contact[name] !== undefined)
      .map((name) => [name, contact[name]] as const),
    ...Object.entries(attributes).map(([name, value]) => [attribute + name, value] as const),
  ]);
}

function isSame(name: string, one: unknown, other: unknown): boolean {
  return name === 'stripe_accounts' ? stripeText(one) === stripeText(other) : agrees(one, other);
}

/** `null` clears a field that was empty before, an empty list the Stripe accounts. */
function bodyOf(names: readonly string[], was: ReadonlyMap<string, unknown>): JsonObject {
  const isAttribute = (name: string) => name.startsWith(attribute);
  const former = (name: string) =>
    name === 'stripe_accounts'
      ? stripeAccounts(was.get(name))
      : isNothing(was.get(name))
        ? null
        : was.get(name);
  const attributes = names
    .filter(isAttribute)
    .map((name) => [name.slice(attribute.length), former(name)] as const);
  return {
    ...Object.fromEntries(names.filter((name) => !isAttribute(name)).map((name) => [name, former(name)])),
    ...(attributes.length > 0 && { custom_attributes: Object.fromEntries(attributes) }),
  };
}

/** Without fields that the server added. */
function stripeAccounts(held: unknown): readonly JsonObject[] {
  const accounts = Array.isArray(held) ? held.filter(isObject) : [];
  return accounts.map(({ label, stripe_id, stripe_email }) => ({
    label,
    ...(!isNothing(stripe_id) && { stripe_id }),
    ...(!isNothing(stripe_email) && { stripe_email }),
  }));
}

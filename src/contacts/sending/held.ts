import type { Contact } from '../../api/contacts.js';
import { isObject } from '../../base/json.js';
import { agrees, isNothing, stripeText } from '../../base/stored-value.js';
import { countUp } from '../run/state.js';
import type { Batch, Parcel } from './spool.js';

const fields = ['name', 'email', 'phonenumber', 'stripe_accounts'].map((name) => ({
  name,
  key: keyOf(name),
}));

/**
 * Fields that were sent but are missing from what the server returns: it silently drops what it does not know. `names`
 * are the attributes any row may set.
 */
export function droppedFields(
  { encoded }: Pick<Parcel, 'encoded'>,
  contact: Contact | undefined,
  names: readonly string[],
): readonly string[] {
  // A response without any attributes is a short form, not a loss.
  if (contact === undefined || !('custom_attributes' in contact.raw)) return [];
  const lacking = fields.filter(({ name, key }) => isNothing(contact.raw[name]) && mayBeSent(encoded, key));
  const lost = names.filter(
    (name) => !Object.hasOwn(contact.attributes, name) && mayBeSent(encoded, keyOf(name)),
  );
  if (lacking.length + lost.length === 0) return [];
  const sent = sentContact(encoded);
  const attributes = isObject(sent.custom_attributes) ? sent.custom_attributes : {};
  return [
    ...lacking.filter(({ name }) => !isNothing(sent[name])).map(({ name }) => name),
    ...lost.filter((name) => !isNothing(attributes[name])).map((name) => `custom_attributes.${name}`),
  ];
}

/** The fields of these rows that the server did not keep, each with the number of rows that lost it. */
export function droppedOf(
  batch: Batch,
  contacts: readonly (Contact | undefined)[],
  names: readonly string[],
): ReadonlyMap<string, number> {
  const dropped = new Map<string, number>();
  batch.forEach((parcel, i) => {
    for (const field of droppedFields(parcel, contacts[i], names)) countUp(dropped, field);
  });
  return dropped;
}

/** All text values of a contact, which a server message may quote. */
export function textsOf({ encoded }: Pick<Parcel, 'encoded'>): readonly string[] {
  const texts: string[] = [];
  JSON.parse(Buffer.from(encoded).toString('utf8'), (_, value: unknown) => {
    if (typeof value === 'string') texts.push(value);
    return value;
  });
  return texts;
}

/** A quick answer that spares most rows the parsing: the key is somewhere, of the contact or of a part of it. */
function mayBeSent(encoded: Uint8Array, key: Buffer): boolean {
  return Buffer.from(encoded.buffer, encoded.byteOffset, encoded.byteLength).includes(key);
}

/** A name as it is written before its value. */
function keyOf(name: string): Buffer {
  return Buffer.from(`"${name}":`);
}

function sentContact(encoded: Uint8Array): Readonly<Record<string, unknown>> {
  return JSON.parse(Buffer.from(encoded).toString('utf8')) as Readonly<Record<string, unknown>>;
}

/**
 * True when a contact holds what was sent. `mayLack` is true where attributes may be missing entirely: a server drops
 * those it does not know.
 */
export function isAsSent({ encoded }: Pick<Parcel, 'encoded'>, contact: Contact, mayLack: boolean): boolean {
  const sent = sentContact(encoded);
  const attributes = isObject(sent.custom_attributes) ? sent.custom_attributes : {};
  return (
    ['name', 'email', 'phonenumber'].every((name) => isHeld(sent[name], contact.raw[name], false)) &&
    (sent.stripe_accounts === undefined ||
      stripeText(sent.stripe_accounts) === stripeText(contact.raw.stripe_accounts)) &&
    Object.entries(attributes).every(([name, value]) => isHeld(value, contact.attributes[name], mayLack))
  );
}

function isHeld(sent: unknown, held: unknown, mayLack: boolean): boolean {
  return sent === undefined || (mayLack && !isNothing(sent) && isNothing(held)) || agrees(sent, held);
}

import type { Contact } from '../../api/contacts.js';
import { isObject } from '../../base/json.js';
import { agrees, isNothing, stripeText } from '../../base/stored-value.js';
import { countUp } from '../run/state.js';
import type { Batch, Parcel } from './spool.js';

const fields = ['name', 'email', 'phonenumber', 'stripe_accounts'] as const;

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
  const missing = [
    ...fields.filter((name) => isNothing(contact.raw[name])),
    ...names.filter((name) => !Object.hasOwn(contact.attributes, name)),
  ];
  return missing
    .filter((name) => isSent(encoded, name))
    .map((name) => ((fields as readonly string[]).includes(name) ? name : `custom_attributes.${name}`));
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

/** Inside a JSON string every quote is escaped, so a name in unescaped quotes followed by a colon is a key. */
function isSent(encoded: Uint8Array, name: string): boolean {
  const bytes = Buffer.from(encoded.buffer, encoded.byteOffset, encoded.byteLength);
  const key = bytes.indexOf(`"${name}":`);
  const value = key + name.length + 3;
  return key >= 0 && bytes.toString('latin1', value, value + 4) !== 'null';
}

/**
 * True when a contact holds what was sent. `mayLack` is true where attributes may be missing entirely: a server drops
 * those it does not know.
 */
export function isAsSent({ encoded }: Pick<Parcel, 'encoded'>, contact: Contact, mayLack: boolean): boolean {
  const sent = JSON.parse(Buffer.from(encoded).toString('utf8')) as Record<string, unknown>;
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

import type { Contact } from '../../api/contacts.js';
import { isObject, type JsonObject } from '../../base/json.js';
import { comparable, stripeText } from '../../base/stored-value.js';

/** How a field that is an attribute is named. */
export const attributePrefix = 'custom_attributes.';

/** The value a contact has in a field, as the API returned it; null where it has none. */
export function heldValue(contact: Contact, field: string): unknown {
  if (field.startsWith(attributePrefix))
    return contact.attributes[field.slice(attributePrefix.length)] ?? null;
  if (field === 'stripe_accounts') return contact.raw.stripe_accounts ?? null;
  return contact[field as 'name' | 'email' | 'phonenumber'] ?? null;
}

/** A value of a field as text that is equal for values that count as equal. */
export function valueText(field: string, value: unknown): string {
  if (field === 'stripe_accounts') return stripeText(value);
  if (value === null || value === undefined) return '';
  return field.startsWith(attributePrefix) ? comparable(value) : String(value);
}

/** A field that an update changes: the value before, and the one that the file has. Null is no value. */
export type FieldChange = { readonly before: unknown; readonly after: unknown };

/** What an update would change in a contact, by field; attributes are named `custom_attributes.NAME`. */
export function changesOf(body: JsonObject, contact: Contact): Readonly<Record<string, FieldChange>> {
  const changes: Record<string, FieldChange> = {};
  for (const [field, after] of fieldsOf(body)) {
    const before = heldValue(contact, field);
    if (valueText(field, before) !== valueText(field, after)) changes[field] = { before, after };
  }
  return changes;
}

function fieldsOf(body: JsonObject): readonly (readonly [string, unknown])[] {
  return Object.entries(body).flatMap(([name, value]) =>
    name === 'custom_attributes' && isObject(value)
      ? Object.entries(value).map(([attribute, held]) => [attributePrefix + attribute, held] as const)
      : [[name, value] as const],
  );
}

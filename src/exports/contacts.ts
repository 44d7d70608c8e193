import { type Contact, readContact } from '../api/contacts.js';
import { isoTime, sentText } from './columns.js';
import type { Kind } from './kind.js';
import type { Row } from './row.js';

export type ContactRow = Row & { readonly contact: Contact };

/**
 * Contacts, with a column for each attribute of the bot's schema. The importer recognizes these headers (`--source
 * chatbase`) and strips the apostrophes added against formula injection.
 */
export function contactsWith(attributes: readonly string[]): Kind<ContactRow> {
  const own = attributes.map(
    (name) => [`custom_attributes.${name}`, ({ contact }: ContactRow) => contact.attributes[name]] as const,
  );
  return {
    name: 'contacts',
    called: 'contacts',
    read: (raw) => rowOf(readContact(raw)),
    columns: {
      id: ({ contact: { id, raw } }) => sentText(id, raw.id),
      external_id: ({ contact: { externalId, raw } }) => sentText(externalId, raw.external_id),
      name: ({ contact: { name, raw } }) => sentText(name, raw.name),
      email: ({ contact: { email, raw } }) => sentText(email, raw.email),
      phonenumber: ({ contact: { phonenumber, raw } }) => sentText(phonenumber, raw.phonenumber),
      ...Object.fromEntries(own),
      stripe_accounts: ({ contact: { raw } }) =>
        Array.isArray(raw.stripe_accounts) && raw.stripe_accounts.length === 0
          ? undefined
          : raw.stripe_accounts,
      created_at: ({ createdAtMs, contact: { raw } }) => isoTime(createdAtMs) ?? raw.created_at,
      updated_at: ({ changedAtMs, contact: { raw } }) => isoTime(changedAtMs) ?? raw.updated_at,
    },
  };
}

/** Converts a contact, whose timestamps are Unix seconds (documentation: "Contact"). */
export function rowOf(contact: Contact): ContactRow {
  return {
    contact,
    id: contact.id ?? contact.externalId,
    createdAtMs: inMs(contact.createdAt),
    changedAtMs: inMs(contact.updatedAt),
    raw: contact.raw,
  };
}

function inMs(seconds: number | undefined): number | undefined {
  const ms = (seconds ?? Number.NaN) * 1000;
  return Math.abs(ms) <= 8.64e15 ? ms : undefined;
}

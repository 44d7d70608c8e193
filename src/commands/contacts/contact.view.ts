import type { Contact } from '../../api/contacts.js';

/** How contacts are shown: the columns for people, and what the API sent for programs. */
export const contactView = {
  short: ['external_id', 'name', 'email', 'phonenumber', 'custom_attributes'],
  columns: {
    external_id: ({ externalId }: Contact) => externalId,
    name: ({ name }: Contact) => name,
    email: ({ email }: Contact) => email,
    phonenumber: ({ phonenumber }: Contact) => phonenumber,
    custom_attributes: ({ attributes }: Contact) =>
      Object.keys(attributes).length === 0 ? undefined : attributes,
    stripe_accounts: ({ raw }: Contact) =>
      Array.isArray(raw.stripe_accounts) && raw.stripe_accounts.length === 0
        ? undefined
        : raw.stripe_accounts,
    created_at: ({ createdAt }: Contact) => isoTime(createdAt),
    updated_at: ({ raw }: Contact) =>
      isoTime(typeof raw.updated_at === 'number' ? raw.updated_at : undefined),
    id: ({ id }: Contact) => id,
  },
  layout: {
    name: { grows: true },
    email: { grows: true },
    phonenumber: { header: 'phone', kind: 'id', hides: 2 },
    custom_attributes: { header: 'attributes', hides: 1 },
    created_at: { header: 'created', kind: 'time' },
    updated_at: { header: 'updated', kind: 'time' },
  } as const,
  raw: ({ raw }: Contact) => raw,
  id: ({ id, externalId }: Contact) => id ?? externalId ?? '',
};

/** Contacts have timestamps in Unix seconds (documentation: "Contact"). */
function isoTime(seconds: number | undefined): string | undefined {
  const ms = (seconds ?? Number.NaN) * 1000;
  return Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString().replace('.000Z', 'Z') : undefined;
}

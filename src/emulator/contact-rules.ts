import { expected, type Fields, type Issue, isFields } from './answers.js';
import type { Attribute } from './attributes.js';

/** The fields of a contact that are stored; all others are dropped silently (documentation). */
export type StoredFields = {
  readonly external_id?: string;
  readonly name?: string | null;
  readonly email?: string | null;
  readonly phonenumber?: string | null;
  readonly stripe_accounts?: readonly unknown[] | null;
  readonly custom_attributes?: Fields;
};

export type Checked = { readonly fields: StoredFields; readonly issues: readonly Issue[] };

/** Checks one contact of a client. `complete` is true for creation, where `external_id` is required. */
export function checkContact(
  sent: unknown,
  schema: ReadonlyMap<string, Attribute>,
  complete: boolean,
): Checked {
  if (!isFields(sent)) return { fields: {}, issues: [{ field: '', message: expected('object', sent) }] };
  const issues: Issue[] = [];
  const flaw = (field: string, message: string) => issues.push({ field, message });
  const externalId = sent.external_id;
  if (complete || externalId !== undefined) {
    if (typeof externalId !== 'string') flaw('external_id', expected('string', externalId));
    else if (externalId === '') flaw('external_id', 'String must contain at least 1 character(s)');
  }
  for (const name of ['name', 'email', 'phonenumber']) {
    const value = sent[name];
    if (value !== undefined && value !== null && typeof value !== 'string')
      flaw(name, expected('string', value));
  }
  if (typeof sent.email === 'string' && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(sent.email))
    flaw('email', 'Invalid email');
  issues.push(...stripeFlaws(sent.stripe_accounts));
  const attributes = checkAttributes(sent.custom_attributes, schema);
  return { fields: { ...recognised(sent), ...attributes.given }, issues: [...issues, ...attributes.issues] };
}

const recognisedNames = ['external_id', 'name', 'email', 'phonenumber', 'stripe_accounts'];

function recognised(sent: Fields): StoredFields {
  return Object.fromEntries(
    recognisedNames.filter((name) => sent[name] !== undefined).map((name) => [name, sent[name]]),
  );
}

function stripeFlaws(accounts: unknown): readonly Issue[] {
  if (accounts === undefined || accounts === null) return [];
  if (!Array.isArray(accounts)) return [{ field: 'stripe_accounts', message: expected('array', accounts) }];
  return accounts.flatMap((account: unknown, i) => {
    const complete =
      isFields(account) && typeof account.label === 'string' && (account.stripe_id ?? account.stripe_email);
    return complete ? [] : [{ field: `stripe_accounts.${i}`, message: 'Invalid input' }];
  });
}

type CheckedAttributes = { readonly given: StoredFields; readonly issues: readonly Issue[] };

function checkAttributes(sent: unknown, schema: ReadonlyMap<string, Attribute>): CheckedAttributes {
  if (sent === undefined || sent === null) return { given: {}, issues: [] };
  if (!isFields(sent))
    return { given: {}, issues: [{ field: 'custom_attributes', message: expected('object', sent) }] };
  const stored: [string, unknown][] = [];
  const issues: Issue[] = [];
  for (const [name, value] of Object.entries(sent)) {
    const attribute = schema.get(name);
    if (attribute === undefined) continue;
    const { message, coerced } = coerce(value, attribute);
    if (message !== undefined) issues.push({ field: `custom_attributes.${name}`, message });
    else stored.push([name, coerced]);
  }
  return { given: { custom_attributes: Object.fromEntries(stored) }, issues };
}

type Coerced = { readonly message?: string; readonly coerced?: unknown };

function coerce(value: unknown, { type, archived }: Attribute): Coerced {
  if (value === null) return { coerced: null };
  if (archived) return { message: 'Custom attribute is archived' };
  switch (type) {
    case 'text':
      return typeof value === 'string' ? { coerced: value } : { message: expected('string', value) };
    case 'number':
      return typeof value === 'number' ? { coerced: value } : { message: expected('number', value) };
    case 'boolean':
      return coerceBoolean(value);
    case 'date':
      return coerceDate(value);
  }
}

function coerceBoolean(value: unknown): Coerced {
  if (value === true || value === 'true' || value === 1) return { coerced: true };
  if (value === false || value === 'false' || value === 0) return { coerced: false };
  return { message: expected('boolean', value) };
}

function coerceDate(value: unknown): Coerced {
  const date =
    typeof value === 'string' || typeof value === 'number' ? new Date(value) : new Date(Number.NaN);
  return Number.isNaN(date.getTime()) ? { message: 'Invalid date' } : { coerced: date.toISOString() };
}

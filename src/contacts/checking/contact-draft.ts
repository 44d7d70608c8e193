import type { Attribute } from '../../api/attrs.js';
import type { AttributeValue, Contact, ContactDraft, StripeAccount } from '../../api/contacts.js';
import { quoted } from '../../base/escape/shell.js';
import { Failure } from '../../base/failure.js';
import type { Cell } from '../reading/row.js';
import {
  isBlankCell,
  isFlawed,
  type Read,
  readAttribute,
  readEmail,
  readIdentifier,
  readPhone,
  readStripe,
  readText,
  trimmed,
} from './values.js';

/** The flags that describe one contact. */
export type ContactFlags = {
  readonly externalId?: string;
  readonly name?: string;
  readonly email?: string;
  readonly phone?: string;
  /** `LABEL=cus_…` or `LABEL=someone@example.com`. */
  readonly stripe?: readonly string[];
  /** `ATTRIBUTE=VALUE`. */
  readonly set?: readonly string[];
  /** Attributes, or `name`, `email`, `phone`, `stripe`, to be cleared. */
  readonly unset?: readonly string[];
};

/** A contact in the API's own names, from `--data`. */
export type ContactData = Readonly<Record<string, unknown>>;

export type Schema = ReadonlyMap<string, Attribute>;

/**
 * The contact that the flags and `--data` describe; flags take precedence. Values are checked as strictly as in an import.
 * Throws Failure 'usage' for an invalid value, and for a field or attribute that the API would silently drop.
 */
export function contactDraft(flags: ContactFlags, data: ContactData, schema: Schema): ContactDraft {
  refuseUnknown(data);
  refuseContradiction(flags, data);
  refuseTwice(flags.set ?? []);
  const cleared = clearedBy(flags.unset ?? [], schema);
  const stripeAccounts = stripeFrom(flags, data, cleared);
  return {
    ...textFields(flags, data, cleared),
    ...(stripeAccounts && { stripeAccounts }),
    attributes: new Map([
      ...attributesIn(data.custom_attributes, schema),
      ...(flags.set ?? []).map((wish) => attributeFrom(wish, schema)),
      ...cleared.attributes.map((name) => [name, null] as const),
    ]),
  };
}

/** True when anything in the flags or the data is about custom attributes, so that the schema is needed. */
export function needsSchema({ set = [], unset = [] }: ContactFlags, data: ContactData): boolean {
  return (
    set.length > 0 ||
    unset.some((name) => !Object.hasOwn(clearable, name)) ||
    data.custom_attributes !== undefined
  );
}

const fields = ['external_id', 'name', 'email', 'phonenumber', 'stripe_accounts', 'custom_attributes'];
const clearable = { name: 'name', email: 'email', phone: 'phonenumber', stripe: 'stripe_accounts' } as const;

function refuseUnknown(data: ContactData): void {
  const unknown = Object.keys(data).filter((name) => !fields.includes(name));
  if (unknown.length > 0)
    throw new Failure('usage', `--data: the API would silently drop ${quotedList(unknown)}`, {
      advice: `Use only these fields: ${fields.join(', ')}`,
    });
}

/** `--set plan=pro --unset plan`. */
function refuseContradiction(flags: ContactFlags, data: ContactData): void {
  const { set = [], unset = [] } = flags;
  const attributes =
    typeof data.custom_attributes === 'object' ? Object.keys(data.custom_attributes ?? {}) : [];
  const isSet = (name: string) =>
    Object.hasOwn(clearable, name)
      ? flags[name as keyof typeof clearable] !== undefined ||
        data[clearable[name as keyof typeof clearable]] !== undefined
      : attributes.includes(name) || set.some((wish) => wish.startsWith(`${name}=`));
  const both = unset.find(isSet);
  if (both !== undefined)
    throw new Failure('usage', `"${both}" cannot be both set and cleared`, {
      advice: 'Use only one of them',
    });
}

/** `--set plan=pro --set plan=free`: one of them would be dropped. */
function refuseTwice(set: readonly string[]): void {
  const values = new Map<string, string>();
  for (const wish of set) {
    const name = wish.split('=', 1)[0] ?? '';
    if ((values.get(name) ?? wish) !== wish)
      throw new Failure('usage', `--set gives "${name}" two values`, { advice: 'Use only one of them' });
    values.set(name, wish);
  }
}

function quotedList(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(', ');
}

type Cleared = { readonly fields: ReadonlySet<string>; readonly attributes: readonly string[] };

function clearedBy(unset: readonly string[], schema: Schema): Cleared {
  const attributes = unset.filter((name) => !Object.hasOwn(clearable, name));
  for (const name of attributes) if (!schema.has(name)) throw unknownAttribute(name, schema);
  const names = unset.filter((name) => Object.hasOwn(clearable, name));
  return { fields: new Set(names.map((name) => clearable[name as keyof typeof clearable])), attributes };
}

function textFields(flags: ContactFlags, data: ContactData, { fields: cleared }: Cleared): ContactDraft {
  const one = (flag: string, name: string, typed: string | undefined, read: (cell: Cell) => Read<string>) => {
    if (cleared.has(name)) return null;
    const value = typed ?? (data[name] as Cell);
    if (value === undefined || (value === null && typed === undefined)) return value;
    const where = typed === undefined ? `--data: ${name}` : flag;
    if (isBlankCell(trimmed(value))) throw blank(where, name);
    return good(read(trimmed(value)), where);
  };
  const draft = {
    externalId: one('--external-id', 'external_id', flags.externalId, readIdentifier) ?? undefined,
    name: one('--name', 'name', flags.name, readText),
    email: one('--email', 'email', flags.email, readEmail),
    phonenumber: one('--phone', 'phonenumber', flags.phone, readPhone),
  };
  return Object.fromEntries(Object.entries(draft).filter(([, value]) => value !== undefined));
}

/** An empty value is neither a value nor a request to clear the field. */
function blank(where: string, name: string): Failure {
  const flag = Object.entries(clearable).find(([, field]) => field === name)?.[0];
  return new Failure('usage', `${where}: the value is empty`, {
    advice: flag === undefined ? 'Give a value' : `Give a value, or clear the field with --unset ${flag}`,
  });
}

function good<T>(read: Read<T>, where: string): T {
  if (!isFlawed(read)) return read.value;
  throw new Failure('usage', `${where}: ${read.message}`, { advice: 'Correct the value' });
}

function stripeFrom(
  { stripe }: ContactFlags,
  data: ContactData,
  { fields: cleared }: Cleared,
): readonly StripeAccount[] | undefined {
  if (cleared.has('stripe_accounts')) return [];
  if (stripe !== undefined) return distinctLabels(stripe.map(stripeAccount));
  const held = data.stripe_accounts;
  return held === undefined ? undefined : good(readStripe(held as Cell), '--data: stripe_accounts');
}

function distinctLabels(accounts: readonly StripeAccount[]): readonly StripeAccount[] {
  const twice = accounts.find(({ label }, i) => accounts.findIndex((one) => one.label === label) < i);
  if (twice === undefined) return accounts;
  throw new Failure('usage', `--stripe names two accounts with the label "${twice.label}"`, {
    advice: 'Give each its own label',
  });
}

/** Adds the named accounts to those the contact has: the API takes the complete list. Each label occurs once. */
export function withHeldStripe(draft: ContactDraft, { raw }: Contact): ContactDraft {
  const named = draft.stripeAccounts ?? [];
  const read = readStripe((raw.stripe_accounts ?? []) as Cell);
  // Writing the list without an account that cannot be read would delete that account.
  if (isFlawed(read))
    throw new Failure(
      'usage',
      'The contact has a Stripe account without a label or an id, which would be lost',
      {
        advice: 'Give the whole list with --data, or clear it with --unset stripe',
      },
    );
  const kept = read.value.filter(({ label }) => !named.some((account) => account.label === label));
  return { ...draft, stripeAccounts: [...kept, ...named] };
}

function stripeAccount(wish: string): StripeAccount {
  const [label, value = ''] = (/^([^=]+)=(.+)$/s.exec(wish) ?? []).slice(1).map((part) => part.trim());
  if (label && /^cus_[A-Za-z0-9]{1,64}$/.test(value)) return { label, stripeId: value };
  if (label && !isFlawed(readEmail(value))) return { label, stripeEmail: value };
  throw new Failure('usage', `--stripe: "${wish}" is not LABEL=cus_… or LABEL=EMAIL`, {
    advice: 'Write it like --stripe main=cus_123',
  });
}

function attributesIn(held: unknown, schema: Schema): readonly (readonly [string, AttributeValue])[] {
  if (held === undefined || held === null) return [];
  if (typeof held !== 'object' || Array.isArray(held))
    throw new Failure('usage', '--data: custom_attributes is not an object', {
      advice: 'Write it like {"plan": "pro"}',
    });
  return Object.entries(held).map(([name, value]) =>
    checkedAttribute(name, value as Cell, schema, `--data: ${name}`),
  );
}

function attributeFrom(wish: string, schema: Schema): readonly [string, AttributeValue] {
  const [, name, value = ''] = /^([^=]+)=(.*)$/s.exec(wish) ?? [];
  if (name === undefined)
    throw new Failure('usage', `--set: "${wish}" is not ATTRIBUTE=VALUE`, {
      advice: 'Write it like --set plan=pro; clear a value with --unset plan',
    });
  return checkedAttribute(name, value, schema, `--set ${name}`);
}

function checkedAttribute(
  name: string,
  value: Cell,
  schema: Schema,
  where: string,
): readonly [string, AttributeValue] {
  const attribute = schema.get(name);
  if (attribute === undefined) throw unknownAttribute(name, schema);
  if (value === null) return [name, null];
  if (attribute.archived)
    throw new Failure('usage', `${where}: the attribute is archived, so it can only be cleared`, {
      advice: `Clear it with --unset ${quoted(name)}, or restore it with: cbase attrs unarchive ${quoted(name)}`,
    });
  return [name, good(readAttribute(trimmed(value), attribute.type), where)];
}

/** The API silently drops what it does not know (documentation: "Custom Attributes"). */
function unknownAttribute(name: string, schema: Schema): Failure {
  return new Failure('usage', `The bot has no attribute "${name}"`, {
    advice:
      schema.size === 0
        ? `Create it with: cbase attrs create ${quoted(name)}`
        : `Choose from: ${[...schema.keys()].join(', ')}; or create it with: cbase attrs create`,
  });
}

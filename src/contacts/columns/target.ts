import type { Attribute } from '../../api/attrs.js';
import type { Field, NamePart } from './field.js';
import type { Vendor } from './vendors.js';

/** What a column's cells become. */
export type Target =
  | { readonly kind: 'field'; readonly field: Field }
  | { readonly kind: 'name-part'; readonly part: NamePart }
  /** A further number, taken where those of a smaller rank are blank. */
  | { readonly kind: 'spare-phone'; readonly rank: number }
  /** A Stripe customer; with the e-mail address of the row where it is Stripe's own. */
  | { readonly kind: 'stripe'; readonly withEmail?: boolean }
  | { readonly kind: 'attribute'; readonly attribute: Attribute }
  /** Left out: by a flag the user gave, or by a rule that is named in the report. */
  | { readonly kind: 'left-out'; readonly rule: string }
  /** Nobody said what to do with it: fine while its cells are empty, an error otherwise. */
  | { readonly kind: 'unknown' };

export type Column = {
  readonly index: number;
  readonly header: string;
  readonly target: Target;
};

/** The state of a plan while it is made: what was decided for which column, and what is wrong so far. */
export type Planning = {
  readonly headers: readonly string[];
  /** The headers as they are compared. */
  readonly folded: readonly string[];
  readonly schema: readonly Attribute[];
  /** The program whose export this is, where it is known. */
  readonly vendor: Vendor | undefined;
  readonly decided: Map<number, Target>;
  readonly flaws: string[];
};

export const fieldNames: ReadonlySet<Field> & ReadonlySet<string> = new Set<Field>([
  'external_id',
  'name',
  'email',
  'phonenumber',
]);

/** The target a user or the API calls by this name; `undefined` for unknown names and archived attributes. */
export function targetNamed(name: string, schema: readonly Attribute[]): Target | undefined {
  if (fieldNames.has(name)) return { kind: 'field', field: name as Field };
  if (name === 'stripe' || name === 'stripe_accounts') return { kind: 'stripe' };
  const attribute = schema.find((one) => one.name === name.replace(/^custom_attributes\./, ''));
  return attribute === undefined || attribute.archived ? undefined : { kind: 'attribute', attribute };
}

/** True when another column already goes there. */
export function isTaken({ decided }: Planning, target: Target): boolean {
  for (const other of decided.values()) if (isSameTarget(other, target)) return true;
  return false;
}

function isSameTarget(one: Target, other: Target): boolean {
  if (one.kind === 'field' && other.kind === 'field') return one.field === other.field;
  if (one.kind === 'attribute' && other.kind === 'attribute')
    return one.attribute.name === other.attribute.name;
  return one.kind === 'stripe' && other.kind === 'stripe';
}

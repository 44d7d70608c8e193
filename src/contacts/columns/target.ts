import type { Attribute } from '../../api/attrs.js';
import type { Field, NamePart } from './field.js';
import type { HeaderLanguage } from './languages.js';
import type { Vendor } from './vendors.js';

/** What a column's cells become. */
export type Target =
  | { readonly kind: 'field'; readonly field: Field }
  | { readonly kind: 'name-part'; readonly part: NamePart }
  /** An additional phone number, used if those of a lower rank are blank. */
  | { readonly kind: 'spare-phone'; readonly rank: number }
  /** A Stripe customer; with the email address of the row in Stripe's own export. */
  | { readonly kind: 'stripe'; readonly withEmail?: boolean }
  | { readonly kind: 'attribute'; readonly attribute: Attribute }
  /** Left out: by a flag the user gave, or by a rule that is named in the report. */
  | { readonly kind: 'left-out'; readonly rule: string }
  /** Unmapped: fine while its cells are empty, an error otherwise. */
  | { readonly kind: 'unknown' };

export type Column = {
  readonly index: number;
  readonly header: string;
  readonly target: Target;
};

/** A column plan in progress: the target of each decided column, and what is wrong so far. */
export type Planning = {
  readonly headers: readonly string[];
  /** The headers, normalized for comparison. */
  readonly folded: readonly string[];
  readonly schema: readonly Attribute[];
  /** The program that exported the file, if known. */
  readonly vendor: Vendor | undefined;
  /** The language of the headers, if they are Outlook's and not English. */
  readonly language?: HeaderLanguage | undefined;
  readonly decided: Map<number, Target>;
  readonly flaws: string[];
};

export const fieldNames: ReadonlySet<Field> & ReadonlySet<string> = new Set<Field>([
  'external_id',
  'name',
  'email',
  'phonenumber',
]);

/**
 * The target that a user or the API calls by this name, or `name:first` for a part of the name; `undefined` for unknown names
 * and archived attributes.
 */
export function targetNamed(name: string, schema: readonly Attribute[]): Target | undefined {
  const [, part] = /^name:(first|middle|last)$/.exec(name) ?? [];
  if (part !== undefined) return { kind: 'name-part', part: part as NamePart };
  if (fieldNames.has(name)) return { kind: 'field', field: name as Field };
  if (name === 'stripe' || name === 'stripe_accounts') return { kind: 'stripe' };
  const attribute = schema.find((one) => one.name === name.replace(/^custom_attributes\./, ''));
  return attribute === undefined || attribute.archived ? undefined : { kind: 'attribute', attribute };
}

/** How a message names a column: by its header, or by its place if it has none. */
export function columnName({ index, header }: Pick<Column, 'index' | 'header'>): string {
  return header === '' ? `#${index + 1}` : header;
}

/** True when a part of the name is mapped, so that no other column is the whole name. */
export function hasNamePart({ decided }: Planning): boolean {
  for (const { kind } of decided.values()) if (kind === 'name-part') return true;
  return false;
}

/** True when another column is already mapped to it. */
export function isTaken({ decided }: Planning, target: Target): boolean {
  for (const other of decided.values()) if (isSameTarget(other, target)) return true;
  return false;
}

function isSameTarget(one: Target, other: Target): boolean {
  if (one.kind === 'field' && other.kind === 'field') return one.field === other.field;
  if (one.kind === 'attribute' && other.kind === 'attribute')
    return one.attribute.name === other.attribute.name;
  if (one.kind === 'name-part' && other.kind === 'name-part') return one.part === other.part;
  return one.kind === 'stripe' && other.kind === 'stripe';
}

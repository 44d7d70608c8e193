import { columnName, type Target } from '../columns/target.js';
import type { ImportPlan } from '../run/plan.js';
import type { Sample } from '../run/state.js';

/** A field of a contact, the columns it is taken from, and its value in the first row that would be sent. */
export type UnderstoodField = {
  readonly field: string;
  /** The type of an attribute; absent for a field. */
  readonly type?: string;
  readonly from: string;
  readonly value: string;
};

export type Understood = {
  /** The line of the row the values are from; `undefined` when no row would be sent. */
  readonly line: number | undefined;
  /** The program that exported the file, if it was recognized. */
  readonly program?: string | undefined;
  readonly fields: readonly UnderstoodField[];
};

type Source = { readonly header: string; readonly target: Target };

/** What an import understood of its columns, in the order of the API's fields. */
export function understoodOf(
  plan: Pick<ImportPlan, 'columns' | 'deriveId' | 'findAddress' | 'program'>,
  sample: Sample | undefined,
): Understood {
  const sources = new Map<string, Source[]>();
  for (const column of plan.columns) {
    const field = fieldOf(column.target);
    if (field === undefined) continue;
    const held = sources.get(field);
    const source = { header: columnName(column), target: column.target };
    if (held === undefined) sources.set(field, [source]);
    else held.push(source);
  }
  const named = [...sources].map(([field, from]) => ({
    field,
    ...typeOf(from),
    from: fromText(field, from),
  }));
  const fields: readonly Omit<UnderstoodField, 'value'>[] = [...idField(plan, sources), ...named].sort(
    (one, other) => rank(one.field) - rank(other.field),
  );
  return {
    line: sample?.line,
    ...(plan.program !== undefined && { program: plan.program }),
    fields: fields.map((one) => ({ ...one, value: valueIn(sample, one.field) })),
  };
}

const order = ['external_id', 'name', 'email', 'phonenumber', 'stripe_accounts'];

function rank(field: string): number {
  const at = order.indexOf(field);
  return at < 0 ? order.length : at;
}

function fieldOf(target: Target): string | undefined {
  switch (target.kind) {
    case 'field':
      return target.field;
    case 'name-part':
      return 'name';
    case 'spare-phone':
      return 'phonenumber';
    case 'stripe':
      return 'stripe_accounts';
    case 'attribute':
      return target.attribute.name;
    case 'left-out':
    case 'unknown':
      return undefined;
  }
}

const parts = ['first', 'middle', 'last'];

function fromText(field: string, sources: readonly Source[]): string {
  const ranked = sources.toSorted((one, other) => placeOf(one.target) - placeOf(other.target));
  return ranked.map(({ header }) => header).join(field === 'phonenumber' ? ', else ' : ' + ');
}

function typeOf([source]: readonly Source[]): { readonly type?: string } {
  return source?.target.kind === 'attribute' ? { type: source.target.attribute.type } : {};
}

function placeOf(target: Target): number {
  if (target.kind === 'name-part') return parts.indexOf(target.part);
  return target.kind === 'spare-phone' ? target.rank + 1 : 0;
}

/** An id that comes from somewhere else than a column. */
function idField(
  { deriveId, findAddress }: Pick<ImportPlan, 'deriveId' | 'findAddress'>,
  sources: ReadonlyMap<string, readonly Source[]>,
): readonly { readonly field: string; readonly from: string }[] {
  if (sources.has('external_id')) return [];
  const email = sources.get('email')?.[0]?.header ?? 'the email address';
  const ways = [
    ...(findAddress === undefined ? [] : [`the contact with ${email}`]),
    ...(deriveId === undefined ? [] : [`derived from ${email}`]),
  ];
  return ways.length === 0 ? [] : [{ field: 'external_id', from: ways.join(', else ') }];
}

function valueIn(sample: Sample | undefined, field: string): string {
  const contact = sample?.contact ?? {};
  const attributes = (contact.custom_attributes ?? {}) as Readonly<Record<string, unknown>>;
  const value = order.includes(field) ? contact[field] : attributes[field];
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

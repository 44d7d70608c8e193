import type { Attribute, AttributeChange } from '../../api/attrs.js';
import { labelFor } from '../attribute-name.js';
import type { WantedAttribute } from './attributes-file.js';

/** The parts of an attribute that a plan compares. `type` is the server's word; an absent description is empty. */
export type AttributeState = {
  readonly type: string;
  readonly label: string;
  readonly description: string;
  readonly archived: boolean;
};

export const planClasses = [
  ...(['create', 'relabel', 'archive', 'unarchive', 'impossible', 'unchanged', 'unmanaged'] as const),
] as const;

/**
 * What becomes of an attribute. `relabel` changes label or description; `archive` and `unarchive` may do so, too. `impossible`:
 * the API has no way to do it. `unmanaged`: it is on the server and not in the file, and is left alone.
 */
export type PlanClass = (typeof planClasses)[number];

export type FieldChange = {
  readonly field: 'type' | 'name' | 'label' | 'description' | 'archived';
  readonly from: string | boolean | null;
  readonly to: string | boolean;
};

export type PlannedAttribute = {
  readonly name: string;
  readonly class: PlanClass;
  readonly changes: readonly FieldChange[];
  /** On the server when the plan was made; null if it was not there. */
  readonly before: AttributeState | null;
  /** After the plan was carried out; null where nothing is done. */
  readonly after: AttributeState | null;
  /** Why it is impossible, and the way out. */
  readonly why?: string;
  readonly advice?: string;
};

export function stateOf({ raw, label, archived }: Attribute): AttributeState {
  const description = typeof raw.description === 'string' ? raw.description : '';
  return { type: String(raw.type ?? ''), label, description, archived };
}

/** Compares what a file wants with what a bot has: the attributes in the order of the file, then those that only the bot has. */
export function planAttributes(
  wanted: readonly WantedAttribute[],
  held: readonly Attribute[],
): readonly PlannedAttribute[] {
  const byName = new Map(held.map((one) => [one.name, one]));
  const names = new Set(wanted.map(({ name }) => name));
  const others = held.filter(({ name }) => !names.has(name)).sort((a, b) => (a.name < b.name ? -1 : 1));
  return [
    ...wanted.map((one) => {
      const there = byName.get(one.name);
      return there === undefined ? creation(one, others) : change(one, stateOf(there));
    }),
    ...others.map(
      (one): PlannedAttribute => ({
        ...{ name: one.name, class: 'unmanaged', changes: [] },
        ...{ before: stateOf(one), after: null },
      }),
    ),
  ];
}

function creation(wanted: WantedAttribute, others: readonly Attribute[]): PlannedAttribute {
  const { name, type, label = labelFor(name), description = '', archived = false } = wanted;
  const after = { type, label, description, archived };
  const renamed = others.find((one) => isProbablyRenamed(one, name, label));
  if (renamed !== undefined) return renaming(name, renamed);
  return { name, class: 'create', changes: changesBetween(null, after), before: null, after };
}

/** True where the file seems to have another name for it: the same name in another spelling, or the same label. */
function isProbablyRenamed(other: Attribute, name: string, label: string): boolean {
  const folded = (text: string) => text.toLowerCase().replace(/[\s_-]+/g, '');
  return !other.archived && (folded(other.name) === folded(name) || folded(other.label) === folded(label));
}

function renaming(name: string, { name: old, label }: Attribute): PlannedAttribute {
  return {
    ...{ name, class: 'impossible', before: null, after: null },
    changes: [{ field: 'name', from: old, to: name }],
    why: `${old} ("${label}") has the same name or label and is not in the file: a name cannot be changed`,
    advice: `Keep ${old} in the file as well (with archived: true when it is no longer used); then ${name} is created beside it`,
  };
}

function change(wanted: WantedAttribute, before: AttributeState): PlannedAttribute {
  const { name, type } = wanted;
  if (type !== before.type)
    return {
      ...{ name, class: 'impossible', before, after: null },
      changes: [{ field: 'type', from: before.type, to: type }],
      why: `its type is ${before.type} and cannot be changed to ${type}`,
      advice: `Write type: ${before.type}; for values of another type, add an attribute such as ${name}_${type}, import the values into it, and archive ${name}`,
    };
  const after = {
    type: before.type,
    label: wanted.label ?? before.label,
    description: wanted.description ?? before.description,
    archived: wanted.archived ?? before.archived,
  };
  const changes = changesBetween(before, after);
  return { name, class: classOf(changes), changes, before, after };
}

function classOf(changes: readonly FieldChange[]): PlanClass {
  const archiving = changes.find(({ field }) => field === 'archived');
  if (archiving !== undefined) return archiving.to === true ? 'archive' : 'unarchive';
  return changes.length === 0 ? 'unchanged' : 'relabel';
}

function changesBetween(before: AttributeState | null, after: AttributeState): readonly FieldChange[] {
  const named = ['type', 'label', 'description', 'archived'] as const;
  return named.flatMap((field) => {
    const [from, to] = [before?.[field] ?? null, after[field]];
    const isDefault = before === null && (to === '' || to === false);
    return from === to || isDefault ? [] : [{ field, from, to }];
  });
}

const writing: ReadonlySet<PlanClass> = new Set(['create', 'relabel', 'archive', 'unarchive']);

/** The attributes that a plan writes. */
export function plannedWrites(plan: readonly PlannedAttribute[]): readonly PlannedAttribute[] {
  return plan.filter((one) => writing.has(one.class));
}

/** How many attributes are in each class. */
export function planCounts(plan: readonly PlannedAttribute[]): Readonly<Record<PlanClass, number>> {
  const count = (name: PlanClass) => plan.filter((one) => one.class === name).length;
  return Object.fromEntries(planClasses.map((name) => [name, count(name)])) as Record<PlanClass, number>;
}

export function isSameState(one: AttributeState | null, other: AttributeState | null): boolean {
  if (one === null || other === null) return one === other;
  return changesBetween(one, other).length === 0;
}

/**
 * The change completed with the current values. The documentation of the call gives `archived` as "Default: false" and does
 * not say what happens to omitted fields, so sending a label alone might unarchive an attribute and blank its description.
 */
export function wholeChange(
  held: Attribute | undefined,
  { label, description, archived }: AttributeChange,
): AttributeChange {
  if (held === undefined) return { label, description, archived };
  const written = typeof held.raw.description === 'string' ? held.raw.description : undefined;
  return {
    label: label ?? held.label,
    description: description ?? written,
    archived: archived ?? held.archived,
  };
}

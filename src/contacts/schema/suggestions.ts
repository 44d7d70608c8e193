import { counted } from '../../base/text.js';
import { labelFor } from '../attribute-name.js';
import {
  type Counterexample,
  type FilledColumn,
  filledColumns,
  type ProposedAttribute,
  type Proposing,
  whyUnusable,
} from '../checking/new-attributes.js';
import { isConsent } from '../columns/consent.js';
import { understoodColumns } from '../columns/plan-columns.js';
import { type Column, columnName, type Target } from '../columns/target.js';
import type { Table } from '../reading/row.js';

/** What a column of a file could be, and why. */
export type Suggestion = {
  /** Its header, or its place such as `#2`. */
  readonly column: string;
  /** `field`: of a contact. `none`: nothing is suggested for it. */
  readonly kind: 'attribute' | 'field' | 'none';
  /** For people: `attribute`, `the field email`, `left out`. */
  readonly becomes: string;
  readonly attribute: ProposedAttribute | undefined;
  /** How many cells have a value; 0 for the fields of a contact, which are not counted. */
  readonly values: number;
  readonly examples: readonly string[];
  readonly against: readonly Counterexample[];
  /** With values of the file. */
  readonly evidence: string;
  /** Without any. */
  readonly reason: string;
};

/** Suggests an attribute for each column that has values and is no field of a contact. Reads all rows. */
export async function suggestions(table: Table, rules: Proposing['rules']): Promise<readonly Suggestion[]> {
  const columns = understoodColumns(table.columns).map(withoutPrefix);
  const filled = await filledColumns(table, { columns, schema: [], chosen: new Map(), rules });
  const byIndex = new Map(filled.map((one) => [one.column.index, one]));
  return columns.map((column) => {
    const found = byIndex.get(column.index);
    return found === undefined ? understood(column) : suggestion(column, found);
  });
}

/** In an export of cbase, `custom_attributes.plan` is the attribute plan. */
function withoutPrefix(column: Column): Column {
  return { ...column, header: column.header.replace(/^custom_attributes\./, '') };
}

const nothing = { attribute: undefined, values: 0, examples: [], against: [] } as const;

function understood(column: Column): Suggestion {
  const named = { ...nothing, column: columnName(column) };
  const { target } = column;
  const field = fieldOf(target);
  const why = target.kind === 'left-out' ? target.rule : 'it has no values';
  if (field === undefined) return { ...named, kind: 'none', becomes: 'nothing', evidence: why, reason: why };
  const words = `it is the ${field} of a contact`;
  return { ...named, kind: 'field', becomes: field, evidence: words, reason: words };
}

function fieldOf(target: Target): string | undefined {
  switch (target.kind) {
    case 'field':
      return target.field;
    case 'name-part':
      return `${target.part} name`;
    case 'spare-phone':
      return 'phonenumber';
    case 'stripe':
      return 'Stripe customer';
    default:
      return undefined;
  }
}

function suggestion(column: Column, found: FilledColumn): Suggestion {
  const { cells, samples, against } = found;
  const attribute = labeled(found.attribute);
  const shown = { column: columnName(column), values: cells, examples: samples, against, attribute };
  const why = whyNot(column, attribute);
  if (why !== undefined || attribute === undefined)
    return { ...shown, kind: 'none', becomes: 'nothing', evidence: why ?? '', reason: why ?? '' };
  const others = against.filter(({ type }) => type !== attribute.type);
  // What rules numbers out is the evidence of a text, unless it is a number that stands for something.
  const isNumberLike = attribute.type === 'text' && !others.some(({ type }) => type === 'number');
  const not = (words: (one: Counterexample) => string) =>
    others.length === 0 ? [] : [`not ${others.map(words).join(', ')}`];
  const first = attribute.type === 'text' && !isNumberLike ? counted(cells, 'value') : attribute.evidence;
  const evidence = [first, ...not(({ type, value, line }) => `${type}: ${value} (line ${line})`)];
  const reason = [
    ...(isNumberLike ? ['it is called like an identifier, or as long as one'] : []),
    ...not(({ type, line }) => `${type} (line ${line})`),
  ];
  return {
    ...{ ...shown, kind: 'attribute', becomes: 'attribute' },
    evidence: evidence.join('; '),
    reason: reason.join('; '),
  };
}

/** A header that is written like a name is no label: `customer_since` becomes `Customer since`. */
function labeled(attribute: ProposedAttribute | undefined): ProposedAttribute | undefined {
  if (attribute === undefined || attribute.label !== attribute.name) return attribute;
  return { ...attribute, label: labelFor(attribute.name) };
}

/** Why a column becomes no attribute by itself; `undefined` if it can. */
function whyNot({ header }: Column, attribute: ProposedAttribute | undefined): string | undefined {
  if (isConsent(header)) return 'it is about consent, which is not taken over without a decision of yours';
  return attribute === undefined ? 'it has lists or objects' : whyUnusable(attribute);
}

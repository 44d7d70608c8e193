import type { Attribute } from '../api/attrs.js';
import { Failure } from '../failure.js';
import {
  type Field,
  fieldAliases,
  isGoogleLayout,
  type NamePart,
  namePartOf,
  ruleThatLeavesOut,
} from './aliases.js';
import { foldedName, nearest } from './names.js';

/** What a column's cells become. */
export type Target =
  | { readonly kind: 'field'; readonly field: Field }
  | { readonly kind: 'name-part'; readonly part: NamePart }
  | { readonly kind: 'stripe' }
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

export type ColumnWishes = {
  /** `FIELD=COLUMN`, as typed. */
  readonly map: readonly string[];
  readonly ignore: readonly string[];
  readonly unknown: 'error' | 'ignore';
};

/**
 * Decides about every column: what the user said, then the API's own names, then the Google layout and common names,
 * then attribute names and labels. Whole names only, never parts: "Email consent" is no e-mail address.
 * Throws one Failure 'usage' with all that is wrong.
 */
export function planColumns(
  headers: readonly string[],
  schema: readonly Attribute[],
  wishes: ColumnWishes,
): readonly Column[] {
  refuseDuplicates(headers);
  const decided = new Map<number, Target>();
  const flaws: string[] = [];
  applyWishes(headers, schema, wishes, decided, flaws);
  applyOwnNames(headers, schema, decided);
  applyAliases(headers, decided, flaws);
  applyAttributes(headers, schema, decided, flaws);
  const columns = headers.map(
    (header, index): Column => ({ index, header, target: decided.get(index) ?? undecided(wishes) }),
  );
  flaws.push(...missingId(columns));
  if (flaws.length > 0) throw refused(flaws);
  return columns;
}

function undecided(wishes: ColumnWishes): Target {
  return wishes.unknown === 'ignore'
    ? { kind: 'left-out', rule: '--unknown-columns ignore' }
    : { kind: 'unknown' };
}

function refused(flaws: readonly string[]): Failure {
  const [first = '', ...others] = flaws;
  const message =
    others.length === 0 ? first : `${flaws.length} things are wrong with the columns: ${flaws.join('; ')}`;
  return new Failure('usage', message, {
    advice: "Map a column with --map FIELD='COLUMN' or leave it out with --ignore 'COLUMN'",
    details: { columns: flaws },
  });
}

function refuseDuplicates(headers: readonly string[]): void {
  const seen = new Map<string, number>();
  for (const [index, header] of headers.entries()) {
    const folded = foldedName(header);
    const before = seen.get(folded);
    if (folded !== '' && before !== undefined) {
      throw new Failure('usage', `Columns ${before + 1} and ${index + 1} are both called "${header}"`, {
        advice: 'Rename one of them in the file',
      });
    }
    seen.set(folded, index);
  }
}

function columnNamed(headers: readonly string[], wanted: string): number {
  const exact = headers.indexOf(wanted);
  return exact >= 0 ? exact : headers.findIndex((header) => foldedName(header) === foldedName(wanted));
}

function applyWishes(
  headers: readonly string[],
  schema: readonly Attribute[],
  wishes: ColumnWishes,
  decided: Map<number, Target>,
  flaws: string[],
): void {
  for (const wish of wishes.map) {
    const at = wish.indexOf('=');
    const [field, column] = [wish.slice(0, at), wish.slice(at + 1)];
    const index = columnNamed(headers, column);
    const target = targetNamed(field, schema);
    if (at < 1 || column === '') flaws.push(`--map "${wish}" is not FIELD=COLUMN`);
    else if (index < 0)
      flaws.push(`--map names the column "${column}", which is not in the file${hint(column, headers)}`);
    else if (target === undefined) flaws.push(unknownField(field, schema));
    else if (decided.has(index)) flaws.push(`the column "${column}" is mapped twice`);
    else if ([...decided.values()].some((other) => sameTarget(other, target)))
      flaws.push(`two columns are mapped to ${field}`);
    else decided.set(index, target);
  }
  for (const column of wishes.ignore) {
    const index = columnNamed(headers, column);
    if (index < 0)
      flaws.push(`--ignore names the column "${column}", which is not in the file${hint(column, headers)}`);
    else if (decided.has(index)) flaws.push(`the column "${column}" is both mapped and ignored`);
    else decided.set(index, { kind: 'left-out', rule: '--ignore' });
  }
}

function hint(wanted: string, among: readonly string[]): string {
  const near = nearest(wanted, among);
  return near === undefined ? '' : ` (did you mean "${near}"?)`;
}

const fieldNames: readonly string[] = ['external_id', 'name', 'email', 'phonenumber'];

function targetNamed(name: string, schema: readonly Attribute[]): Target | undefined {
  if (fieldNames.includes(name)) return { kind: 'field', field: name as Field };
  if (name === 'stripe' || name === 'stripe_accounts') return { kind: 'stripe' };
  const attribute = attributeNamed(name.replace(/^custom_attributes\./, ''), schema);
  return attribute === undefined || attribute.archived ? undefined : { kind: 'attribute', attribute };
}

function attributeNamed(name: string, schema: readonly Attribute[]): Attribute | undefined {
  return schema.find((attribute) => attribute.name === name);
}

function unknownField(field: string, schema: readonly Attribute[]): string {
  const attribute = attributeNamed(field.replace(/^custom_attributes\./, ''), schema);
  if (attribute?.archived) return `the attribute "${field}" is archived and takes no values`;
  const known = [...fieldNames, 'stripe', ...schema.map(({ name }) => name)];
  return `--map names the field "${field}", which this bot does not have${hint(field, known)}`;
}

function sameTarget(one: Target, other: Target): boolean {
  if (one.kind === 'field' && other.kind === 'field') return one.field === other.field;
  if (one.kind === 'attribute' && other.kind === 'attribute')
    return one.attribute.name === other.attribute.name;
  return one.kind === 'stripe' && other.kind === 'stripe';
}

function isTaken(target: Target, decided: ReadonlyMap<number, Target>): boolean {
  return [...decided.values()].some((other) => sameTarget(other, target));
}

/** The API's own names, so that what it sends can be sent back, and the columns of our own reports. */
function applyOwnNames(
  headers: readonly string[],
  schema: readonly Attribute[],
  decided: Map<number, Target>,
): void {
  for (const [index, header] of headers.entries()) {
    if (decided.has(index)) continue;
    const isOwn =
      fieldNames.includes(header) || header === 'stripe_accounts' || header.startsWith('custom_attributes.');
    const target = isOwn ? targetNamed(header, schema) : undefined;
    const rule = ruleThatLeavesOut(header, headers);
    if (target !== undefined && !isTaken(target, decided)) decided.set(index, target);
    else if (rule !== undefined) decided.set(index, { kind: 'left-out', rule });
  }
}

function applyAliases(headers: readonly string[], decided: Map<number, Target>, flaws: string[]): void {
  const layout = isGoogleLayout(headers) ? 'google' : 'any';
  for (const field of fieldNames as readonly Field[]) {
    if (isTaken({ kind: 'field', field }, decided)) continue;
    const found = firstAlias(headers, fieldAliases(field, layout), decided);
    if (found.length > 1)
      flaws.push(`the columns ${found.map((i) => `"${headers[i]}"`).join(' and ')} both look like ${field}`);
    else if (found[0] !== undefined) decided.set(found[0], { kind: 'field', field });
  }
  const hasName = isTaken({ kind: 'field', field: 'name' }, decided);
  for (const [index, header] of headers.entries()) {
    const part = decided.has(index) ? undefined : namePartOf(header);
    if (part === undefined) continue;
    decided.set(
      index,
      hasName
        ? { kind: 'left-out', rule: 'parts of the name, which is there as a whole' }
        : { kind: 'name-part', part },
    );
  }
}

/** The columns that bear the most telling of these names. */
function firstAlias(
  headers: readonly string[],
  aliases: readonly string[],
  decided: ReadonlyMap<number, Target>,
): readonly number[] {
  const free = [...headers.keys()].filter((index) => !decided.has(index));
  for (const alias of aliases) {
    const found = free.filter((index) => foldedName(headers[index] ?? '') === alias);
    if (found.length > 0) return found;
  }
  return [];
}

function applyAttributes(
  headers: readonly string[],
  schema: readonly Attribute[],
  decided: Map<number, Target>,
  flaws: string[],
): void {
  for (const [index, header] of headers.entries()) {
    if (decided.has(index)) continue;
    const name = header.replace(/^custom_attributes\./, '');
    const attribute = attributeNamed(name, schema) ?? onlyOne(schema.filter((one) => isCalled(one, name)));
    if (attribute === undefined) continue;
    const target: Target = { kind: 'attribute', attribute };
    if (isTaken(target, decided)) flaws.push(`two columns are for the attribute ${attribute.name}`);
    else if (attribute.archived)
      flaws.push(
        `the column "${header}" is for the attribute ${attribute.name}, which is archived and takes no values`,
      );
    else if (attribute.type === 'other')
      flaws.push(`the attribute ${attribute.name} has a type this version does not know`);
    else decided.set(index, target);
  }
}

function isCalled(attribute: Attribute, name: string): boolean {
  return foldedName(attribute.name) === foldedName(name) || foldedName(attribute.label) === foldedName(name);
}

function onlyOne<T>(list: readonly T[]): T | undefined {
  return list.length === 1 ? list[0] : undefined;
}

function missingId(columns: readonly Column[]): readonly string[] {
  if (columns.some(({ target }) => target.kind === 'field' && target.field === 'external_id')) return [];
  const headers = columns.map(({ header }) => header);
  const near = nearest('external_id', headers);
  const found = headers
    .slice(0, 12)
    .map((header) => `"${header}"`)
    .join(', ');
  return [
    `no column is your own id of the contact (external_id, which every contact needs); found: ${found}${headers.length > 12 ? ', …' : ''}` +
      `${near === undefined ? '' : `; did you mean "${near}"?`}`,
  ];
}

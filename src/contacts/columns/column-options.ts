import { type SavedMap, stripeWithEmail, undecided } from './map-file.js';
import { foldedName, nearest } from './names.js';
import { fieldNames, hasNamePart, isTaken, type Planning, type Target, targetNamed } from './target.js';
import type { Source } from './vendors.js';

/** What the user specified about columns. */
export type ColumnOptions = {
  /** `FIELD=COLUMN`, as typed. */
  readonly map: readonly string[];
  readonly ignore: readonly string[];
  readonly unknown: 'error' | 'ignore';
  /** Derive an id from the email address where there is none. */
  readonly deriveIds: boolean;
  /** What identifies a contact that exists: its id, or its email address (--key email). */
  readonly key?: 'id' | 'email';
  /** Which program the file is from. */
  readonly source: Source;
  /** A saved mapping, and its file; the options above take precedence. */
  readonly saved?: { readonly map: SavedMap; readonly path: string } | undefined;
};

export function applyOptions(planning: Planning, options: ColumnOptions): void {
  for (const wish of options.map) applyMap(planning, wish);
  for (const column of options.ignore) applyIgnore(planning, column);
  if (options.saved !== undefined) applySaved(planning, options.saved.map, options.saved.path);
}

function applySaved(planning: Planning, { columns }: SavedMap, path: string): void {
  const { headers, schema, decided, flaws } = planning;
  const places = placesByHeader(headers);
  for (const { column, to } of columns) {
    // Columns of one name were saved in the order of the file.
    const index = places.get(column)?.shift();
    if (index === undefined || decided.has(index) || to === undecided) continue;
    const target = savedTarget(to, schema);
    if (target === undefined) flaws.push(`${path} maps "${column}" to ${to}, which this bot does not have`);
    else if (!isTaken(planning, target)) decided.set(index, target);
  }
}

function placesByHeader(headers: readonly string[]): ReadonlyMap<string, number[]> {
  const places = new Map<string, number[]>();
  for (const [index, header] of headers.entries()) {
    const held = places.get(header);
    if (held === undefined) places.set(header, [index]);
    else held.push(index);
  }
  return places;
}

function savedTarget(to: string | null, schema: Planning['schema']): Target | undefined {
  if (to === null) return { kind: 'left-out', rule: '--map-file' };
  if (to === stripeWithEmail) return { kind: 'stripe', withEmail: true };
  const [, rank] = /^spare-phone:(\d{1,3})$/.exec(to) ?? [];
  return rank === undefined ? targetNamed(to, schema) : { kind: 'spare-phone', rank: Number(rank) };
}

function applyMap(planning: Planning, wish: string): void {
  const { schema, decided, flaws } = planning;
  const at = wish.indexOf('=');
  const [field, column] = [wish.slice(0, at), wish.slice(at + 1)];
  if (at < 1 || column === '') {
    flaws.push(`--map "${wish}" is not FIELD=COLUMN`);
    return;
  }
  const index = columnNamed(planning, column, '--map');
  const target = targetNamed(field, schema);
  if (index === undefined) return;
  if (target === undefined) flaws.push(unknownField(field, planning));
  else if (decided.has(index)) flaws.push(`the column "${column}" is mapped twice`);
  else if (isTaken(planning, target)) flaws.push(`two columns are mapped to ${field}`);
  else if (isWholeAndParts(planning, target)) flaws.push('the name is mapped both as a whole and in parts');
  else decided.set(index, target);
}

function isWholeAndParts(planning: Planning, target: Target): boolean {
  if (target.kind === 'name-part') return isTaken(planning, { kind: 'field', field: 'name' });
  return target.kind === 'field' && target.field === 'name' && hasNamePart(planning);
}

function applyIgnore(planning: Planning, column: string): void {
  const { headers, decided, flaws } = planning;
  const inside = headers.flatMap((header, index) => (header.startsWith(`${column}.`) ? [index] : []));
  if (inside.length > 0 && !headers.includes(column)) {
    // What is mapped by path is taken out of the object; the rest of it is left out.
    for (const index of inside)
      if (!decided.has(index)) decided.set(index, { kind: 'left-out', rule: '--ignore' });
    return;
  }
  const index = columnNamed(planning, column, '--ignore');
  if (index === undefined) return;
  if (decided.has(index)) flaws.push(`the column "${column}" is both mapped and ignored`);
  else decided.set(index, { kind: 'left-out', rule: '--ignore' });
}

/** The column that a flag names by its header or by its place (`#2`); a flaw if there is none, or more than one. */
function columnNamed(planning: Planning, wanted: string, flag: string): number | undefined {
  const { headers, folded, vendor, flaws } = planning;
  const exact = placesOf(headers, wanted);
  const found = exact.length > 0 ? exact : (placed(headers, wanted) ?? placesOf(folded, foldedName(wanted)));
  const [first, second] = found;
  if (first === undefined) {
    flaws.push(`${flag} names the column "${wanted}", which is not in the file${hint(wanted, headers)}`);
    return undefined;
  }
  if (second === undefined || vendor?.hasRawTwins) return first;
  const places = found.map((index) => `#${index + 1}`).join(' and ');
  flaws.push(`${flag} names the column "${wanted}", and there are several: name one by its place, ${places}`);
  return undefined;
}

function placesOf(names: readonly string[], wanted: string): readonly number[] {
  return names.flatMap((name, index) => (name === wanted ? [index] : []));
}

/** `#1` is the first column. */
function placed(headers: readonly string[], wanted: string): readonly number[] | undefined {
  const [, number] = /^#(\d{1,6})$/.exec(wanted) ?? [];
  if (number === undefined) return undefined;
  return Number(number) >= 1 && Number(number) <= headers.length ? [Number(number) - 1] : [];
}

function hint(wanted: string, among: readonly string[]): string {
  const near = placed(among, `#${wanted}`)?.length === 1 ? `#${wanted}` : nearest(wanted, among);
  return near === undefined ? '' : ` (did you mean "${near}"?)`;
}

function unknownField(field: string, { schema }: Planning): string {
  const attribute = schema.find(({ name }) => name === field.replace(/^custom_attributes\./, ''));
  if (attribute?.archived) return `the attribute "${field}" is archived and accepts no values`;
  return `--map names the field "${field}", which this bot does not have${hint(field, [...fieldNames, 'stripe', ...schema.map(({ name }) => name)])}`;
}

import type { NamePart } from './field.js';
import { type SavedMap, stripeWithEmail, undecided } from './map-file.js';
import { foldedName, nearest } from './names.js';
import { fieldNames, isTaken, type Planning, type Target, targetNamed } from './target.js';
import type { Source } from './vendors.js';

/** What the user specified about columns. */
export type ColumnOptions = {
  /** `FIELD=COLUMN`, as typed. */
  readonly map: readonly string[];
  readonly ignore: readonly string[];
  readonly unknown: 'error' | 'ignore';
  /** Derive an id from the email address where there is none. */
  readonly deriveIds: boolean;
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
  const { headers, decided, flaws } = planning;
  for (const { column, to } of columns) {
    const index = headers.indexOf(column);
    if (index < 0 || decided.has(index) || to === undecided) continue;
    const target = savedTarget(to, planning);
    if (target === undefined) flaws.push(`${path} maps "${column}" to ${to}, which this bot does not have`);
    else if (!isTaken(planning, target)) decided.set(index, target);
  }
}

function savedTarget(to: string | null, { schema }: Planning): Target | undefined {
  if (to === null) return { kind: 'left-out', rule: '--map-file' };
  if (to === stripeWithEmail) return { kind: 'stripe', withEmail: true };
  const [, rank] = /^spare-phone:(\d{1,3})$/.exec(to) ?? [];
  if (rank !== undefined) return { kind: 'spare-phone', rank: Number(rank) };
  const [, part] = /^name:(first|middle|last)$/.exec(to) ?? [];
  return part === undefined ? targetNamed(to, schema) : { kind: 'name-part', part: part as NamePart };
}

function applyMap(planning: Planning, wish: string): void {
  const { headers, schema, decided, flaws } = planning;
  const at = wish.indexOf('=');
  const [field, column] = [wish.slice(0, at), wish.slice(at + 1)];
  const index = columnNamed(planning, column);
  const target = targetNamed(field, schema);
  if (at < 1 || column === '') flaws.push(`--map "${wish}" is not FIELD=COLUMN`);
  else if (index < 0)
    flaws.push(`--map names the column "${column}", which is not in the file${hint(column, headers)}`);
  else if (target === undefined) flaws.push(unknownField(field, planning));
  else if (decided.has(index)) flaws.push(`the column "${column}" is mapped twice`);
  else if (isTaken(planning, target)) flaws.push(`two columns are mapped to ${field}`);
  else decided.set(index, target);
}

function applyIgnore(planning: Planning, column: string): void {
  const { headers, decided, flaws } = planning;
  const index = columnNamed(planning, column);
  if (index < 0)
    flaws.push(`--ignore names the column "${column}", which is not in the file${hint(column, headers)}`);
  else if (decided.has(index)) flaws.push(`the column "${column}" is both mapped and ignored`);
  else decided.set(index, { kind: 'left-out', rule: '--ignore' });
}

function columnNamed({ headers, folded }: Planning, wanted: string): number {
  const exact = headers.indexOf(wanted);
  return exact >= 0 ? exact : folded.indexOf(foldedName(wanted));
}

function hint(wanted: string, among: readonly string[]): string {
  const near = nearest(wanted, among);
  return near === undefined ? '' : ` (did you mean "${near}"?)`;
}

function unknownField(field: string, { schema }: Planning): string {
  const attribute = schema.find(({ name }) => name === field.replace(/^custom_attributes\./, ''));
  if (attribute?.archived) return `the attribute "${field}" is archived and accepts no values`;
  return `--map names the field "${field}", which this bot does not have${hint(field, [...fieldNames, 'stripe', ...schema.map(({ name }) => name)])}`;
}

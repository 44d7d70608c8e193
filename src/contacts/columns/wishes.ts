import { foldedName, nearest } from './names.js';
import { fieldNames, isTaken, type Planning, targetNamed } from './planning.js';
import type { Source } from './vendors.js';

/** What the user said about columns. */
export type ColumnWishes = {
  /** `FIELD=COLUMN`, as typed. */
  readonly map: readonly string[];
  readonly ignore: readonly string[];
  readonly unknown: 'error' | 'ignore';
  /** Make an id of the e-mail address where there is none. */
  readonly deriveIds: boolean;
  /** Which program the file is from. */
  readonly source: Source;
};

export function applyWishes(planning: Planning, wishes: ColumnWishes): void {
  for (const wish of wishes.map) applyMap(planning, wish);
  for (const column of wishes.ignore) applyIgnore(planning, column);
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
  if (attribute?.archived) return `the attribute "${field}" is archived and takes no values`;
  return `--map names the field "${field}", which this bot does not have${hint(field, [...fieldNames, 'stripe', ...schema.map(({ name }) => name)])}`;
}

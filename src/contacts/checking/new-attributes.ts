import type { Attribute, AttributeType } from '../../api/attrs.js';
import { quoted } from '../../base/escape/shell.js';
import { Failure } from '../../base/failure.js';
import { counted } from '../../base/text.js';
import { asAttributeName, isReservedName } from '../attribute-name.js';
import { isConsent } from '../columns/consent.js';
import { isIdentifier } from '../columns/identifier.js';
import { foldedName } from '../columns/names.js';
import { type Column, columnName } from '../columns/target.js';
import { type Cell, isUnreadable, type Row, type Table } from '../reading/row.js';
import { type AttributeRules, attributeValue } from './attribute-value.js';
import { type CleaningRules, cleaned } from './cleaned.js';
import { shown } from './invisible.js';
import { isBlankCell, isFlawed } from './values.js';

/** An attribute that an unmapped column could become, and why it is of this type. */
export type ProposedAttribute = Pick<Attribute, 'name' | 'label' | 'type'> & { readonly evidence: string };

/** The types that the user chose for columns, by header or by attribute name. */
export type ChosenTypes = ReadonlyMap<string, NewType>;
export type NewType = Exclude<AttributeType, 'other'>;

/** The narrowest first; 1 and 0 are numbers. */
export const newTypes: readonly NewType[] = ['number', 'boolean', 'date', 'text'];

export type Proposing = {
  readonly columns: readonly Column[];
  readonly schema: readonly Attribute[];
  readonly chosen: ChosenTypes;
  readonly rules: CleaningRules & AttributeRules;
};

/** A value that rules a type out, and its line. */
export type Counterexample = { readonly type: NewType; readonly value: string; readonly line: number };

/** An unmapped column that has values, and the attribute that it could become. */
export type FilledColumn = {
  readonly column: Column;
  /** How many cells have a value. */
  readonly cells: number;
  /** Its first different values. */
  readonly samples: readonly string[];
  /** The types that do not fit, each with the first value that rules it out. */
  readonly against: readonly Counterexample[];
  /** Undefined for a column with lists or objects. */
  readonly attribute: ProposedAttribute | undefined;
};

/**
 * Reads all rows and finds the unmapped columns that have values, each with an attribute for it: of the type the user chose, else
 * text for numbers that are called like an identifier or as long as one, else of the narrowest type that fits every cell.
 */
export async function filledColumns(
  table: Table,
  { columns, schema, chosen, rules }: Proposing,
): Promise<readonly FilledColumn[]> {
  const open = columns
    .filter(({ target }) => target.kind === 'unknown')
    .map((column) => ({ column, evidence: new Evidence() }));
  for await (const rows of table.rows())
    for (const row of rows)
      for (const { column, evidence } of isUsable(row, table) ? open : [])
        evidence.look(row.cells[column.index], row.line, rules);
  const filled = open.filter(({ evidence }) => evidence.cells > 0);
  const names = freeNames(
    filled.map(({ column }) => column),
    schema,
  );
  return filled.map(({ column, evidence }, i) => {
    const name = names[i] ?? '';
    const type = chosen.get(column.header) ?? chosen.get(foldedName(column.header)) ?? chosen.get(name);
    const attribute = {
      name,
      label: labelOf(column),
      ...evidence.type(type, isIdentifier(column.header)),
    };
    const { cells, samples, against, hasObjects } = evidence;
    return { column, cells, samples, against, attribute: hasObjects ? undefined : attribute };
  });
}

/** A row that has too few or too many cells may have them in the wrong columns. */
function isUsable(row: Row, { columns }: Pick<Table, 'columns'>): boolean {
  return !isUnreadable(row) && row.cells.length === columns.length;
}

/**
 * Proposes an attribute for each unmapped column that has values. A column about consent, or with lists or objects, never becomes
 * one unless the user says so. Throws one Failure 'usage' with every name that cannot be one: attributes cannot be deleted.
 */
export async function proposedAttributes(
  table: Table,
  { columns, ...proposing }: Proposing,
): Promise<readonly ProposedAttribute[]> {
  const found = await filledColumns(table, {
    ...proposing,
    columns: columns.filter(({ header }) => !isConsent(header)),
  });
  const filled = found.flatMap(({ column, attribute }) =>
    attribute === undefined ? [] : [{ column, attribute }],
  );
  const proposed = filled.map(({ attribute }) => attribute);
  const named = filled.map(({ column }) => column);
  refuseUnusable(named, proposed);
  refuseUnusedTypes(
    proposing.chosen,
    named,
    proposed.map(({ name }) => name),
  );
  return proposed;
}

const maxSamples = 3;

/** A phone number without its plus, an account number, a card number: no quantity has eleven digits in a file of contacts. */
const longDigits = /^\s*\d{11,}\s*$/;

/** What the cells of a column could be. */
class Evidence {
  cells = 0;
  hasObjects = false;
  readonly samples: string[] = [];
  readonly against: Counterexample[] = [];
  #longest: { readonly cell: string; readonly line: number } | undefined;
  readonly #fits = new Set<NewType>(newTypes);
  /** The last cell that ruled a type out. */
  #against: { readonly cell: Cell; readonly line: number } | undefined;

  look(written: Cell, line: number, rules: CleaningRules & AttributeRules): void {
    if (isBlankCell(written)) return;
    if (typeof written === 'object') this.hasObjects = true;
    let isFilled = false;
    for (const type of this.#fits) {
      const { cell, isUndecided } = cleaned(written, type, rules);
      if (isUndecided || isBlankCell(cell)) continue;
      isFilled = true;
      if (type === 'text' || (!isPhoneLike(cell, type) && !isFlawed(attributeValue(cell, type, rules))))
        continue;
      this.#fits.delete(type);
      this.#against = { cell, line };
      this.against.push({ type, value: shown(cell), line });
    }
    if (!isFilled) return;
    this.cells++;
    const text = shown(written);
    if (longDigits.test(text)) this.#longest ??= { cell: text, line };
    if (this.samples.length < maxSamples && !this.samples.includes(text)) this.samples.push(text);
  }

  type(chosen: NewType | undefined, isIdentifier: boolean): Pick<ProposedAttribute, 'type' | 'evidence'> {
    if (chosen !== undefined) return { type: chosen, evidence: 'as you chose' };
    const type = newTypes.find((one) => this.#fits.has(one)) ?? 'text';
    if (type === 'number' && isIdentifier)
      return { type: 'text', evidence: 'it is called like an identifier' };
    if (type === 'number' && this.#longest !== undefined)
      return {
        type: 'text',
        evidence: `${this.#longest.cell} on line ${this.#longest.line} is as long as an identifier`,
      };
    if (type !== 'text') return { type, evidence: `${counted(this.cells, 'value')}, all fit` };
    const { cell, line } = this.#against ?? { cell: '', line: 0 };
    return { type, evidence: `because of ${shown(cell)} on line ${line}` };
  }
}

/** `+49301` parses as a number but is not one. */
function isPhoneLike(cell: Cell, type: AttributeType): boolean {
  return type === 'number' && typeof cell === 'string' && cell.startsWith('+');
}

const maxNameLength = 60;

/** Lowercase letters, digits and underscores, starting with a letter; never a name that is already taken. */
function freeNames(columns: readonly Column[], schema: readonly Attribute[]): readonly string[] {
  const taken = new Set(schema.map(({ name }) => name));
  const next = new Map<string, number>();
  return columns.map(({ header }) => {
    const first = asAttributeName(header).slice(0, maxNameLength) || 'column';
    let number = next.get(first) ?? 1;
    let name = number === 1 ? first : `${first}_${number}`;
    while (taken.has(name)) name = `${first}_${++number}`;
    next.set(first, number + 1);
    taken.add(name);
    return name;
  });
}

function labelOf({ index, header }: Column): string {
  return header === '' ? `Column ${index + 1}` : header.trim();
}

/** Why no attribute of this name can be created; `undefined` if one can. */
export function whyUnusable({ name, label }: ProposedAttribute): string | undefined {
  if (isReservedName(name)) return `${name} is a name that the API reserves`;
  return /[\u0000-\u001f\u007f-\u009f]/.test(label) || !label.isWellFormed()
    ? 'its name has a control character or half a character'
    : undefined;
}

function refuseUnusable(columns: readonly Column[], proposed: readonly ProposedAttribute[]): void {
  const flaws = proposed.flatMap((attribute, i) => {
    const column = columns[i] ?? { index: i, header: attribute.label };
    const why = whyUnusable(attribute);
    return why === undefined ? [] : [{ column, why }];
  });
  if (flaws.length === 0) return;
  const ignore = flaws.map(({ column }) => `--ignore ${quoted(columnName(column))}`);
  throw new Failure(
    'usage',
    `No attribute can be made of ${flaws.map(({ column, why }) => `"${columnName(column)}": ${why}`).join('; ')}; nothing was created`,
    {
      advice: `Leave it out with ${ignore.join(' ')}, or create an attribute of another name (cbase attrs create) and map the column to it with --map`,
    },
  );
}

function refuseUnusedTypes(chosen: ChosenTypes, columns: readonly Column[], names: readonly string[]): void {
  const known = new Set([...names, ...columns.flatMap(({ header }) => [header, foldedName(header)])]);
  const unused = [...chosen.keys()].filter((name) => !known.has(name));
  if (unused.length === 0) return;
  throw new Failure(
    'usage',
    `--create-attrs names ${unused.map((name) => `"${name}"`).join(', ')}, which is no unmapped column with values`,
    { advice: 'Use the name of an unmapped column, or leave it out' },
  );
}

import { csvText, tsvText } from '../base/csv.js';
import { guardedCell } from '../base/escape/csv-formula.js';
import { inertJson, plain, plainLine } from '../base/escape/terminal.js';
import { Failure } from '../base/failure.js';
import type { Io } from '../base/io.js';
import { widthOf } from '../base/width.js';
import { colorsFor } from './color.js';
import type { List } from './list-table.js';
import { wordWrapper } from './reply/wrap.js';
import { writeOut } from './streams.js';
import type { Column } from './table-fit.js';

export const formats = ['table', 'json', 'ndjson', 'yaml', 'csv', 'tsv', 'id'] as const;
export type Format = (typeof formats)[number];

export type OutputOptions = {
  readonly format?: Format | undefined;
  readonly json?: boolean | undefined;
  /** `a,b`; true when the flag came without a value. */
  readonly fields?: string | true | undefined;
  /** Omits the column names of a table, CSV or TSV. */
  readonly noHeader?: boolean | undefined;
  readonly color?: boolean | undefined;
  readonly quiet?: boolean | undefined;
  /** The zone in which a table shows times; that of this machine without it. */
  readonly tz?: string | undefined;
};

/** How objects of one kind are printed. `raw` is what the API sent; `columns` are for people. */
export type View<T> = {
  /** The default columns of a table; all columns when absent. */
  readonly short?: readonly string[];
  readonly columns: Readonly<Record<string, (thing: T) => unknown>>;
  /** How columns look in a table, where they are not plain text under the name of their field. */
  readonly layout?: Readonly<Record<string, Partial<Column>>>;
  readonly raw: (thing: T) => object;
  readonly id: (thing: T) => string;
};

/** How a list is printed. YAML is made of the JSON document, when it is complete. */
export type ListFormat = Exclude<Format, 'yaml'>;

/** The chosen format; by default a table on a terminal and CSV in a pipe. */
export function formatOf(io: Io, { format, json }: OutputOptions): ListFormat {
  if (json || format === 'yaml') return 'json';
  return format ?? (io.stdout.isTTY ? 'table' : 'csv');
}

/** Prints the names that --fields accepts. */
export async function printFields(
  io: Io,
  options: Pick<OutputOptions, 'json'> & { readonly format?: string | undefined },
  { columns }: { readonly columns: object },
): Promise<undefined> {
  const names = Object.keys(columns);
  const isJson = options.json || options.format === 'json';
  await writeOut(io, isJson ? `${inertJson(names)}\n` : `${names.join('\n')}\n`);
}

/** Prints a list in the chosen format. An empty list is an empty table with its header, an empty array, or no lines. */
export async function printList<T>(
  io: Io,
  options: OutputOptions,
  view: View<T>,
  things: readonly T[],
): Promise<void> {
  const format = formatOf(io, options);
  if (format !== 'table') return writeOut(io, textOf(io, options, { view, things, format }));
  const { printTable } = await import('./list-table.js');
  return printTable(io, options, listOf(options, view, things));
}

type Listing<T> = {
  readonly view: View<T>;
  readonly things: readonly T[];
  readonly format: Exclude<ListFormat, 'table'>;
};

function textOf<T>(io: Io, options: OutputOptions, { view, things, format }: Listing<T>): string {
  const names = chosenFields(options.fields, view, format);
  const picked = (thing: T) => (options.fields === undefined ? view.raw(thing) : pick(view, names, thing));
  switch (format) {
    case 'json':
      return `${inertJson(things.map(picked), 2)}\n`;
    case 'ndjson':
      return things.map((thing) => `${inertJson(picked(thing))}\n`).join('');
    case 'id':
      return things.map((thing) => `${plainLine(view.id(thing))}\n`).join('');
    case 'csv':
    case 'tsv': {
      const text = separated(format, options, { view, names, things });
      return io.stdout.isTTY ? plain(text) : text;
    }
  }
}

/** Prints one object: one field per line on a terminal, otherwise a list of one. JSON is the object itself. */
export async function printOne<T>(io: Io, options: OutputOptions, view: View<T>, thing: T): Promise<void> {
  const format = formatOf(io, options);
  if (format === 'json' && options.fields === undefined)
    return writeOut(io, `${inertJson(view.raw(thing), 2)}\n`);
  if (format !== 'table' || options.fields !== undefined) return printList(io, options, view, [thing]);
  const paint = await colorsFor(io, io.stdout, options.color);
  const names = Object.keys(view.columns);
  const width = Math.max(...names.map((name) => name.length));
  const lines = names.map((name) => {
    const value = plainLine(shown(view.columns[name]?.(thing)));
    return `${paint.bold(name.padEnd(width))}  ${beside(io, value, width + 2)}\n`;
  });
  return writeOut(io, lines.join(''));
}

/** A value behind its name: on a terminal, lines that do not fit continue below its beginning. */
function beside({ stdout, env }: Io, value: string, indent: number): string {
  if (!stdout.isTTY) return value;
  const wrapper = wordWrapper(Math.max(narrowestValue, widthOf(stdout, env) - indent));
  return (wrapper.push(value) + wrapper.end()).replaceAll('\n', `\n${' '.repeat(indent)}`);
}

const narrowestValue = 20;

/** Throws Failure 'usage' for unknown fields. Call it before doing anything. */
export function checkFields<T>({ fields }: OutputOptions, view: View<T>): void {
  chosenFields(fields, view, 'csv');
}

function chosenFields<T>(
  fields: string | true | undefined,
  view: View<T>,
  format: ListFormat,
): readonly string[] {
  const known = Object.keys(view.columns);
  if (typeof fields !== 'string') return format === 'table' ? (view.short ?? known) : known;
  const chosen = fields.split(',').map((name) => name.trim());
  const unknown = chosen.filter((name) => !known.includes(name));
  if (unknown.length === 0) return chosen;
  throw new Failure('usage', `Unknown field "${unknown.join('", "')}"`, {
    advice: `Choose from: ${known.join(', ')}`,
  });
}

function pick<T>(view: View<T>, names: readonly string[], thing: T): object {
  return Object.fromEntries(names.map((name) => [name, view.columns[name]?.(thing) ?? null]));
}

/** A value as text: empty for null and undefined, JSON for anything that is not a string. */
function shown(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

type Cells<T> = {
  readonly view: View<T>;
  readonly names: readonly string[];
  readonly things: readonly T[];
};

function separated<T>(
  format: 'csv' | 'tsv',
  { noHeader }: OutputOptions,
  { view, names, things }: Cells<T>,
): string {
  const rows = things.map((thing) => names.map((name) => guardedValue(view.columns[name]?.(thing))));
  return (format === 'csv' ? csvText : tsvText)(noHeader ? rows : [names, ...rows]);
}

/** A value as a cell for spreadsheets: numbers as they are, other values escaped against formula injection. */
export function guardedValue(value: unknown): string {
  return typeof value === 'number' ? String(value) : guardedCell(shown(value));
}

/** What a table shows of things. Throws Failure 'usage' for unknown fields. */
export function listOf<T>({ fields, tz }: OutputOptions, view: View<T>, things: readonly T[]): List {
  const names = chosenFields(fields, view, 'table');
  return {
    names,
    rows: things.map((thing) => names.map((name) => shown(view.columns[name]?.(thing)))),
    layout: view.layout ?? {},
    isChosen: typeof fields === 'string',
    zone: tz,
  };
}

import type { Cell, Row } from '../reading/row.js';
import type { Entry, Fault } from './fault.js';
import { flagsFor } from './fault-flags.js';

/** Rejected rows with the same fault in the same column. */
export type FaultGroup = {
  /** Null for a fault that belongs to no column. */
  readonly column: string | null;
  readonly code: string;
  readonly rows: number;
  /** The first of these rows. */
  readonly line: number;
  /** Its place in a JSON array, where the line does not tell. */
  readonly element?: number;
  /** What is wrong with it, without the name of the column. */
  readonly message: string;
  /** The most frequent values of the column in these rows, at most five; of a fault without a column, its messages. */
  readonly values: readonly FaultValue[];
  /** How many other values there are; a lower bound if there are more than a thousand. */
  readonly moreValues: number;
  /** Flags with which these rows would pass, ready to be typed; empty where none are known. */
  readonly flags: readonly string[];
};

export type FaultValue = {
  readonly value: string;
  readonly rows: number;
  /** The first row with it. */
  readonly line: number;
  readonly element?: number;
};

/** The first rows that were not imported, how many more there are, and all rejected rows by what is wrong with them. */
export type Faults = {
  readonly faults: readonly Fault[];
  readonly more: number;
  readonly groups: readonly FaultGroup[];
};

type Counted = { rows: number; readonly line: number; readonly element?: number };
type Open = {
  readonly first: Omit<FaultGroup, 'rows' | 'values' | 'moreValues' | 'flags'>;
  rows: number;
  readonly values: Map<string, Counted>;
  uncounted: number;
};

const maxValues = 1000;
const maxNamed = 5;
const maxLength = 80;

/** Counts every fault of every rejected row, by column and value. What it holds does not grow with the file. */
export class FaultGroups {
  readonly #groups = new Map<string, Open>();
  readonly #places: ReadonlyMap<string, number>;

  /** `columns` are the headers of the file. */
  constructor(columns: readonly string[]) {
    // A header that occurs twice does not tell which cell a fault is about.
    this.#places = new Map(
      columns.flatMap((name, at) =>
        columns.indexOf(name) === columns.lastIndexOf(name) ? [[name || `#${at + 1}`, at]] : [],
      ),
    );
  }

  add({ row, flaws }: Entry): void {
    const seen = new Set<Open>();
    for (const { column, code, message } of flaws) {
      const key = JSON.stringify([column ?? null, code]);
      const prefix = `"${column}": `;
      const group = this.#groups.get(key) ?? {
        first: {
          column: column ?? null,
          code,
          ...placeOf(row),
          message:
            column !== undefined && message.startsWith(prefix) ? message.slice(prefix.length) : message,
        },
        ...{ rows: 0, values: new Map<string, Counted>(), uncounted: 0 },
      };
      this.#groups.set(key, group);
      if (seen.has(group)) continue;
      seen.add(group);
      group.rows++;
      const at = column === undefined ? undefined : this.#places.get(column);
      const value = column === undefined ? message : at === undefined ? '' : textOf(row.cells[at]);
      if (value !== '') countValue(group, value, row);
    }
  }

  /** The most frequent first. */
  groups(): readonly FaultGroup[] {
    return [...this.#groups.values()]
      .map(groupOf)
      .sort((one, other) => other.rows - one.rows || one.line - other.line);
  }
}

function placeOf({ line, element }: Row): Pick<FaultGroup, 'line' | 'element'> {
  return { line, ...(element !== undefined && { element }) };
}

function countValue(group: Open, value: string, row: Row): void {
  const held = group.values.get(value);
  if (held !== undefined) held.rows++;
  else if (group.values.size < maxValues) group.values.set(value, { rows: 1, ...placeOf(row) });
  else group.uncounted = 1;
}

function groupOf({ first, rows, values, uncounted }: Open): FaultGroup {
  const ranked = [...values].sort(([, one], [, other]) => other.rows - one.rows || one.line - other.line);
  return {
    ...first,
    rows,
    values: ranked.slice(0, maxNamed).map(([value, counted]) => ({ value, ...counted })),
    moreValues: Math.max(0, ranked.length - maxNamed) + uncounted,
    flags: flagsFor(first.code, [...values.keys()]),
  };
}

function textOf(cell: Cell): string {
  const text = typeof cell === 'string' ? cell.trim() : (JSON.stringify(cell) ?? '');
  return text.length <= maxLength ? text : `${text.slice(0, maxLength - 1).toWellFormed()}…`;
}

/** How many faults there are, by code: a row counts once for each of its columns that has one. */
export function faultsByCode(groups: readonly FaultGroup[]): Readonly<Record<string, number>> {
  const rows: Record<string, number> = {};
  for (const group of groups) rows[group.code] = (rows[group.code] ?? 0) + group.rows;
  return rows;
}

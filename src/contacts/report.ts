import { join } from 'node:path';
import { csvLine } from './csv-line.js';
import { createFile, type WrittenFile, writeFile } from './files.js';
import type { Reason } from './outcome.js';
import type { Cell, Flaw, Row, Table } from './row.js';

/** The files of a run. Each is created when its first row is written, and only then. */
export type Report = {
  readonly directory: string;
  readonly reject: (row: Row, flaws: readonly Flaw[]) => Promise<void>;
  readonly inDoubt: (row: Row, reason: Reason | undefined) => Promise<void>;
  readonly unprocessed: (row: Row) => Promise<void>;
  /** Writes `summary.json` and sees that every file is on the disk. */
  readonly finish: (summary: object) => Promise<void>;
  readonly close: () => Promise<void>;
  /** The files that were written so far. */
  readonly files: () => readonly string[];
};

const extraColumns = ['_line', '_column', '_code', '_message'] as const;

/**
 * A report in the dialect of its input: the original rows, untouched, and four columns that an import leaves out, so that
 * `rejects.csv` can be mended and imported again. A JSON input gets one object per line.
 */
export function createReport(
  directory: string,
  table: Pick<Table, 'columns' | 'delimiter' | 'format'>,
): Report {
  const suffix = table.format === 'csv' ? 'csv' : 'ndjson';
  const open = new Map<string, Promise<WrittenFile>>();
  const fileOf = (name: string): Promise<WrittenFile> => {
    const path = join(directory, `${name}.${suffix}`);
    const file = open.get(path) ?? begin(path, table);
    open.set(path, file);
    return file;
  };
  const add = async (name: string, row: Row, extras: readonly string[]) =>
    (await fileOf(name)).write(lineOf(row, extras, table));
  const close = async () => {
    for (const file of open.values()) await (await file).close();
  };
  return {
    directory,
    reject: (row, flaws) => add('rejects', row, extrasOf(row, flaws)),
    inDoubt: (row, reason) =>
      add('in-doubt', row, [String(row.line), '', reason?.code ?? '', reason?.message ?? '']),
    unprocessed: (row) => add('unprocessed', row, [String(row.line), '', '', '']),
    finish: async (summary) => {
      await close();
      await writeFile(join(directory, 'summary.json'), `${JSON.stringify(summary, null, 2)}\n`);
    },
    close,
    files: () => [...open.keys()],
  };
}

async function begin(
  path: string,
  { columns, delimiter, format }: Pick<Table, 'columns' | 'delimiter' | 'format'>,
): Promise<WrittenFile> {
  const file = await createFile(path);
  const own = columns.filter((column) => !isExtra(column));
  if (format === 'csv') await file.write(csvLine([...own, ...extraColumns], delimiter));
  return file;
}

function isExtra(column: string): boolean {
  return (extraColumns as readonly string[]).includes(column);
}

function extrasOf(row: Row, flaws: readonly Flaw[]): readonly string[] {
  const all = (part: (flaw: Flaw) => string | undefined) =>
    [...new Set(flaws.map(part).filter((text) => text !== undefined))].join('; ');
  return [
    String(row.line),
    all(({ column }) => column),
    all(({ code }) => code),
    all(({ message }) => message),
  ];
}

// A row of a mended report brings the four columns along; they are written afresh. A ragged row stays ragged.
function lineOf(
  row: Row,
  extras: readonly string[],
  { columns, delimiter, format }: Pick<Table, 'columns' | 'delimiter' | 'format'>,
): string {
  const isWhole = row.cells.length === columns.length;
  const cells = isWhole ? row.cells.filter((_, i) => !isExtra(columns[i] ?? '')) : row.cells;
  if (format === 'csv') return csvLine([...cells.map(String), ...extras], delimiter);
  const own = columns
    .map((name, i): [string, Cell] => [name, row.cells[i]])
    .filter(([name]) => !isExtra(name));
  return `${JSON.stringify(Object.fromEntries([...own, ...extraColumns.map((name, i) => [name, extras[i]])]))}\n`;
}

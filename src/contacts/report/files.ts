import { lstat, readdir, readFile, rm, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { quoted } from '../../base/escape/shell.js';
import { Failure } from '../../base/failure.js';
import { createFile, type WrittenFile, writeFile } from '../../base/files/create.js';
import { isObject, jsonOrNothing } from '../../base/json.js';
import { isReportColumn, reportColumns } from '../columns/report-columns.js';
import type { Flaw, Row, Table } from '../reading/row.js';
import { csvLines } from './csv-line.js';
import { type Entry, type Fault, type Faults, faultOf } from './fault.js';

/** The files of a run. Each is created when its first row is written, and only then. */
export type Report = {
  readonly directory: string;
  /** Adds rows to `rejects.csv`, `duplicates.csv`, `in-doubt.csv` or `unprocessed.csv`. */
  readonly add: (name: ReportFile, entries: readonly Entry[]) => Promise<void>;
  /** Begins a file of another kind; it is closed with the others. */
  readonly begin: (name: string) => Promise<WrittenFile>;
  /** Writes `summary.json` and sees that every file is on the disk. */
  readonly finish: (summary: object) => Promise<void>;
  readonly close: () => Promise<void>;
  /** The files that were written so far. */
  readonly files: () => readonly string[];
  /** The first rows that did not go in, and how many more there are. */
  readonly faults: () => Faults;
};

/** So many faults are kept for CI; all of them are in the files. */
const mostFaults = 1000;

export type ReportFile = 'rejects' | 'duplicates' | 'in-doubt' | 'unprocessed';

/** What a report knows of its input. */
type Layout = Pick<Table, 'columns' | 'delimiter' | 'format'>;

/**
 * A report in the dialect of its input: the original rows, untouched, and four columns that an import leaves out, so that
 * `rejects.csv` can be mended and imported again. A JSON input gets one object per line. What lies at `giveWay` is removed
 * before the first file is written.
 */
export function createReport(directory: string, layout: Layout, giveWay: readonly string[] = []): Report {
  const suffix = layout.format === 'csv' ? 'csv' : 'ndjson';
  const open = new Map<string, Promise<WrittenFile>>();
  const faults: Fault[] = [];
  let more = 0;
  const keepFaults = (name: ReportFile, entries: readonly Entry[]) => {
    const kind = faultKinds[name];
    if (kind === undefined) return;
    const kept = entries.slice(0, mostFaults - faults.length);
    faults.push(...kept.map((entry) => faultOf(entry, kind)));
    more += entries.length - kept.length;
  };
  let cleared: Promise<unknown> | undefined;
  const clear = () => {
    cleared ??= Promise.all(giveWay.map((path) => rm(path, { force: true })));
    return cleared;
  };
  const fileOf = (name: ReportFile): Promise<WrittenFile> => {
    const path = join(directory, `${name}.${suffix}`);
    const file = open.get(path) ?? clear().then(() => begin(path, layout));
    open.set(path, file);
    return file;
  };
  const close = async () => {
    const closings = [...open.values()].map(async (file) => (await file).close());
    // One that fails leaves no other open.
    await Promise.allSettled(closings);
    await Promise.all(closings);
  };
  return {
    directory,
    add: async (name, entries) => {
      keepFaults(name, entries);
      if (entries.length > 0) await (await fileOf(name)).write(linesOf(entries, layout));
    },
    begin: (name) => {
      const path = join(directory, name);
      const file = clear().then(() => createFile(path));
      open.set(path, file);
      return file;
    },
    finish: async (summary) => {
      await close();
      await clear();
      await writeFile(join(directory, 'summary.json'), `${JSON.stringify(summary, null, 2)}\n`);
    },
    close,
    files: () => [...open.keys()],
    faults: () => ({ faults, more }),
  };
}

const faultKinds: Readonly<Partial<Record<ReportFile, Fault['kind']>>> = {
  rejects: 'rejected',
  'in-doubt': 'in doubt',
  unprocessed: 'not sent',
};

/**
 * Makes sure that a report may lie in a directory, and resolves with the files that give way to it: those of a run that sent
 * nothing (a dry run, or too many rejects), unless they were changed since. Nothing is removed yet. Throws Failure 'usage' for
 * any other report, and where the input itself is such a file: it must not be written over, nor found out too late.
 */
export async function oldReport(directory: string, source: string): Promise<readonly string[]> {
  const names = await readdir(directory).catch(async (error) => {
    const isFile = error.code === 'ENOTDIR' && (await lstat(directory).catch(() => undefined))?.isFile();
    if (!isFile) return [];
    throw new Failure('usage', `--report ${directory} is a file`, { advice: 'Name a directory' });
  });
  const held = new Set(names);
  const run = runNames.find((name) => held.has(name));
  if (run !== undefined)
    throw new Failure('usage', `${directory} holds the report of another run (${run})`, {
      advice: `Go on with that run: cbase contacts import resume ${quoted(directory)}; or name another directory with --report`,
    });
  const found = reportNames.filter((name) => held.has(name)).map((name) => join(directory, name));
  if (
    found.length === 0 ||
    (!found.some((path) => resolve(path) === resolve(source)) && (await isUntouched(found)))
  )
    return found;
  throw new Failure('usage', `${found[0]} already exists`, {
    advice: 'Name another directory with --report, or move the old report away',
  });
}

/** True for the whole report of a run that sent nothing, in which nothing was changed after its summary, its last file. */
async function isUntouched(paths: readonly string[]): Promise<boolean> {
  const summary = paths.find((path) => basename(path) === 'summary.json');
  const held = summary && jsonOrNothing(await readFile(summary, 'utf8'));
  if (!isObject(held) || held.run !== null || held.batches !== 0)
    return isObject(held) && held.dryRun === true;
  const times = await Promise.all(paths.map(async (path) => (await stat(path)).mtimeMs));
  const last = (await stat(summary ?? '')).mtimeMs;
  return times.every((time) => time <= last);
}

/** Where the files of a report lie, the summary first. */
export function reportPaths(directory: string): readonly string[] {
  return reportNames.map((name) => join(directory, name));
}

const runNames = ['manifest.json', 'journal.ndjson'];
const reportNames = [
  'summary.json',
  'results.csv',
  ...['rejects', 'duplicates', 'in-doubt', 'unprocessed'].flatMap((name) => [
    `${name}.csv`,
    `${name}.ndjson`,
  ]),
];

async function begin(path: string, { columns, delimiter, format }: Layout): Promise<WrittenFile> {
  const file = await createFile(path);
  const own = columns.filter((column) => !isReportColumn(column));
  if (format === 'csv') await file.write(csvLines([[...own, ...reportColumns]], delimiter));
  return file;
}

function linesOf(entries: readonly Entry[], layout: Layout): string {
  if (layout.format === 'csv')
    return csvLines(
      entries.map((entry) => cellsOf(entry, layout)),
      layout.delimiter,
    );
  return entries.map(jsonLine).join('');
}

/**
 * The four columns stand under their names whatever the row looks like: a short row is filled up before them, the surplus of
 * a long one follows them. A row of a mended report brings the four columns along; they are written afresh.
 */
function cellsOf({ row, flaws }: Entry, { columns }: Layout): readonly string[] {
  const own = columns.map((_, i) => row.cells[i] ?? '').filter((_, i) => !isReportColumn(columns[i] ?? ''));
  return [...own.map(String), ...extrasOf(row, flaws), ...row.cells.slice(columns.length).map(String)];
}

/** The object as it stands in the file, numbers of any length included, with the four keys at its end. */
function jsonLine({ row, flaws }: Entry): string {
  const extras = extrasOf(row, flaws).map(
    (text, i) => `${JSON.stringify(reportColumns[i])}:${JSON.stringify(text)}`,
  );
  // Line breaks can only stand between the parts of an object, never inside its strings.
  const object = (row.source ?? '{}')
    .replace(/[\r\n]+/g, ' ')
    .trimEnd()
    .slice(0, -1)
    .trimEnd();
  return `${object}${object.endsWith('{') ? '' : ','}${extras.join(',')}}\n`;
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

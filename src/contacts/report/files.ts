import { lstat, readdir, readFile, rm, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { csvText } from '../../base/csv.js';
import { quoted } from '../../base/escape/shell.js';
import { Failure } from '../../base/failure.js';
import { createFile, type WrittenFile, writeFile } from '../../base/files/create.js';
import { isObject, jsonOrNothing } from '../../base/json.js';
import { isReportColumn, reportColumns, textColumn } from '../columns/report-columns.js';
import { type Flaw, isUnreadable, type Row, type Table } from '../reading/row.js';
import { type Entry, type Fault, faultOf } from './fault.js';
import { FaultGroups, type Faults } from './fault-groups.js';

/** The report files of a run. Each is created only when its first row is written. */
export type Report = {
  readonly directory: string;
  /** Adds rows to `rejects.csv`, `duplicates.csv`, `skipped.csv`, `in-doubt.csv` or `unprocessed.csv`. */
  readonly add: (name: ReportFile, entries: readonly Entry[]) => Promise<void>;
  /** Creates a file of another kind; it is closed with the others. */
  readonly begin: (name: string) => Promise<WrittenFile>;
  /** Writes `summary.json` and makes sure that every file is on disk. */
  readonly finish: (summary: object) => Promise<void>;
  readonly close: () => Promise<void>;
  /** Closes and removes what was written: a run that was refused keeps no rows. */
  readonly discard: () => Promise<void>;
  /** The files that were written so far. */
  readonly files: () => readonly string[];
  readonly faults: () => Faults;
};

/** The maximum number of faults kept for CI; the files contain all of them. */
const maxFaults = 1000;

export type ReportFile = 'rejects' | 'duplicates' | 'skipped' | 'in-doubt' | 'unprocessed';

/** What a report knows about its input. */
type Layout = Pick<Table, 'columns' | 'delimiter' | 'format'>;

/**
 * A report in the format of its input: the original rows, unchanged, and four columns that an import leaves out, so that
 * `rejects.csv` can be fixed and imported again. For JSON input, one object per line.
 */
export function createReport(
  directory: string,
  layout: Layout,
  { giveWay = [], isWritten = true }: ReportOptions = {},
): Report {
  const suffix = layout.format === 'csv' ? 'csv' : 'ndjson';
  const open = new Map<string, Promise<WrittenFile>>();
  const faults: Fault[] = [];
  const groups = new FaultGroups(layout.columns);
  let more = 0;
  const keepFaults = (name: ReportFile, entries: readonly Entry[]) => {
    const kind = faultKinds[name];
    if (kind === undefined) return;
    if (kind === 'rejected') for (const entry of entries) groups.add(entry);
    const kept = entries.slice(0, maxFaults - faults.length);
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
    // A file that fails to close must not leave others open.
    await Promise.allSettled(closings);
    await Promise.all(closings);
  };
  return {
    directory,
    add: async (name, entries) => {
      keepFaults(name, entries);
      if (entries.length > 0 && isWritten) await (await fileOf(name)).write(linesOf(entries, layout));
    },
    begin: (name) => {
      const path = join(directory, name);
      const file = clear().then(() => createFile(path));
      open.set(path, file);
      return file;
    },
    finish: async (summary) => {
      await close();
      if (!isWritten) return;
      await clear();
      await writeFile(join(directory, 'summary.json'), `${JSON.stringify(summary, null, 2)}\n`);
    },
    close,
    discard: async () => {
      await close().catch(() => {});
      for (const path of open.keys()) await rm(path, { force: true });
      open.clear();
    },
    files: () => [...open.keys()],
    faults: () => ({ faults, more, groups: groups.groups() }),
  };
}

export type ReportOptions = {
  /** Old files, which are removed before the first file is written. */
  readonly giveWay?: readonly string[];
  /** False to count the faults and keep no rows. */
  readonly isWritten?: boolean;
};

const faultKinds: Readonly<Partial<Record<ReportFile, Fault['kind']>>> = {
  rejects: 'rejected',
  skipped: 'left alone',
  'in-doubt': 'in doubt',
  unprocessed: 'not sent',
};

/**
 * Checks that a report may be written to a directory, and resolves with the old files it replaces: those of a run that sent
 * nothing (a dry run, or too many rejects), unless they were edited since. Removes nothing yet. Throws Failure 'usage' for
 * any other report, and where the input itself is such a file: it must not be overwritten.
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
    throw new Failure('usage', `${directory} contains the report of another run (${run})`, {
      advice: `Resume that run: cbase contacts import resume ${quoted(directory)}; or name another directory with --report`,
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

/** True for the complete report of a run that sent nothing, with no file edited after the summary, which is written last. */
async function isUntouched(paths: readonly string[]): Promise<boolean> {
  const summary = paths.find((path) => basename(path) === 'summary.json');
  const held = summary && jsonOrNothing(await readFile(summary, 'utf8'));
  if (!isObject(held) || held.run !== null || held.batches !== 0)
    return isObject(held) && held.dryRun === true;
  const times = await Promise.all(paths.map(async (path) => (await stat(path)).mtimeMs));
  const last = (await stat(summary ?? '')).mtimeMs;
  return times.every((time) => time <= last);
}

/** The paths of the files of a report, the summary first. */
export function reportPaths(directory: string): readonly string[] {
  return reportNames.map((name) => join(directory, name));
}

const runNames = ['manifest.json', 'journal.ndjson'];
const reportNames = [
  'summary.json',
  'results.csv',
  ...['rejects', 'duplicates', 'skipped', 'in-doubt', 'unprocessed'].flatMap((name) => [
    `${name}.csv`,
    `${name}.ndjson`,
  ]),
];

async function begin(path: string, { columns, delimiter, format }: Layout): Promise<WrittenFile> {
  const file = await createFile(path);
  const own = columns.filter((column) => !isReportColumn(column));
  if (format === 'csv') await file.write(csvText([[...own, ...reportColumns]], { delimiter }));
  return file;
}

function linesOf(entries: readonly Entry[], layout: Layout): string {
  if (layout.format === 'csv')
    return csvText(
      entries.map((entry) => cellsOf(entry, layout)),
      layout,
    );
  return entries.map(jsonLine).join('');
}

/**
 * The four columns always stay under their headers: a short row is padded before them, and the surplus cells of a long row
 * follow them. A row from a fixed report already has the four columns; they are written again.
 */
function cellsOf({ row, flaws }: Entry, { columns }: Layout): readonly string[] {
  const own = columns.map((_, i) => row.cells[i] ?? '').filter((_, i) => !isReportColumn(columns[i] ?? ''));
  return [...own.map(String), ...extrasOf(row, flaws), ...row.cells.slice(columns.length).map(String)];
}

/** The object exactly as in the file, including numbers of any length, with the four keys at its end. */
function jsonLine({ row, flaws }: Entry): string {
  const extras = extrasOf(row, flaws).map(
    (text, i) => `${JSON.stringify(reportColumns[i])}:${JSON.stringify(text)}`,
  );
  const source = row.source ?? '{}';
  // Line breaks can only occur between the parts of an object, never inside its strings.
  const object = (isUnreadable(row) ? JSON.stringify({ [textColumn]: source }) : source)
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
    // In JSON on one line, its place in the array tells where a row is.
    String(row.element ?? row.line),
    all(({ column }) => column),
    all(({ code }) => code),
    all(({ message }) => message),
  ];
}

import { access, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { RequestLimits } from '../../api/limiter.js';
import { defaultMaxWaitMs } from '../../base/duration.js';
import { diskFailure, Failure } from '../../base/failure.js';
import { writeFile } from '../../base/files/create.js';
import { syncDirectory } from '../../base/files/place.js';
import { isObject, jsonOrNothing } from '../../base/json.js';
import type { ColumnOptions } from '../columns/column-options.js';
import type { Column } from '../columns/target.js';
import type { ReadingOptions } from '../reading/options.js';
import type { ImportSettings } from '../run/plan.js';

/** The settings of a run, so that it can be resumed as it started. Contains column names, but no contacts. */
export type Manifest = {
  readonly version: number;
  readonly run: string;
  readonly cbase: string;
  readonly startedAt: string;
  readonly bot: { readonly id: string; readonly name: string };
  /** Where the bot is; the origin of the API, or the embedded emulator. */
  readonly where: { readonly local: boolean; readonly baseUrl: string };
  readonly input: {
    readonly name: string;
    /** Absolute; or a name in the run's directory, for our own copy of a stream or of a compressed file. */
    readonly path: string;
    readonly isCopy: boolean;
    readonly bytes: number;
    readonly sha256: string;
    readonly dialect: string;
  };
  readonly reading: ReadingOptions;
  /** How many rows were read, from the first; all of them when absent. */
  readonly limit?: number | undefined;
  readonly columns: readonly Column[];
  readonly columnOptions: ColumnOptions;
  readonly settings: ImportSettings;
  readonly limits: RequestLimits;
  /** Whether the report has a line for every row. */
  readonly withRows: boolean;
  /** The flags that selected the account, for messages only. */
  readonly place: readonly string[];
  /** The flags to repeat when the remaining rows are imported as a new run. */
  readonly again: readonly string[];
  /** The plan that the run applies, of which it has a copy; absent in any other run. */
  readonly plan?: { readonly sha256: string; readonly deletions: number } | undefined;
};

/** How two parts are called in the file. */
type Stored = Omit<Manifest, 'columnOptions' | 'limits'> & {
  readonly wishes: ColumnOptions;
  readonly manners: { readonly maxWaitMs?: number | undefined; readonly mostPerSecond?: number | undefined };
};

/** The longest wait that is accepted, in milliseconds. */
export function maxWaitOf({ maxWaitMs = defaultMaxWaitMs }: RequestLimits): number {
  return maxWaitMs;
}

export const manifestVersion = 1;

export const manifestFile = 'manifest.json';
export const journalFile = 'journal.ndjson';

export async function writeManifest(directory: string, manifest: Manifest): Promise<void> {
  const { columnOptions: wishes, limits, ...rest } = manifest;
  const { maxWaitMs, maxPerSecond } = limits;
  const stored: Stored = { ...rest, wishes, manners: { maxWaitMs, mostPerSecond: maxPerSecond } };
  await writeFile(join(directory, manifestFile), `${JSON.stringify(stored, null, 2)}\n`);
  await syncDirectory(directory);
}

/** Throws Failure 'usage' where there is none or none was finished, 'bug' for one that is damaged or from a newer version. */
export async function readManifest(directory: string): Promise<Manifest> {
  const path = join(directory, manifestFile);
  const text = await readFile(path, 'utf8').catch((error) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') throw neverBegun(directory);
    throw diskFailure(error, path, true);
  });
  const held = jsonOrNothing(text);
  // The journal comes after the manifest: a process that was killed while it wrote the manifest had sent nothing.
  if (held === undefined && !(await hasJournal(directory))) throw neverBegun(directory);
  if (!isManifest(held))
    throw new Failure('bug', `${path} is corrupt; nothing was sent`, {
      advice: 'Import the file again as a new run: contacts that already exist are found and not sent again',
    });
  if (held.version > manifestVersion)
    throw new Failure('bug', `${path} was written by a newer cbase; nothing was sent`, {
      advice: 'Update cbase',
    });
  const { wishes: columnOptions, manners, ...rest } = held;
  const { maxWaitMs, mostPerSecond: maxPerSecond } = manners;
  return { ...rest, columnOptions, limits: { maxWaitMs, maxPerSecond } };
}

function neverBegun(directory: string): Failure {
  return new Failure('usage', `${directory} does not contain an import run that sent anything`, {
    advice: 'List the runs with: cbase contacts import results',
  });
}

function hasJournal(directory: string): Promise<boolean> {
  return access(join(directory, journalFile)).then(
    () => true,
    () => false,
  );
}

const parts = ['bot', 'where', 'input', 'reading', 'wishes', 'settings', 'manners'];

/** Whether it contains what a run needs, and names no copy of the input outside its directory. */
function isManifest(held: unknown): held is Stored {
  if (!isObject(held) || typeof held.version !== 'number' || typeof held.run !== 'string') return false;
  if (!parts.every((name) => isObject(held[name])) || !Array.isArray(held.columns)) return false;
  const { input } = held as unknown as Stored;
  return typeof input.path === 'string' && (!input.isCopy || basename(input.path) === input.path);
}

import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { inertJson } from '../base/escape/terminal.js';
import { diskFailure, Failure } from '../base/failure.js';
import { isObject, jsonOrNothing } from '../base/json.js';
import type { Standing } from './list/read-spans.js';
import { countRecords } from './write/count-records.js';
import type { Changes } from './write/csv.js';
import type { WholeFile } from './write/files.js';
import { readBack } from './write/finish.js';
import type { ExportFormat } from './write/formats.js';

/** Describes the files a run wrote, so that their recipient can verify them. Stored next to them. */
export type Manifest = {
  readonly tool: string;
  readonly kind: string;
  readonly bot: { readonly id: string; readonly name: string };
  readonly origin: string;
  readonly since: string | null;
  readonly until: string | null;
  /** The zone of all days. Not in manifests of earlier versions, whose days are those of UTC. */
  readonly time_zone?: string;
  readonly state: string | null;
  readonly emit: string | null;
  readonly format: ExportFormat;
  readonly packed: boolean;
  readonly redacted: readonly string[];
  /** The sources that conversations were chosen by. Not in manifests of earlier versions, like the next three. */
  readonly sources?: readonly string[];
  /** The other flags that rows were chosen by, as typed; `redacted` beside --redact. */
  readonly filter?: string | null;
  /** Rows in the list, and those that match the filter. */
  readonly read?: number;
  readonly matched?: number;
  readonly started: string;
  readonly finished: string;
  readonly rows: number;
  /** Whether a second pass, or a single response with all rows, proves that the export is complete. */
  readonly proven: boolean;
  readonly passes: number;
  readonly guarded_cells: number;
  readonly removed_control_characters: number;
  readonly files: readonly ManifestFile[];
};

export type ManifestFile = {
  readonly name: string;
  readonly since: string | null;
  readonly until: string | null;
  readonly rows: number;
  readonly bytes: number;
  readonly sha256: string;
};

const ending = '.manifest.json';

export function manifestPath(file: string): string {
  return `${file}${ending}`;
}

export function manifestText(manifest: Manifest): string {
  return `${inertJson(manifest, 2)}\n`;
}

/** The results of a run that go into its manifest. */
type Facts = {
  readonly startedMs: number;
  readonly finishedMs: number;
  readonly rows: number;
  readonly standing: Standing;
  readonly changes: Changes;
  readonly files: readonly WholeFile[];
};

export function manifestFacts({ startedMs, finishedMs, rows, standing, changes, files }: Facts) {
  return {
    started: new Date(startedMs).toISOString(),
    finished: new Date(finishedMs).toISOString(),
    rows,
    proven: standing.isProven,
    passes: standing.passes,
    guarded_cells: changes.guarded,
    removed_control_characters: changes.controls,
    files: files.map(manifestFile),
  };
}

function manifestFile({ path, range, rows, bytes, sha256 }: WholeFile): ManifestFile {
  return {
    name: basename(path),
    since: range.since ?? null,
    until: range.until ?? null,
    rows,
    bytes,
    sha256,
  };
}

/** The result of verifying one file against its manifest. */
export type Verdict = {
  readonly file: string;
  readonly status: 'ok' | 'missing' | 'changed';
  readonly detail: string;
  readonly rows: number;
};

/**
 * Verifies every file of a manifest: its size, its SHA-256, and its number of records. `path` may also be one of these
 * files. Throws Failure 'usage' for a file that is not a manifest.
 */
export async function verdicts(path: string): Promise<readonly Verdict[]> {
  const isManifest = path.endsWith(ending);
  const where = isManifest ? path : await manifestBeside(path);
  const manifest = await readManifest(where);
  const found: Verdict[] = [];
  for (const file of manifest.files)
    if (isManifest || file.name === basename(path)) found.push(await verdict(dirname(where), file, manifest));
  return found;
}

/** The manifest of a file: the one named after it, or else one that lists it. */
async function manifestBeside(path: string): Promise<string> {
  const directory = dirname(path);
  const names = (await readdir(directory).catch(() => [])).filter((name) => name.endsWith(ending)).sort();
  if (names.includes(basename(manifestPath(path)))) return manifestPath(path);
  for (const name of names) {
    const held = jsonOrNothing(await readFile(join(directory, name), 'utf8').catch(() => ''));
    const files = isObject(held) && Array.isArray(held.files) ? held.files : [];
    if (files.some((file) => isObject(file) && file.name === basename(path))) return join(directory, name);
  }
  await stat(path).catch((error) => {
    throw diskFailure(error, path, true);
  });
  throw new Failure('usage', `There is no manifest for ${path}`, {
    advice: 'Export with --manifest or --state, or name the .manifest.json',
  });
}

async function readManifest(path: string): Promise<Manifest> {
  const text = await readFile(path, 'utf8').catch((error) => {
    throw diskFailure(error, path, true);
  });
  const held = jsonOrNothing(text);
  if (isObject(held) && Array.isArray(held.files) && held.files.every(isManifestFile))
    return held as unknown as Manifest;
  throw new Failure('usage', `${path} is not an export manifest`, {
    advice: 'Name an exported file or its .manifest.json',
  });
}

function isManifestFile(file: unknown): file is ManifestFile {
  return (
    isObject(file) &&
    // Accept a plain name only: a manifest must not refer to other directories.
    typeof file.name === 'string' &&
    basename(file.name) === file.name &&
    typeof file.sha256 === 'string' &&
    typeof file.bytes === 'number' &&
    typeof file.rows === 'number'
  );
}

async function verdict(directory: string, file: ManifestFile, manifest: Manifest): Promise<Verdict> {
  const path = join(directory, file.name);
  const { rows } = file;
  const read = await readBack(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw diskFailure(error, path);
  });
  if (read === undefined) return { file: file.name, status: 'missing', detail: 'file not found', rows };
  if (read.bytes !== file.bytes || read.sha256 !== file.sha256)
    return { file: file.name, status: 'changed', detail: changeIn(read, file), rows };
  const counted = await countRecords(path, manifest.format, manifest.packed);
  if (counted !== undefined && counted !== rows)
    return { file: file.name, status: 'changed', detail: `has ${counted} rows, expected ${rows}`, rows };
  return { file: file.name, status: 'ok', detail: `${rows} rows, ${read.bytes} bytes`, rows };
}

function changeIn(read: { readonly bytes: number }, { bytes }: ManifestFile): string {
  return read.bytes === bytes ? 'content differs (SHA-256)' : `has ${read.bytes} bytes, expected ${bytes}`;
}

import { appendFile, lstat, readdir, readFile, realpath, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isObject, jsonOrNothing } from '../../base/json.js';
import { journalFile, manifestFile } from './manifest.js';

/**
 * What a directory of a run holds: a run that is settled; one with rows left, or in doubt; nothing that was ever sent; a link to
 * a report in a directory of the user's; or something that this version cannot read.
 */
export type KeptAs =
  | 'settled'
  | 'unfinished'
  | 'in doubt'
  | 'nothing sent'
  | 'report elsewhere'
  | 'unreadable';

export type KeptRun = {
  readonly name: string;
  /** The directory itself, or the one a link leads to. */
  readonly directory: string;
  readonly keptAs: KeptAs;
  /** When it was last written to, in milliseconds since 1970. */
  readonly usedAtMs: number;
  /** The name of the input; null where it is not known. */
  readonly input: string | null;
};

/** Everything that imports have left on this computer, the oldest first. */
export async function keptRuns(runs: string): Promise<readonly KeptRun[]> {
  const names = await readdir(runs).catch(() => []);
  const found = await Promise.all(names.map((name) => keptRun(runs, name)));
  return found
    .filter((one) => one !== undefined)
    .sort((one, other) => one.usedAtMs - other.usedAtMs || (one.name < other.name ? -1 : 1));
}

const runName = /^\d{8}-\d{6}-[0-9a-f]{4}$/;

async function keptRun(runs: string, name: string): Promise<KeptRun | undefined> {
  const path = join(runs, name);
  const held = await lstat(path).catch(() => undefined);
  if (held === undefined || !runName.test(name)) return undefined;
  if (held.isSymbolicLink()) {
    const target = await realpath(path).catch(() => undefined);
    const directory =
      target === undefined || (await otherRunIn(target, name)) !== undefined ? undefined : target;
    const usedAtMs = held.mtimeMs;
    return directory === undefined
      ? { name, directory: path, keptAs: 'nothing sent', usedAtMs, input: null }
      : { name, directory, keptAs: 'report elsewhere', usedAtMs, input: null };
  }
  if (!held.isDirectory()) return undefined;
  const files = await readdir(path).catch(() => []);
  const times = await Promise.all(
    files.map((file) =>
      stat(join(path, file)).then(
        ({ mtimeMs }) => mtimeMs,
        () => 0,
      ),
    ),
  );
  const usedAtMs = Math.max(...times, files.length === 0 ? held.mtimeMs : 0);
  return { name, directory: path, usedAtMs, ...(await contentOf(path, files)) };
}

/** The run whose report took the place of this one's in a directory of the user's; `undefined` if none did. */
export async function otherRunIn(directory: string, name: string): Promise<string | undefined> {
  const held = jsonOrNothing(await readFile(join(directory, manifestFile), 'utf8').catch(() => ''));
  const run = isObject(held) ? held.run : undefined;
  return typeof run === 'string' && run !== name ? run : undefined;
}

async function contentOf(
  directory: string,
  files: readonly string[],
): Promise<Pick<KeptRun, 'keptAs' | 'input'>> {
  if (!files.includes(manifestFile) && !files.includes(journalFile))
    return { keptAs: 'nothing sent', input: null };
  const manifest = jsonOrNothing(await readFile(join(directory, manifestFile), 'utf8').catch(() => ''));
  const name = isObject(manifest) && isObject(manifest.input) ? manifest.input.name : undefined;
  if (typeof name !== 'string') return { keptAs: 'unreadable', input: null };
  return { keptAs: await settledAs(directory), input: name };
}

/** By the summary, which is written when a leg of the run has ended; without one, the run was killed. */
async function settledAs(directory: string): Promise<KeptAs> {
  const held = jsonOrNothing(await readFile(join(directory, 'summary.json'), 'utf8').catch(() => ''));
  if (!isObject(held) || !isObject(held.ledger)) return 'unfinished';
  if (held.ledger['in doubt'] !== 0) return 'in doubt';
  return held.ledger.unprocessed === 0 ? 'settled' : 'unfinished';
}

const removedFile = '.removed.jsonl';

/** Why a run is not kept any more. */
export type Removal = { readonly run: string; readonly removedAt: string; readonly because: string };

/** Removes a run; of a report in a directory of the user's, only the link to it. Notes that it was removed, and why. */
export async function removeRun(
  runs: string,
  { name }: Pick<KeptRun, 'name'>,
  removal: Omit<Removal, 'run'>,
): Promise<void> {
  await rm(join(runs, name), { recursive: true, force: true });
  const line = `${JSON.stringify({ run: name, ...removal })}\n`;
  await appendFile(join(runs, removedFile), line, { mode: 0o600 });
}

/** The removed runs whose names begin with a text. */
export async function removedRuns(runs: string, prefix: string): Promise<readonly Removal[]> {
  const text = await readFile(join(runs, removedFile), 'utf8').catch(() => '');
  return text
    .split('\n')
    .map((line) => jsonOrNothing(line))
    .filter(isRemoval)
    .filter(({ run }) => run.startsWith(prefix));
}

function isRemoval(held: unknown): held is Removal {
  return (
    isObject(held) &&
    typeof held.run === 'string' &&
    typeof held.removedAt === 'string' &&
    typeof held.because === 'string'
  );
}

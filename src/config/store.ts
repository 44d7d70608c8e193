import { chmodSync, lstatSync, readFileSync, type Stats, statSync } from 'node:fs';
import { chmod, mkdir, open, readdir, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { diskFailure, Failure } from '../base/failure.js';
import { createDirectory } from '../base/files/create.js';
import type { Io } from '../base/io.js';
import { jsonOrNothing } from '../base/json.js';
import { type LockDeps, withLock } from './lock.js';

export type StoreDeps = LockDeps & Pick<Io, 'uid' | 'uuid'>;
export type Stored = Readonly<Record<string, unknown>>;

/**
 * The content of a settings file; empty when it does not exist, or when its directory is not a directory or not accessible.
 * If other users can read the file, its permissions are restricted and `onNotice` is called.
 * Throws Failure 'usage' that names a corrupt file but never quotes it, because the text may contain most of a key.
 */
export async function readStore(
  { uid }: Pick<Io, 'uid'>,
  path: string,
  onNotice: (text: string) => void = () => {},
): Promise<Stored> {
  const text = textOf(path);
  if (text === undefined) return {};
  tighten(path, uid, onNotice);
  return parsed(text, path);
}

/** Read at once: every command does it first, and loading node:fs/promises would take longer than reading. */
function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (isNowhere(error as NodeJS.ErrnoException, path)) return undefined;
    throw diskFailure(error, path, true);
  }
}

/** A service user's HOME may be a file or another user's directory, so our settings cannot be there. */
function isNowhere({ code }: NodeJS.ErrnoException, path: string): boolean {
  if (code === 'ENOENT' || code === 'ENOTDIR') return true;
  return code === 'EACCES' && !isVisible(path);
}

function isVisible(path: string): boolean {
  try {
    lstatSync(path);
    return true;
  } catch {
    return false;
  }
}

function tighten(path: string, uid: number | undefined, onNotice: (text: string) => void): void {
  const { mode, uid: owner } = ownershipOf(path);
  // Windows has no such modes and owners.
  if (uid === undefined) return;
  if (owner !== uid) throw damaged(path, 'belongs to another user');
  if ((mode & 0o077) === 0) return;
  chmodSync(path, 0o600);
  onNotice(`${path} was readable by other users; its permissions are now restricted to you`);
}

function ownershipOf(path: string): Pick<Stats, 'mode' | 'uid'> {
  try {
    return statSync(path);
  } catch (error) {
    throw diskFailure(error, path, true);
  }
}

function parsed(text: string, path: string): Stored {
  if (text.trim() === '') throw damaged(path, 'is empty');
  if (text.startsWith('\ufeff')) throw damaged(path, 'begins with a byte order mark');
  const value = jsonOrNothing(text);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Stored;
  throw damaged(path, 'is corrupt: it does not contain a JSON object');
}

/** The failure for a corrupt settings or credentials file. */
export function damaged(path: string, what: string): Failure {
  return new Failure('usage', `${path} ${what}`, {
    advice: path.endsWith('credentials.json')
      ? 'Fix it, or start over with: cbase auth login'
      : 'Fix it, or move it away',
  });
}

export type Change = {
  /** The new content of the file; `undefined` removes it. */
  readonly change: (held: Stored) => Stored | undefined;
  /** Throws if the JSON is not what the file should contain. */
  readonly isWhole?: (held: Stored) => boolean;
  /** True for a change that deletes secrets: no copy of the old file may remain. */
  readonly forgets?: boolean;
  /** Renames a corrupt file instead of failing, using this suffix. */
  readonly setAsideAs?: string | undefined;
};

/**
 * Changes a settings file atomically and without losing changes by other processes.
 * conf writes a copy next to it; the copy is read back completely and fsynced before it replaces the file,
 * because conf's own writer was observed to truncate a file on a full disk and report success. Resolves with the new path
 * of a corrupt file, if one was renamed: it may contain keys that can be recovered by hand.
 */
export async function changeStore(
  path: string,
  deps: StoreDeps,
  { change, isWhole = () => true, forgets = false, setAsideAs }: Change,
): Promise<string | undefined> {
  const target = await realpath(path).catch(() => path);
  const directory = dirname(target);
  await createPrivateDirectory(directory, deps.uid);
  return withLock(`${target}.lock`, deps, async () => {
    const aside = setAsideAs === undefined ? undefined : await setAsideIfDamaged(target, setAsideAs, isWhole);
    const next = change(await readStore(deps, target));
    if (next === undefined || forgets) await removeCopies(target, deps);
    if (next === undefined) await rm(target, { force: true });
    else await replace(target, next, join(directory, `.writing-${deps.pid}-${deps.uuid()}`));
    return aside;
  });
}

async function setAsideIfDamaged(
  path: string,
  stamp: string,
  isWhole: (held: Stored) => boolean,
): Promise<string | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined || isReadable(text, path, isWhole)) return undefined;
  const aside = `${path}.damaged-${stamp}`;
  await rename(path, aside).catch((error) => {
    throw diskFailure(error, path);
  });
  return aside;
}

function isReadable(text: string, path: string, isWhole: (held: Stored) => boolean): boolean {
  try {
    return isWhole(parsed(text, path));
  } catch {
    return false;
  }
}

/** Removes renamed corrupt copies of a file, and the leftovers of killed writers. */
async function removeCopies(path: string, { isAlive }: StoreDeps): Promise<void> {
  const directory = dirname(path);
  const isLeft = (name: string) => {
    const [, pid] = /^\.writing-(\d+)-/.exec(name) ?? [];
    return pid !== undefined && !isAlive(Number(pid));
  };
  const belongs = (name: string) => name.startsWith(`${basename(path)}.damaged-`) || isLeft(name);
  for (const name of (await readdir(directory)).filter(belongs))
    await rm(join(directory, name), { recursive: true, force: true });
}

async function createPrivateDirectory(directory: string, uid: number | undefined): Promise<void> {
  await createDirectory(directory, 'config');
  const { mode, uid: owner } = await stat(directory);
  if (uid !== undefined && owner === uid && (mode & 0o077) !== 0) await chmod(directory, 0o700);
}

async function replace(target: string, next: Stored, scratch: string): Promise<void> {
  try {
    await mkdir(scratch, { mode: 0o700 });
    const copy = await writtenCopy(next, scratch);
    await rename(copy, target);
    // Not every file system supports this; the file itself is already synced.
    await sync(dirname(target)).catch(() => {});
  } catch (error) {
    throw diskFailure(error, target);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function writtenCopy(next: Stored, scratch: string): Promise<string> {
  const { default: Conf } = await import('conf');
  const copy = new Conf<Record<string, unknown>>({
    cwd: scratch,
    configName: 'copy',
    configFileMode: 0o600,
    // A dot in a name is not a path separator.
    accessPropertiesByDotNotation: false,
  });
  copy.store = { ...next };
  const text = await readFile(copy.path, 'utf8');
  if (!isDeepStrictEqual(jsonOrNothing(text), next))
    throw new Failure('disk', `${scratch}: the written data could not be read back, so nothing was changed`, {
      advice: 'Free some space and run the command again',
    });
  await sync(copy.path);
  return copy.path;
}

async function sync(path: string): Promise<void> {
  const file = await open(path, 'r');
  await file.sync().finally(() => file.close());
}

import type { Stats } from 'node:fs';
import { chmod, lstat, readFile, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { diskFailure, Failure } from '../failure.js';
import { createDirectory } from './create.js';
import { openDraft } from './draft.js';
import { placeDraft, syncDirectory } from './place.js';

/** A file of the user that cbase may change: its bytes and its mode, or `undefined` for both if there is none. */
export type Editable = {
  readonly path: string;
  readonly bytes: Buffer | undefined;
  readonly mode: number | undefined;
  /** Why a replacement would harm it, as a clause; `undefined` if it would not. */
  readonly obstacle: string | undefined;
};

/** Reads a file that may be changed. Throws Failure 'usage' when it cannot be read. */
export async function readEditable(path: string, uid: number | undefined): Promise<Editable> {
  const there = await statOf(lstat(path), path);
  if (there === undefined) return { path, bytes: undefined, mode: undefined, obstacle: undefined };
  const target = there.isSymbolicLink() ? await statOf(stat(path), path) : there;
  if (target !== undefined && !target.isFile()) throw unfit({ path, obstacle: 'is not a regular file' });
  const bytes =
    target &&
    (await readFile(path).catch((error) => {
      throw diskFailure(error, path, true);
    }));
  return { path, bytes, mode: there.mode & 0o7777, obstacle: obstacleOf(there, uid) };
}

function statOf(stats: Promise<Stats>, path: string): Promise<Stats | undefined> {
  return stats.catch((error) => {
    if (error.code === 'ENOENT') return undefined;
    throw diskFailure(error, path, true);
  });
}

function obstacleOf(there: Stats, uid: number | undefined): string | undefined {
  if (there.isSymbolicLink()) return 'is a symbolic link';
  if (uid !== undefined && there.uid !== uid) return 'belongs to another user';
  return (there.mode & 0o200) === 0 ? 'is read-only' : undefined;
}

/** Throws Failure 'usage' for a file that a replacement would harm: a symbolic link, a file of another user, a read-only file. */
export function refuseObstacle({ path, obstacle }: Editable): void {
  if (obstacle !== undefined) throw unfit({ path, obstacle });
}

function unfit({ path, obstacle }: { readonly path: string; readonly obstacle: string }): Failure {
  return new Failure('usage', `${path} ${obstacle}, so cbase does not change it`, {
    advice: 'Show the change with --print, and make it yourself',
  });
}

/**
 * Replaces the content of a file atomically, keeping its mode; a new file, and its folders, are their owner's alone. `undefined` removes
 * it. `mark` distinguishes the draft from those of other runs. Throws Failure 'locked' if the file is not what `before` says.
 */
export async function writeEdited(
  before: Editable,
  after: Buffer | undefined,
  { mark, uid }: { readonly mark: string; readonly uid: number | undefined },
): Promise<void> {
  const { path, mode } = before;
  const now = await readEditable(path, uid);
  refuseObstacle(now);
  if (!isSame(now.bytes, before.bytes))
    throw new Failure('locked', `${path} was changed in the meantime`, { advice: 'Run the command again' });
  if (after === undefined) return remove(path);
  await createDirectory(dirname(path));
  const draft = await openDraft(`${path}.${mark}.partial`, path);
  try {
    await draft.write(after);
    await draft.close();
    if (mode !== undefined) await chmod(draft.path, mode);
    await placeDraft(draft.path, path, before.bytes !== undefined);
  } catch (error) {
    await draft.discard();
    throw error;
  }
}

function isSame(one: Buffer | undefined, other: Buffer | undefined): boolean {
  return one === undefined || other === undefined ? one === other : one.equals(other);
}

async function remove(path: string): Promise<void> {
  await rm(path).catch((error) => {
    throw diskFailure(error, path, true);
  });
  await syncDirectory(dirname(path));
}

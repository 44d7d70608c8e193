import { link, lstat, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { diskFailure, Failure } from '../failure.js';
import { existing, type WrittenFile } from './create.js';

/** Gives a whole draft its place, for good. Without `force`, Failure 'usage' when something is there. */
export async function placeDraft(draft: string, path: string, force: boolean): Promise<void> {
  await takePlace(draft, path, force);
  await syncDirectory(dirname(path));
}

/** Without `force`, not even a file that came meanwhile is replaced. */
async function takePlace(partial: string, path: string, force: boolean): Promise<void> {
  if (force) {
    await rename(partial, path).catch((error) => {
      throw diskFailure(error, path);
    });
    return;
  }
  try {
    await link(partial, path);
    await rm(partial);
  } catch (error) {
    // Stopped between the two steps, an earlier attempt has left both names for one file.
    if (await isSameFile(partial, path)) return rm(partial);
    if (!hasNoLinks(error)) throw existing(error, path);
    // The name is claimed with an empty file first, where a second name for one file cannot be had.
    const claim = await open(path, 'wx', 0o600).catch((taken) => {
      throw existing(taken, path);
    });
    await claim.close();
    await takePlace(partial, path, true);
  }
}

async function isSameFile(one: string, other: string): Promise<boolean> {
  const [first, second] = await Promise.all([one, other].map((path) => lstat(path).catch(() => undefined)));
  return first !== undefined && second !== undefined && first.ino === second.ino && first.dev === second.dev;
}

/** FAT and some network file systems know no hard links. */
function hasNoLinks(error: unknown): boolean {
  const { code = '' } = error as NodeJS.ErrnoException;
  return ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'].includes(code);
}

/** Throws Failure 'usage' when a file cannot stand at `path`: something is there already, or it is of another kind. */
export async function refuseTaken(path: string, force: boolean): Promise<void> {
  if (path === '')
    throw new Failure('usage', 'The file has no name', { advice: 'Name one, or leave --out away to print' });
  const there = await lstat(path).catch(() => undefined);
  if (there === undefined) return;
  if (!there.isFile())
    throw new Failure('usage', `${path} is not a file that can be replaced`, {
      advice: 'Name a file, or leave --out away to print',
    });
  if (!force)
    throw new Failure('usage', `${path} already exists`, { advice: 'Add --force, or name another file' });
}

/** Gives a file that was written beside it the place of `path`, for good. It may be written on. */
export async function takeThePlaceOf(path: string, file: WrittenFile): Promise<void> {
  await file.sync();
  await rename(file.path, path).catch((error) => {
    throw diskFailure(error, path);
  });
  await syncDirectory(dirname(path));
}

export async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  // Not every file system can; the file itself is safe by now.
  await directory.sync().catch(() => {});
  await directory.close();
}

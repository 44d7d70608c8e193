import { link, lstat, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { diskFailure, Failure } from '../failure.js';
import { createDirectory, existing, type WrittenFile } from './create.js';

/** Moves a complete draft into place durably. Without `force`, throws Failure 'usage' when the path already exists. */
export async function placeDraft(draft: string, path: string, force: boolean): Promise<void> {
  await takePlace(draft, path, force);
  await syncDirectory(dirname(path));
}

/** Without `force`, does not even replace a file that has appeared in the meantime. */
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
    // An earlier attempt, interrupted between the two steps, has left two hard links to one file.
    if (await isSameFile(partial, path)) return rm(partial);
    if (!hasNoLinks(error)) throw existing(error, path);
    // Without hard links, claim the name with an empty file first.
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

/** FAT and some network file systems do not support hard links. */
function hasNoLinks(error: unknown): boolean {
  const { code = '' } = error as NodeJS.ErrnoException;
  return ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'].includes(code);
}

/** Throws Failure 'usage' when a file cannot be written at `path`: it already exists, or it is not a regular file. */
export async function refuseTaken(path: string, force: boolean): Promise<void> {
  if (path === '')
    throw new Failure('usage', 'The file name is empty', { advice: 'Name a file' });
  if (path === '-')
    throw new Failure('usage', '- means standard output, and this goes to a file', {
      advice: 'Name a file (./- for one that is called -)',
    });
  const there = await lstat(path).catch(() => undefined);
  if (there === undefined) return;
  if (!there.isFile())
    throw new Failure('usage', `${path} is not a regular file and cannot be replaced`, {
      advice: 'Choose another file',
    });
  if (!force)
    throw new Failure('usage', `${path} already exists`, { advice: 'Add --force, or choose another file' });
}

/**
 * Makes sure that the folder of a file to be written exists: creates it for its owner only if `makes` is set, otherwise throws
 * Failure 'usage' that names the folder and `--mkdir`.
 */
export async function folderFor(path: string, makes = false): Promise<void> {
  const folder = dirname(path);
  if (makes) return createDirectory(folder);
  const there = await stat(folder).catch((error) => {
    if (error.code === 'ENOENT') return undefined;
    throw diskFailure(error, folder, true);
  });
  if (there?.isDirectory()) return;
  if (there !== undefined)
    throw new Failure('usage', `${folder} is not a folder`, { advice: 'Choose another path' });
  throw new Failure('usage', `The folder ${folder} does not exist`, {
    advice: 'Add --mkdir to create it, or choose another path',
  });
}

/** Durably moves a file that was written next to `path` into its place. Writing to it may continue. */
export async function takeThePlaceOf(path: string, file: WrittenFile): Promise<void> {
  await file.sync();
  await rename(file.path, path).catch((error) => {
    throw diskFailure(error, path);
  });
  await syncDirectory(dirname(path));
}

export async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  // Not every file system supports this; the file itself is already synced.
  await directory.sync().catch(() => {});
  await directory.close();
}

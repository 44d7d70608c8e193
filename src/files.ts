import { type FileHandle, link, lstat, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { diskFailure, Failure } from './failure.js';

/** A file that is being written. Every write is checked to its last byte; `close` returns once the disk has it. */
export type WrittenFile = {
  readonly path: string;
  readonly write: (bytes: Uint8Array | string) => Promise<void>;
  /** Returns once the disk has everything that was written. */
  readonly sync: () => Promise<void>;
  /** May be called twice. */
  readonly close: () => Promise<void>;
};

/**
 * Creates a file that only its owner can read, in a directory of the same kind. Throws Failure 'usage' when it exists
 * and 'disk' when it cannot be written. Our own few lines, because the usual packages were measured to cut a file on a
 * full disk and report success.
 */
export async function createFile(path: string): Promise<WrittenFile> {
  await createDirectory(dirname(path));
  const file = await open(path, 'wx', 0o600).catch((error) => {
    throw existing(error, path);
  });
  let closing: Promise<void> | undefined;
  return {
    path,
    write: (bytes) => writeAll(file, typeof bytes === 'string' ? Buffer.from(bytes) : bytes, path),
    sync: () => synced(file, path),
    close: () => {
      closing ??= settle(file, path);
      return closing;
    },
  };
}

/**
 * Makes a directory, and those above it, that only their owner can enter. Fine when it is there. (Node's own recursive
 * mkdir never returns for a path below /proc.) `typed` is true when the user named it.
 */
export async function createDirectory(path: string, typed = true): Promise<void> {
  const make = () => mkdir(path, { mode: 0o700 });
  await make()
    .catch(async (error) => {
      if (error.code !== 'ENOENT' || dirname(path) === path) throw error;
      await createDirectory(dirname(path), typed);
      await make();
    })
    .catch((error) => {
      if (error.code !== 'EEXIST') throw diskFailure(error, path, typed);
    });
}

function existing(error: unknown, path: string): unknown {
  if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return diskFailure(error, path, true);
  return new Failure('usage', `${path} already exists`, {
    advice: 'Name another place, or move it away',
  });
}

async function writeAll(file: FileHandle, bytes: Uint8Array, path: string): Promise<void> {
  let done = 0;
  while (done < bytes.byteLength) {
    const { bytesWritten } = await file.write(bytes, done).catch((error) => {
      throw diskFailure(error, path);
    });
    done += bytesWritten;
  }
}

async function settle(file: FileHandle, path: string): Promise<void> {
  await synced(file, path).finally(() => file.close());
}

async function synced(file: FileHandle, path: string): Promise<void> {
  await file.sync().catch((error) => {
    throw diskFailure(error, path);
  });
}

/** Writes a whole file at once, with the same care. */
export async function writeFile(path: string, text: string): Promise<void> {
  const file = await createFile(path);
  try {
    await file.write(text);
  } finally {
    await file.close();
  }
}

/** A file that is written beside its place and takes it when it is whole. */
export type ReplacedFile = {
  readonly write: (text: string) => Promise<void>;
  /** Puts the whole file in its place; until then the old one is there. */
  readonly commit: () => Promise<void>;
  /** Leaves the old file and nothing else. May be called after a commit. */
  readonly abandon: () => Promise<void>;
};

/**
 * Begins a file that will stand at `path` once it is whole. `mark` tells it from those of other runs. Throws Failure 'usage'
 * when something is there already (unless `force`), or when it is not a file of the ordinary kind.
 */
export async function replaceFile(path: string, mark: string, force: boolean): Promise<ReplacedFile> {
  await refuseTaken(path, force);
  const partial = `${path}.${mark}.partial`;
  const file = await open(partial, 'wx', 0o600).catch((error) => {
    throw diskFailure(error, path, true);
  });
  let isPlaced = false;
  return {
    write: (text) => writeAll(file, Buffer.from(text), path),
    commit: async () => {
      await settle(file, path);
      await takePlace(partial, path, force);
      isPlaced = true;
      await syncDirectory(dirname(path));
    },
    abandon: async () => {
      if (isPlaced) return;
      await file.close().catch(() => {});
      await rm(partial, { force: true });
    },
  };
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
    if (!hasNoLinks(error)) throw existing(error, path);
    // The name is claimed with an empty file first, where a second name for one file cannot be had.
    const claim = await open(path, 'wx', 0o600).catch((taken) => {
      throw existing(taken, path);
    });
    await claim.close();
    await takePlace(partial, path, true);
  }
}

/** FAT and some network file systems know no hard links. */
function hasNoLinks(error: unknown): boolean {
  const { code = '' } = error as NodeJS.ErrnoException;
  return ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'].includes(code);
}

async function refuseTaken(path: string, force: boolean): Promise<void> {
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

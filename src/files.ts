import { copyFile, type FileHandle, link, lstat, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { diskFailure, Failure, isSystemError } from './base/failure.js';

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
 * mkdir never returns for a path below /proc.) `owner` is who named it: the user, or cbase for its state or its settings.
 */
export async function createDirectory(path: string, owner: DirectoryOwner = 'user'): Promise<void> {
  const make = () => mkdir(path, { mode: 0o700 });
  await make()
    .catch(async (error) => {
      if (error.code !== 'ENOENT' || dirname(path) === path) throw error;
      await createDirectory(dirname(path), owner);
      await make();
    })
    .catch((error) => {
      if (error.code !== 'EEXIST') throw refused(error, path, owner);
    });
}

export type DirectoryOwner = 'user' | 'state' | 'config';

/**
 * The failure to create or write a directory. The user did not type the path of a directory of ours, so the advice names the
 * variable that moves it.
 */
export function refused(error: unknown, path: string, owner: DirectoryOwner): unknown {
  const failure = diskFailure(error, path, owner === 'user');
  const isFull = isSystemError(error) && error.code === 'ENOSPC';
  if (owner === 'user' || isFull || !(failure instanceof Failure)) return failure;
  const variable = owner === 'state' ? 'XDG_STATE_HOME' : 'XDG_CONFIG_HOME';
  const advice = `Set ${variable} to a directory that can be written`;
  return new Failure(failure.kind, failure.message, { advice });
}

function existing(error: unknown, path: string): unknown {
  if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return diskFailure(error, path, true);
  return new Failure('usage', `${path} already exists`, {
    advice: 'Name another place, or move it away',
  });
}

async function writeAll(file: FileHandle, bytes: Uint8Array, path: string, at?: number): Promise<void> {
  let done = 0;
  while (done < bytes.byteLength) {
    const place = at === undefined ? null : at + done;
    const { bytesWritten } = await file.write(bytes, done, bytes.byteLength - done, place).catch((error) => {
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
  const draft = await openDraft(`${path}.${mark}.partial`, path);
  let isPlaced = false;
  return {
    write: draft.write,
    commit: async () => {
      await draft.close();
      await placeDraft(draft.path, path, force);
      isPlaced = true;
    },
    abandon: async () => {
      if (!isPlaced) await draft.discard();
    },
  };
}

/** Puts a text in its place, whole or not at all. Throws as `replaceFile` does. */
export async function putText(
  path: string,
  text: string,
  { mark, force }: { readonly mark: string; readonly force: boolean },
): Promise<void> {
  const file = await replaceFile(path, mark, force);
  try {
    await file.write(text);
    await file.commit();
  } finally {
    await file.abandon();
  }
}

/** Puts JSON in its place. Whoever calls it holds a lock: there is one draft, and nobody else is at it. */
export async function putJson(path: string, value: unknown): Promise<void> {
  const mark = 'own';
  await createDirectory(dirname(path), 'state');
  await rm(`${path}.${mark}.partial`, { force: true });
  await putText(path, `${JSON.stringify(value, null, 1)}\n`, { mark, force: true });
}

/** Copies the first `bytes` of a file; the disk has them when this returns. */
export async function copyBeginning(from: string, to: string, bytes: number): Promise<void> {
  await copyFile(from, to).catch((error) => {
    throw diskFailure(error, to);
  });
  const copy = await open(to, 'r+');
  try {
    await copy.truncate(bytes);
    await synced(copy, to);
  } finally {
    await copy.close();
  }
}

/** A file that is being written beside its place. */
export type Draft = {
  readonly path: string;
  /** How many bytes it has. */
  readonly size: () => number;
  readonly write: (text: string | Uint8Array) => Promise<void>;
  /** Returns once the disk has everything that was written. */
  readonly sync: () => Promise<void>;
  /** Forgets what was written after so many bytes. */
  readonly cutTo: (bytes: number) => Promise<void>;
  /** Returns once the disk has it. May be called twice. */
  readonly close: () => Promise<void>;
  /** Closes and removes it. */
  readonly discard: () => Promise<void>;
};

/**
 * Begins a draft, or goes on with one after its first `keep` bytes. `place` is the name of what it will be, for messages.
 * Throws Failure 'usage' when it cannot be made.
 */
export async function openDraft(path: string, place: string, keep?: number): Promise<Draft> {
  const file = await open(path, keep === undefined ? 'wx' : 'r+', 0o600).catch((error) => {
    throw diskFailure(error, place, true);
  });
  let size = keep ?? 0;
  if (keep !== undefined) await file.truncate(keep);
  let closing: Promise<void> | undefined;
  return {
    path,
    size: () => size,
    write: async (text) => {
      const bytes = typeof text === 'string' ? Buffer.from(text) : text;
      await writeAll(file, bytes, place, size);
      size += bytes.byteLength;
    },
    sync: () => synced(file, place),
    cutTo: async (bytes) => {
      await file.truncate(bytes);
      size = bytes;
    },
    close: () => {
      closing ??= settle(file, place);
      return closing;
    },
    discard: async () => {
      closing ??= file.close();
      await closing.catch(() => {});
      await rm(path, { force: true });
    },
  };
}

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

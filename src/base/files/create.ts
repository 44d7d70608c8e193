import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { diskFailure, Failure, isSystemError } from '../failure.js';

/** A file being written. Every write is checked for completeness; `close` returns once the file is fsynced. */
export type WrittenFile = {
  readonly path: string;
  readonly write: (bytes: Uint8Array | string) => Promise<void>;
  /** Returns once everything written is fsynced. */
  readonly sync: () => Promise<void>;
  /** Idempotent. */
  readonly close: () => Promise<void>;
};

/**
 * Creates a file that only its owner can read, in a directory that only its owner can enter. Throws Failure 'usage' when it
 * exists and 'disk' when it cannot be written. Implemented here because the usual packages were observed to truncate a file
 * on a full disk and report success.
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
 * Creates a directory and its parents, accessible only to their owner. Does nothing if it exists. (Node's own recursive
 * mkdir never returns for a path below /proc.) `owner` is who chose the path: the user, or cbase for its state or settings.
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
 * The failure to create or write a directory. For cbase's own directories, whose path the user did not type, the advice names
 * the environment variable that changes it.
 */
export function refused(error: unknown, path: string, owner: DirectoryOwner): unknown {
  const failure = diskFailure(error, path, owner === 'user');
  const isFull = isSystemError(error) && error.code === 'ENOSPC';
  if (owner === 'user' || isFull || !(failure instanceof Failure)) return failure;
  const variable = owner === 'state' ? 'XDG_STATE_HOME' : 'XDG_CONFIG_HOME';
  const advice = `Set ${variable} to a writable directory`;
  return new Failure(failure.kind, failure.message, { advice });
}

/** The failure to create a file where something is. */
export function existing(error: unknown, path: string): unknown {
  if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return diskFailure(error, path, true);
  return new Failure('usage', `${path} already exists`, {
    advice: 'Choose another path, or move it away',
  });
}

export async function writeAll(
  file: FileHandle,
  bytes: Uint8Array,
  path: string,
  at?: number,
): Promise<void> {
  let done = 0;
  while (done < bytes.byteLength) {
    const place = at === undefined ? null : at + done;
    const { bytesWritten } = await file.write(bytes, done, bytes.byteLength - done, place).catch((error) => {
      throw diskFailure(error, path);
    });
    done += bytesWritten;
  }
}

export async function settle(file: FileHandle, path: string): Promise<void> {
  await synced(file, path).finally(() => file.close());
}

export async function synced(file: FileHandle, path: string): Promise<void> {
  await file.sync().catch((error) => {
    throw diskFailure(error, path);
  });
}

/** Writes a whole file at once, with the same guarantees. */
export async function writeFile(path: string, text: string): Promise<void> {
  const file = await createFile(path);
  try {
    await file.write(text);
  } finally {
    await file.close();
  }
}

import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { diskFailure, Failure, isSystemError } from '../failure.js';

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

/** The failure to create a file where something is. */
export function existing(error: unknown, path: string): unknown {
  if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return diskFailure(error, path, true);
  return new Failure('usage', `${path} already exists`, {
    advice: 'Name another place, or move it away',
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

/** Writes a whole file at once, with the same care. */
export async function writeFile(path: string, text: string): Promise<void> {
  const file = await createFile(path);
  try {
    await file.write(text);
  } finally {
    await file.close();
  }
}

import { copyFile, open, rm } from 'node:fs/promises';
import { diskFailure } from '../failure.js';
import { settle, synced, writeAll } from './create.js';

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

import { copyFile, open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { diskFailure, Failure } from '../failure.js';
import { settle, synced, writeAll } from './create.js';

/** Copies the first `bytes` of a file; they are fsynced when this returns. */
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

/** Large enough that a system call costs little per row, small enough to matter little in memory. */
const gatheredBytes = 256 * 2 ** 10;

/**
 * The same draft with small writes gathered into large ones. What was written reaches the disk at the latest with `sync`,
 * `cutTo` or `close`; errors of an earlier write are thrown there.
 */
export function gathering(draft: Draft): Draft {
  let held: Buffer[] = [];
  let heldBytes = 0;
  const flush = async () => {
    const bytes = Buffer.concat(held, heldBytes);
    [held, heldBytes] = [[], 0];
    if (bytes.length > 0) await draft.write(bytes);
  };
  return {
    ...draft,
    size: () => draft.size() + heldBytes,
    write: async (text) => {
      const bytes = Buffer.from(text as string);
      held.push(bytes);
      heldBytes += bytes.length;
      if (heldBytes >= gatheredBytes) await flush();
    },
    sync: () => flush().then(draft.sync),
    cutTo: (bytes) => flush().then(() => draft.cutTo(bytes)),
    close: () => flush().finally(draft.close),
  };
}

/** A file being written next to its final path. */
export type Draft = {
  readonly path: string;
  /** Its size in bytes. */
  readonly size: () => number;
  readonly write: (text: string | Uint8Array) => Promise<void>;
  /** Returns once everything written is fsynced. */
  readonly sync: () => Promise<void>;
  /** Truncates it to `bytes`. */
  readonly cutTo: (bytes: number) => Promise<void>;
  /** Returns once it is fsynced. Idempotent. */
  readonly close: () => Promise<void>;
  /** Closes and deletes it. */
  readonly discard: () => Promise<void>;
};

/**
 * Creates a draft, or continues an existing one after its first `keep` bytes. `place` is the final path, for messages.
 * Throws Failure 'usage' when it cannot be created.
 */
export async function openDraft(path: string, place: string, keep?: number): Promise<Draft> {
  const file = await open(path, keep === undefined ? 'wx' : 'r+', 0o600).catch((error) => {
    if (keep === undefined && error.code === 'ENOENT')
      throw new Failure('usage', `The folder ${dirname(place)} does not exist`, {
        advice: 'Create it, or choose another path',
      });
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

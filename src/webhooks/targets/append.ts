import { constants } from 'node:fs';
import { type FileHandle, lstat, open } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { diskFailure, Failure } from '../../base/failure.js';
import { synced, writeAll } from '../../base/files/create.js';
import { syncDirectory } from '../../base/files/place.js';
import { onOneLine } from '../event.js';
import type { AppendedFile } from '../spool/cursor.js';
import type { SpooledEvent } from '../spool/record.js';
import type { Target } from './target.js';

const maxEvents = 100;

/**
 * Appends each event as a line of JSON to a file, exactly once: after a crash, the end of the file tells which of them were written.
 * Throws Failure 'usage' if the path cannot be appended to.
 */
export async function appendTarget(path: string): Promise<Target> {
  const place = resolve(path);
  await refuseUnfit(path);
  // Fails at once where the folder or the permission is missing.
  await (await openAppending(place, true)).close();
  return {
    name: 'append',
    maxEvents,
    begin: async ({ next, file }, left) => {
      const written = file === undefined ? 0 : await settle(file, await left(maxEvents));
      return { next: next + written, file: await fileNow(place) };
    },
    hand: async (events) => {
      try {
        return { kind: 'taken', file: await appendEvents(place, events) };
      } catch (error) {
        if (error instanceof Failure) return { kind: 'failed', reason: error.message };
        throw error;
      }
    },
  };
}

async function refuseUnfit(path: string): Promise<void> {
  if (path === '') throw new Failure('usage', '--append: the file name is empty', { advice: 'Name a file' });
  const there = await lstat(path).catch(() => undefined);
  if (there !== undefined && !there.isFile())
    throw new Failure('usage', `--append: ${path} is not a regular file`, {
      advice: 'Name a file that is not a link, a folder or a device',
    });
}

/** Opened for each batch, so that a file that was rotated away is created again. Never follows a link. */
async function openAppending(path: string, typed = false): Promise<FileHandle> {
  const flags = constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | (constants.O_NOFOLLOW ?? 0);
  return open(path, flags, 0o600).catch((error) => {
    throw diskFailure(error, typed ? `--append: ${path}` : path, typed);
  });
}

async function fileNow(path: string): Promise<AppendedFile> {
  const file = await openAppending(path);
  try {
    return await factsOf(path, file);
  } finally {
    await file.close();
  }
}

async function factsOf(path: string, file: FileHandle): Promise<AppendedFile> {
  const { ino, size } = await file.stat();
  return { path, inode: ino, bytes: size };
}

async function appendEvents(path: string, events: readonly SpooledEvent[]): Promise<AppendedFile> {
  const file = await openAppending(path);
  try {
    const before = await file.stat();
    const text = `${await separator(file, before.size)}${events.map(lineOf).join('')}`;
    try {
      await writeAll(file, Buffer.from(text), path);
      await synced(file, path);
    } catch (error) {
      // The next attempt writes all of them again.
      await file.truncate(before.size).catch(() => {});
      throw error;
    }
    if (before.size === 0) await syncDirectory(dirname(path));
    return await factsOf(path, file);
  } finally {
    await file.close();
  }
}

/** A line feed if the last line of the file has none. */
async function separator(file: FileHandle, size: number): Promise<string> {
  if (size === 0) return '';
  const last = Buffer.alloc(1);
  await file.read(last, 0, 1, size - 1);
  return last.toString() === '\n' ? '' : '\n';
}

function lineOf({ body }: SpooledEvent): string {
  return `${onOneLine(body)}\n`;
}

/**
 * How many of the events a process that was killed has written to the file before it could say so. The beginning of a line that was
 * cut off is removed. In a file that was replaced since, nothing can be found.
 */
async function settle(known: AppendedFile, events: readonly SpooledEvent[]): Promise<number> {
  if (events.length === 0) return 0;
  const file = await open(known.path, 'r+').catch(() => undefined);
  if (file === undefined) return 0;
  try {
    const { ino, size } = await file.stat();
    if (ino !== known.inode || size <= known.bytes) return 0;
    const tail = Buffer.alloc(size - known.bytes);
    await file.read(tail, 0, tail.length, known.bytes);
    const { written, cutAt } = foundIn(tail, events);
    if (cutAt !== undefined) await file.truncate(known.bytes + cutAt);
    return written;
  } finally {
    await file.close();
  }
}

/** The events whose lines are in a text, in order, and where a last line begins that is the beginning of the next one. */
export function foundIn(
  tail: Buffer,
  events: readonly SpooledEvent[],
): { readonly written: number; readonly cutAt: number | undefined } {
  let written = 0;
  let start = 0;
  for (let end = tail.indexOf('\n'); end !== -1; end = tail.indexOf('\n', start)) {
    const expected = events[written];
    if (expected !== undefined && tail.toString('utf8', start, end + 1) === lineOf(expected)) written++;
    start = end + 1;
  }
  const next = events[written];
  const rest = tail.subarray(start);
  const isCut =
    rest.length > 0 && next !== undefined && Buffer.from(lineOf(next)).subarray(0, rest.length).equals(rest);
  return { written, cutAt: isCut ? start : undefined };
}

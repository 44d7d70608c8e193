import { constants } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { diskFailure, Failure } from '../../base/failure.js';
import { synced, writeAll } from '../../base/files/create.js';
import { readRecord, recordLine, type SpooledEvent } from './record.js';

/** A file of the spool: consecutive events, one per line. */
export type Segment = {
  readonly path: string;
  readonly file: FileHandle;
  /** The number of its first event. */
  readonly first: number;
  /** Where each line begins, and behind them where the last one ends. */
  readonly offsets: number[];
};

const namePattern = /^events-(\d{12})\.ndjson$/;

/** Whether a file of the spool directory is a segment. */
export function isSegment(name: string): boolean {
  return namePattern.test(name);
}

/** The number behind the last event of a segment. */
export function endOf({ first, offsets }: Segment): number {
  return first + offsets.length - 1;
}

export function bytesOf({ offsets }: Segment): number {
  return offsets.at(-1) ?? 0;
}

/** Creates the segment that begins with event `first`. */
export async function createSegment(directory: string, first: number): Promise<Segment> {
  const path = join(directory, `events-${String(first).padStart(12, '0')}.ndjson`);
  const flags = constants.O_RDWR | constants.O_CREAT | constants.O_EXCL;
  const file = await open(path, flags, 0o600).catch((error) => {
    throw diskFailure(error, path);
  });
  return { path, file, first, offsets: [0] };
}

/**
 * Opens a segment that a process left. An unfinished last line is cut off: its event was never confirmed. Throws Failure 'bug' for a
 * damaged file.
 */
export async function openSegment(directory: string, name: string): Promise<Segment> {
  const path = join(directory, name);
  const file = await open(path, 'r+').catch((error) => {
    throw diskFailure(error, path);
  });
  const bytes = await file.readFile();
  const first = Number(namePattern.exec(name)?.[1]);
  const offsets = [0];
  for (let at = bytes.indexOf('\n'); at !== -1; at = bytes.indexOf('\n', at + 1)) {
    const seq = first + offsets.length - 1;
    if (readRecord(bytes.toString('utf8', offsets.at(-1), at))?.seq !== seq)
      throw damaged(path, offsets.length);
    offsets.push(at + 1);
  }
  const end = offsets.at(-1) ?? 0;
  if (end < bytes.length) await file.truncate(end);
  return { path, file, first, offsets };
}

function damaged(path: string, line: number): Failure {
  return new Failure('bug', `${path} is damaged in line ${line}`, {
    advice: 'Move the file away to go on without its events, and report it',
  });
}

/** Adds events and returns once they are fsynced. If that fails, takes back what was written of them. */
export async function writeEvents(segment: Segment, events: readonly SpooledEvent[]): Promise<void> {
  const { file, path, offsets } = segment;
  const lines = events.map((event) => Buffer.from(recordLine(event)));
  const start = bytesOf(segment);
  try {
    await writeAll(file, Buffer.concat(lines), path, start);
    await synced(file, path);
  } catch (error) {
    await file.truncate(start).catch(() => {});
    throw error;
  }
  for (const line of lines) offsets.push(bytesOf(segment) + line.length);
}

/** The event with this number, which must be in the segment. */
export async function eventAt({ file, path, first, offsets }: Segment, seq: number): Promise<SpooledEvent> {
  const [from, to] = [offsets[seq - first] ?? 0, offsets[seq - first + 1] ?? 0];
  const bytes = Buffer.alloc(to - from);
  await file.read(bytes, 0, bytes.length, from);
  const event = readRecord(bytes.toString('utf8'));
  if (event === undefined) throw damaged(path, seq - first + 1);
  return event;
}

export async function removeSegment({ file, path }: Segment): Promise<void> {
  await file.close();
  await rm(path, { force: true });
}

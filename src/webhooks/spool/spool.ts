import { readdir } from 'node:fs/promises';
import { createDirectory } from '../../base/files/create.js';
import { syncDirectory } from '../../base/files/place.js';
import { onAbort } from '../../base/on-abort.js';
import type { NewEvent, SpooledEvent } from './record.js';
import {
  bytesOf,
  createSegment,
  endOf,
  eventAt,
  isSegment,
  openSegment,
  removeSegment,
  type Segment,
  writeEvents,
} from './segment.js';

/** A segment that is larger is not continued, so that it can be removed once its events are handed over. */
const maxSegmentBytes = 4 * 2 ** 20;

/** Accepted events on disk, until every target has them. */
export type Spool = {
  /** Adds an event; resolves once it is fsynced and visible to readers. Events that come at once share an fsync. */
  readonly add: (event: NewEvent) => Promise<SpooledEvent>;
  /** The number behind the last visible event. */
  readonly end: () => number;
  /** At most `max` events from number `from` on. */
  readonly read: (from: number, max: number) => Promise<readonly SpooledEvent[]>;
  /** Resolves once there is an event with this number, or when `signal` aborts. */
  readonly arrival: (seq: number, signal: AbortSignal) => Promise<void>;
  /** Removes the files whose events all have a number below `seq`, soon. */
  readonly release: (seq: number) => void;
  readonly close: () => Promise<void>;
};

export type SpoolOptions = {
  readonly directory: string;
  /** The least number that the next event can have: numbers are not used twice. */
  readonly minNext: number;
  /** Called with events that are fsynced, before anything reads them or their senders get an answer. Must not reject. */
  readonly onDurable: (events: readonly NewEvent[]) => Promise<void>;
};

type Waiting = {
  readonly event: NewEvent;
  readonly resolve: (event: SpooledEvent) => void;
  readonly reject: (error: unknown) => void;
};

/** Opens the spool in a directory, with the events that an earlier process left. The caller must hold its lock. */
export async function openSpool({ directory, minNext, onDurable }: SpoolOptions): Promise<Spool> {
  await createDirectory(directory, 'state');
  const names = (await readdir(directory)).filter(isSegment).sort();
  const segments: Segment[] = [];
  for (const name of names) {
    const segment = await openSegment(directory, name);
    if (bytesOf(segment) === 0) await removeSegment(segment);
    else segments.push(segment);
  }
  let next = Math.max(minNext, ...segments.map(endOf));
  // An old segment is not continued: its numbers may end below `next`.
  let active: Segment | undefined;
  let waiting: Waiting[] = [];
  let working: Promise<void> | undefined;
  let released = 0;
  const readers = new Set<() => void>();

  const writable = async (): Promise<Segment> => {
    if (active !== undefined && bytesOf(active) < maxSegmentBytes) return active;
    const made = await createSegment(directory, next);
    await syncDirectory(directory);
    segments.push(made);
    active = made;
    return made;
  };
  const writeBatch = async (batch: readonly Waiting[]) => {
    const segment = await writable();
    const events = batch.map(({ event }, i) => ({ seq: next + i, ...event }));
    await writeEvents(segment, events);
    await onDurable(events);
    next += events.length;
    for (const [i, { resolve }] of batch.entries()) resolve(events[i] as SpooledEvent);
    for (const wake of readers) wake();
  };
  // The only one that touches files: it never runs twice at once.
  const work = async () => {
    do {
      while (waiting.length > 0) {
        const batch = waiting;
        waiting = [];
        await writeBatch(batch).catch((error) => {
          for (const { reject } of batch) reject(error);
        });
      }
      // A file that stays is removed by the next process.
      await removeReleased().catch(() => {});
    } while (waiting.length > 0);
    working = undefined;
  };
  const removeReleased = async () => {
    for (;;) {
      const [gone] = segments;
      // One that is empty was created for a write that failed.
      if (gone === undefined || bytesOf(gone) === 0 || endOf(gone) > released) return;
      segments.shift();
      if (gone === active) active = undefined;
      await removeSegment(gone);
    }
  };

  return {
    add: (event) =>
      new Promise((resolve, reject) => {
        waiting.push({ event, resolve, reject });
        working ??= work();
      }),
    end: () => next,
    read: async (from, max) => {
      const events: SpooledEvent[] = [];
      for (const segment of segments) {
        const start = Math.max(from, segment.first);
        const end = Math.min(endOf(segment), next);
        for (let seq = start; seq < end && events.length < max; seq++)
          events.push(await eventAt(segment, seq));
      }
      return events;
    },
    arrival: (seq, signal) =>
      new Promise((resolve) => {
        const look = () => {
          if (next <= seq && !signal.aborted) return;
          readers.delete(look);
          deaf();
          resolve();
        };
        readers.add(look);
        const deaf = onAbort(signal, look);
        look();
      }),
    release: (seq) => {
      released = Math.max(released, seq);
      working ??= work();
    },
    close: async () => {
      await working;
      await Promise.all(segments.map(({ file }) => file.close()));
    },
  };
}

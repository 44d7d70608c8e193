import { isWorthALine, pauseAfter } from '../base/backoff.js';
import type { Io } from '../base/io.js';
import { counted } from '../base/text.js';
import { setAside } from './rejects.js';
import { type Cursor, writeCursor } from './spool/cursor.js';
import type { SpooledEvent } from './spool/record.js';
import type { Spool } from './spool/spool.js';
import type { Handed, Target } from './targets/target.js';

export type Delivery = {
  readonly io: Pick<Io, 'now' | 'sleep' | 'random' | 'interrupt'>;
  readonly spool: Spool;
  readonly directory: string;
  readonly rejects: string;
  readonly target: Target;
  /** Aborts when no more events are accepted: what is left is tried once more, and not waited for. */
  readonly closed: AbortSignal;
  readonly tell: (text: string) => void;
  /** Called when the target has moved on. */
  readonly onProgress: (next: number) => void;
};

/**
 * Hands over events to a target, in order, until no more are accepted and all that could be handed over is. Resolves with the cursor it has reached.
 * A failed attempt is repeated for as long as it takes; an event that is refused for good is set aside.
 */
export async function deliverTo(delivery: Delivery, from: Cursor): Promise<Cursor> {
  const { io, spool, directory, target, closed, onProgress } = delivery;
  let cursor = from;
  while (!io.interrupt.hard.aborted) {
    if (cursor.next >= spool.end()) {
      if (closed.aborted) break;
      await spool.arrival(cursor.next, closed);
      continue;
    }
    const events = await spool.read(cursor.next, target.maxEvents);
    const handed = await insist(delivery, events);
    if (handed === 'stopped') break;
    cursor = { ...cursor, next: cursor.next + events.length, ...(handed.file && { file: handed.file }) };
    await writeCursor(directory, target.name, cursor);
    onProgress(cursor.next);
  }
  return cursor;
}

type Done = { readonly file?: Cursor['file'] };

/** Tries until the events are taken or set aside, or the process is to stop. */
async function insist(delivery: Delivery, events: readonly SpooledEvent[]): Promise<Done | 'stopped'> {
  const { io, target, closed, tell } = delivery;
  for (let attempt = 1; ; attempt++) {
    const handed = await target.hand(events, io.interrupt.hard);
    if (handed.kind === 'taken') {
      if (attempt > 1) tell(`--${target.name}: works again after ${counted(attempt, 'attempt')}`);
      return handed;
    }
    if (io.interrupt.hard.aborted) return 'stopped';
    if (handed.kind === 'refused') {
      await reject(delivery, events, handed.reason);
      return {};
    }
    if (closed.aborted) return 'stopped';
    const ms = pauseAfter(attempt, io.random, handed.waitMs);
    if (isWorthALine(attempt)) tell(failureLine(delivery, events, handed, ms));
    const isStopped = await io.sleep(ms, closed).then(
      () => false,
      () => true,
    );
    // Without another attempt, a receiver that has come back would miss what it could have now.
    if (isStopped && io.interrupt.hard.aborted) return 'stopped';
  }
}

function failureLine(
  { target, spool }: Delivery,
  [event]: readonly SpooledEvent[],
  { reason }: Extract<Handed, { kind: 'failed' }>,
  ms: number,
): string {
  const waiting = spool.end() - (event?.seq ?? 0);
  return `--${target.name}: ${reason}; ${counted(waiting, 'event waits', 'events wait')}, next attempt in ${Math.ceil(ms / 1000)} s`;
}

async function reject(
  { io, target, rejects, tell }: Delivery,
  events: readonly SpooledEvent[],
  reason: string,
): Promise<void> {
  const rejectedAt = new Date(io.now()).toISOString();
  for (const event of events) {
    await setAside(rejects, event, { target: target.name, reason, rejectedAt });
    tell(`--${target.name}: ${reason}; event ${event.id} is set aside in ${rejects}`);
  }
}

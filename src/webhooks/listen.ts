import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createDirectory } from '../base/files/create.js';
import type { Io } from '../base/io.js';
import { onAbort } from '../base/on-abort.js';
import { counted } from '../base/text.js';
import { takeLease } from '../config/lease.js';
import { deliverTo } from './deliver.js';
import { type AnsweredRequest, type Receiver, startReceiver } from './receiver.js';
import { type Cursor, readCursor, type TargetName, targetNames, writeCursor } from './spool/cursor.js';
import { dedupeKey, openSeen, type Seen } from './spool/seen.js';
import { openSpool, type Spool } from './spool/spool.js';
import type { Target } from './targets/target.js';

export type ListenOptions = {
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
  readonly path: string;
  readonly secret: string;
  readonly requestMs: number;
  /** The spool directory. */
  readonly directory: string;
  readonly targets: readonly Target[];
  readonly dedupe: boolean;
  /** What happened, for people: failed attempts, events that were set aside. */
  readonly tell: (text: string) => void;
  readonly onAnswered: (request: AnsweredRequest) => void;
  /** Called when events can arrive. */
  readonly onListening: (port: number) => void;
};

/** What a listener did. */
export type Heard = {
  readonly accepted: number;
  readonly duplicates: number;
  /** Requests that were not answered with 200. */
  readonly refused: number;
  /** Per target, the events that it has yet to get. */
  readonly left: Readonly<Partial<Record<TargetName, number>>>;
};

/** The file of events that a target refused for good. */
export function rejectsFile(directory: string): string {
  return join(directory, 'rejects.ndjson');
}

/**
 * Receives events until the first interrupt, and hands each over to all targets. Then finishes what was accepted. Throws Failure 'locked'
 * if another process uses the spool, 'usage' if the port cannot be used, and whatever a target throws.
 */
export async function listen(io: Io, options: ListenOptions): Promise<Heard> {
  const { directory } = options;
  await createDirectory(directory, 'state');
  const lease = await takeLease(
    {
      directory: join(directory, 'lock'),
      name: 'listen',
      isRival: () => false,
      run: `webhooks listen --port ${options.port}`,
      what: `the spool ${directory}`,
      onNotice: options.tell,
    },
    io,
  );
  try {
    return await listenAlone(io, options);
  } finally {
    await lease.release();
  }
}

async function listenAlone(io: Io, options: ListenOptions): Promise<Heard> {
  const { directory, tell } = options;
  const cursors = await leftCursors(directory);
  const seen = options.dedupe ? await openSeen(join(directory, 'seen.ndjson')) : undefined;
  const spool = await openSpool({
    directory,
    minNext: Math.max(1, ...[...cursors.values()].map(({ next }) => next)),
    onDurable: (events) => remember(seen, events, tell),
  });
  try {
    await remember(seen, await spool.read(0, Number.POSITIVE_INFINITY), tell);
    const places = await begin(options, spool, cursors);
    const door = createDoor(io, spool, seen);
    return await serveUntilStopped(io, options, { spool, places, door });
  } finally {
    await spool.close();
  }
}

async function leftCursors(directory: string): Promise<ReadonlyMap<TargetName, Cursor>> {
  const found = new Map<TargetName, Cursor>();
  for (const name of targetNames) {
    const cursor = await readCursor(directory, name);
    if (cursor !== undefined) found.set(name, cursor);
  }
  return found;
}

async function remember(
  seen: Seen | undefined,
  events: readonly { readonly body: string }[],
  tell: (text: string) => void,
): Promise<void> {
  if (seen === undefined) return;
  const keys = events.flatMap(({ body }) => dedupeKey(body) ?? []);
  // The event itself is stored: a duplicate is better than a loss.
  await seen.add(keys).catch((error: Error) => tell(`--dedupe cannot remember: ${error.message}`));
}

type Places = Map<TargetName, Cursor>;

/**
 * Where each target begins: behind what it had before, or with the next event. A target of an earlier run that is not there now
 * keeps its events, and its user is told.
 */
async function begin(
  { directory, targets, tell }: ListenOptions,
  spool: Spool,
  cursors: ReadonlyMap<TargetName, Cursor>,
): Promise<Places> {
  const places: Places = new Map();
  for (const target of targets) {
    const from = cursors.get(target.name) ?? { next: spool.end() };
    const cursor = await target.begin(from, (max) => spool.read(from.next, max));
    await writeCursor(directory, target.name, cursor);
    places.set(target.name, cursor);
    const left = spool.end() - cursor.next;
    if (left > 0 && target.name !== 'print')
      tell(`--${target.name}: ${counted(left, 'event is', 'events are')} left from before`);
  }
  for (const [name, cursor] of cursors) {
    if (places.has(name)) continue;
    const left = spool.end() - cursor.next;
    if (left <= 0) {
      await rm(join(directory, `${name}.json`), { force: true });
      continue;
    }
    places.set(name, cursor);
    tell(
      `${counted(left, 'event waits', 'events wait')} for --${name} in ${directory}; add --${name} to hand them over, or remove ${name}.json there to drop them`,
    );
  }
  spool.release(leastOf(places));
  return places;
}

function leastOf(places: Places): number {
  return Math.min(...[...places.values()].map(({ next }) => next));
}

/** Accepts events, each once. */
type Door = {
  readonly accept: (text: string, signature: string) => Promise<void>;
  readonly counts: { accepted: number; duplicates: number };
};

function createDoor(io: Pick<Io, 'uuid' | 'now'>, spool: Spool, seen: Seen | undefined): Door {
  const counts = { accepted: 0, duplicates: 0 };
  const arriving = new Map<string, Promise<unknown>>();
  const add = async (body: string, signature: string) => {
    await spool.add({ id: io.uuid(), receivedAt: new Date(io.now()).toISOString(), body, signature });
    counts.accepted++;
  };
  return {
    counts,
    accept: async (body, signature) => {
      const key = seen && dedupeKey(body);
      if (key === undefined) return add(body, signature);
      // The second of two that come at once is a duplicate only if the first is stored.
      await arriving.get(key);
      if (seen?.has(key)) {
        counts.duplicates++;
        return;
      }
      const adding = add(body, signature).finally(() => arriving.delete(key));
      arriving.set(key, adding);
      return adding;
    },
  };
}

type Running = { readonly spool: Spool; readonly places: Places; readonly door: Door };

async function serveUntilStopped(
  io: Io,
  options: ListenOptions,
  { spool, places, door }: Running,
): Promise<Heard> {
  const { directory, targets, tell } = options;
  const closed = new AbortController();
  let refused = 0;
  const receiver = await startReceiver({
    ...options,
    monotonic: io.monotonic,
    onAnswered: (request) => {
      if (request.status !== 200) refused++;
      options.onAnswered(request);
    },
    onEvent: (text, signature) =>
      door.accept(text, signature).catch((error: Error) => {
        tell(`An event could not be stored, and was answered with 503: ${error.message}`);
        throw error;
      }),
  });
  const deliveries = targets.map(async (target) => {
    const onProgress = (next: number) => {
      places.set(target.name, { next });
      spool.release(leastOf(places));
    };
    const rejects = rejectsFile(directory);
    const delivery = { io, spool, directory, rejects, target, closed: closed.signal, tell, onProgress };
    await deliverTo(delivery, places.get(target.name) as Cursor);
  });
  const broken = Promise.all(deliveries).then(() => {});
  try {
    options.onListening(receiver.port);
    await Promise.race([aborted(io.interrupt.soft), broken]);
    await closeReceiver(io, receiver);
  } finally {
    receiver.destroy();
    closed.abort();
    // What is interrupted twice is like what is killed: the next run goes on where the cursors are.
    await Promise.race([Promise.allSettled(deliveries), aborted(io.interrupt.hard)]);
  }
  await Promise.race([broken, aborted(io.interrupt.hard)]);
  return { ...door.counts, refused, left: leftOf(places, spool.end()) };
}

/** Lets the requests that are under way end, unless the interrupt is repeated. */
async function closeReceiver(io: Io, receiver: Receiver): Promise<void> {
  await Promise.race([receiver.close(), aborted(io.interrupt.hard)]);
}

function leftOf(places: Places, end: number): Heard['left'] {
  return Object.fromEntries(
    [...places].map(([name, { next }]) => [name, end - next] as const).filter(([, left]) => left > 0),
  );
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    onAbort(signal, resolve);
  });
}

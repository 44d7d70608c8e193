import { open, readdir, readFile, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { diskFailure, Failure } from '../base/failure.js';
import { createDirectory } from '../base/files/create.js';
import type { Io } from '../base/io.js';
import { isObject, jsonOrNothing } from '../base/json.js';
import { type LockWorld, withLock } from './lock.js';

export type LeaseWorld = LockWorld & Pick<Io, 'uuid' | 'every'>;

/** A long-held lock with a heartbeat. Whoever was stopped and wakes up learns by `check` that it was given to another. */
export type Lease = {
  /** Throws Failure 'locked' when it is no longer ours. Ask before everything that must not be done twice at once. */
  readonly check: () => Promise<void>;
  /** May be called twice; leaves the lock of another alone. */
  readonly release: () => Promise<void>;
};

export type Claim = {
  /** One directory for all that must not run beside each other. */
  readonly directory: string;
  /** The file in it that stands for this claim. */
  readonly name: string;
  /** Whether a claim of another name stands in the way of this one. */
  readonly isRival: (name: string) => boolean;
  /** Which run it is, and what it holds, for messages. */
  readonly run: string;
  readonly what: string;
  /** Told when the lock of a dead run is taken over. */
  readonly onNotice: (text: string) => void;
};

const heartbeatMs = 5000;
/** Six heartbeats that did not come; on another machine also its clock may be off. */
const silentMs = 30_000;
const silentElsewhereMs = 120_000;

/**
 * Takes a lease, in the place of a holder that is dead or has not been heard of for 30 s (120 s on another machine).
 * Throws Failure 'locked' that names whoever holds it.
 */
export async function takeLease(claim: Claim, world: LeaseWorld): Promise<Lease> {
  await createDirectory(claim.directory, 'state');
  const path = join(claim.directory, claim.name);
  const token = world.uuid();
  // One at a time looks who is there and writes itself down, so nobody clears away what was made a moment ago.
  await withLock(join(claim.directory, '.guard'), world, async () => {
    await clearRivals(claim, world);
    await writeHolder(path, token, claim.run, world);
  });
  const stop = world.every(heartbeatMs, () => {
    beat(path, token, world).catch(() => {});
  });
  return {
    check: async () => {
      if (!(await beat(path, token, world))) throw await takenOver(path, claim.what);
    },
    release: async () => {
      stop();
      if ((await holderOf(path))?.token === token) await rm(path, { force: true });
    },
  };
}

type Holder = {
  readonly token: unknown;
  readonly pid: unknown;
  readonly host: unknown;
  readonly run: unknown;
  readonly since: unknown;
};

async function clearRivals(
  { directory, name, isRival, what, onNotice }: Claim,
  world: LeaseWorld,
): Promise<void> {
  for (const other of await readdir(directory)) {
    if (other.startsWith('.') || (other !== name && !isRival(other))) continue;
    const path = join(directory, other);
    const holder = await holderOf(path);
    if (!(await isAbandoned(path, holder, world))) throw held(holder, path, what);
    await rm(path, { force: true });
    onNotice(`The run ${words(holder)} ended without a word; its lock is taken over`);
  }
}

async function holderOf(path: string): Promise<Holder | undefined> {
  const held = jsonOrNothing(await readFile(path, 'utf8').catch(() => ''));
  return isObject(held) ? (held as Holder) : undefined;
}

/** A process of this machine that is gone; or whoever has not been heard of, in the past or, by a clock that jumped, the future. */
async function isAbandoned(path: string, holder: Holder | undefined, world: LeaseWorld): Promise<boolean> {
  const isHere = holder?.host === world.host;
  if (isHere && typeof holder.pid === 'number' && !world.isAlive(holder.pid)) return true;
  const made = await stat(path).catch(() => undefined);
  const silence = Math.abs(world.now() - (made?.mtimeMs ?? Number.NEGATIVE_INFINITY));
  return silence > (isHere || holder === undefined ? silentMs : silentElsewhereMs);
}

async function writeHolder(path: string, token: string, run: string, world: LeaseWorld): Promise<void> {
  const { pid, host } = world;
  try {
    const file = await open(path, 'wx', 0o600);
    await file
      .writeFile(JSON.stringify({ token, pid, host, run, since: new Date(world.now()).toISOString() }))
      .finally(() => file.close());
    await touch(path, world);
  } catch (error) {
    await rm(path, { force: true });
    throw diskFailure(error, path);
  }
}

/** False when the lease is somebody else's by now. */
async function beat(path: string, token: string, world: LeaseWorld): Promise<boolean> {
  if ((await holderOf(path))?.token !== token) return false;
  await touch(path, world);
  return true;
}

async function touch(path: string, { now }: LeaseWorld): Promise<void> {
  // That the heartbeat cannot be written does not take the lock away.
  await utimes(path, now() / 1000, now() / 1000).catch(() => {});
}

async function takenOver(path: string, what: string): Promise<Failure> {
  const by = await holderOf(path);
  const who = by === undefined ? 'is gone' : `was taken over by the run ${words(by)}`;
  return new Failure('locked', `The lock of ${what} ${who} while this run stood still, so it stops here`, {
    advice: 'Let the other one end, and go on with this run then',
  });
}

function held(holder: Holder | undefined, path: string, what: string): Failure {
  return new Failure('locked', `Another run is at ${what}: ${words(holder)}`, {
    advice: `Wait for it to end, or remove ${path} if there is no such process`,
  });
}

function words(holder: Holder | undefined): string {
  const part = (value: unknown) => String(value ?? '?');
  return `${part(holder?.run)} (process ${part(holder?.pid)} on ${part(holder?.host)}, since ${part(holder?.since)})`;
}

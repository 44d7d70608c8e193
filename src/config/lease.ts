import { constants } from 'node:fs';
import { access, open, readdir, readFile, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { diskFailure, Failure } from '../base/failure.js';
import { createDirectory } from '../base/files/create.js';
import type { Io } from '../base/io.js';
import { isObject, jsonOrNothing } from '../base/json.js';
import { type LockDeps, withLock } from './lock.js';

export type LeaseDeps = LockDeps & Pick<Io, 'uuid' | 'every'>;

/** A long-held lock with a heartbeat. A process that was suspended finds out with `check` whether it has lost the lock. */
export type Lease = {
  /** Throws Failure 'locked' when the lease is no longer ours. Call before anything that two runs must not do at once. */
  readonly check: () => Promise<void>;
  /** Idempotent; never removes the lock of another run. */
  readonly release: () => Promise<void>;
};

export type Claim = {
  /** One directory for all runs that exclude each other. */
  readonly directory: string;
  /** The file in it that represents this claim. */
  readonly name: string;
  /** Whether a claim with another name conflicts with this one. */
  readonly isRival: (name: string) => boolean;
  /** The name of the run, and what it locks, for messages. */
  readonly run: string;
  readonly what: string;
  /** Called when the lock of a dead run is taken over. */
  readonly onNotice: (text: string) => void;
};

const heartbeatMs = 5000;
/** Six missed heartbeats; longer for another machine, whose clock may differ. */
const silentMs = 30_000;
const silentElsewhereMs = 120_000;

/**
 * Takes a lease, replacing a holder that is dead or has sent no heartbeat for 30 s (120 s on another machine).
 * Throws Failure 'locked' that names the holder.
 */
export async function takeLease(claim: Claim, deps: LeaseDeps): Promise<Lease> {
  await createDirectory(claim.directory, 'state');
  const path = join(claim.directory, claim.name);
  const token = deps.uuid();
  // Processes check for holders and register under a guard lock, so that none deletes a lock file created a moment ago.
  await withLock(join(claim.directory, '.guard'), deps, async () => {
    await clearRivals(claim, deps);
    await writeHolder(path, token, claim.run, deps);
  });
  const stop = deps.every(heartbeatMs, () => {
    beat(path, token, deps).catch(() => {});
  });
  return {
    check: async () => {
      if (!(await beat(path, token, deps))) throw await takenOver(path, claim.what);
    },
    release: async () => {
      stop();
      if ((await holderOf(path))?.token === token) await rm(path, { force: true });
    },
  };
}

/** What a lock file says about the run that took it. */
export type Holder = {
  readonly token: unknown;
  readonly pid: unknown;
  readonly host: unknown;
  readonly run: unknown;
  readonly since: unknown;
};

async function clearRivals(
  { directory, name, isRival, what, onNotice }: Claim,
  deps: LeaseDeps,
): Promise<void> {
  for (const other of await readdir(directory)) {
    if (other.startsWith('.') || (other !== name && !isRival(other))) continue;
    const path = join(directory, other);
    const holder = await holderOf(path);
    if (!(await isAbandoned(path, holder, deps))) throw held(holder, path, what);
    await rm(path, { force: true });
    onNotice(
      holder === undefined
        ? 'A run was killed while it took this lock; taking it over'
        : `Run ${words(holder)} exited unexpectedly; taking over its lock`,
    );
  }
}

/** The holder of a lock; `undefined` if the file does not name one. */
export async function holderOf(path: string): Promise<Holder | undefined> {
  const held = jsonOrNothing(await readFile(path, 'utf8').catch(() => ''));
  return isObject(held) ? (held as Holder) : undefined;
}

/**
 * The holder is dead on this machine, or its last heartbeat is too far in the past (or the future, if a clock jumped). If the
 * file names no holder, the process that was writing it is dead, because it held the guard lock that is ours now.
 */
export async function isAbandoned(
  path: string,
  holder: Holder | undefined,
  deps: LeaseDeps,
): Promise<boolean> {
  if (holder === undefined && (await isReadable(path))) return true;
  const isHere = holder?.host === deps.host;
  if (isHere && typeof holder.pid === 'number' && !deps.isAlive(holder.pid)) return true;
  const made = await stat(path).catch(() => undefined);
  const silence = Math.abs(deps.now() - (made?.mtimeMs ?? Number.NEGATIVE_INFINITY));
  return silence > (isHere || holder === undefined ? silentMs : silentElsewhereMs);
}

function isReadable(path: string): Promise<boolean> {
  return access(path, constants.R_OK).then(
    () => true,
    () => false,
  );
}

async function writeHolder(path: string, token: string, run: string, deps: LeaseDeps): Promise<void> {
  const { pid, host } = deps;
  try {
    const file = await open(path, 'wx', 0o600);
    await file
      .writeFile(JSON.stringify({ token, pid, host, run, since: new Date(deps.now()).toISOString() }))
      .finally(() => file.close());
    await touch(path, deps);
  } catch (error) {
    await rm(path, { force: true });
    throw diskFailure(error, path);
  }
}

/** Refreshes the heartbeat; false when another process holds the lease. */
async function beat(path: string, token: string, deps: LeaseDeps): Promise<boolean> {
  if ((await holderOf(path))?.token !== token) return false;
  await touch(path, deps);
  return true;
}

async function touch(path: string, { now }: LeaseDeps): Promise<void> {
  // Failing to write a heartbeat does not forfeit the lock.
  await utimes(path, now() / 1000, now() / 1000).catch(() => {});
}

async function takenOver(path: string, what: string): Promise<Failure> {
  const by = await holderOf(path);
  const who = by === undefined ? 'was removed' : `was taken over by run ${words(by)}`;
  return new Failure(
    'locked',
    `The lock for ${what} ${who} while this run was suspended, so this run stopped`,
    {
      advice: 'Wait for the other run to finish, then resume this one',
    },
  );
}

function held(holder: Holder | undefined, path: string, what: string): Failure {
  return new Failure('locked', `Another run is active for ${what}: ${words(holder)}`, {
    advice: `Wait for it to finish, or remove ${path} if that process no longer exists`,
  });
}

function words(holder: Holder | undefined): string {
  const part = (value: unknown) => String(value ?? '?');
  return `${part(holder?.run)} (process ${part(holder?.pid)} on ${part(holder?.host)}, since ${part(holder?.since)})`;
}

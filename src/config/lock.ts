import { open, readFile, rm, stat } from 'node:fs/promises';
import { diskFailure, Failure, isSystemError } from '../base/failure.js';
import type { Io } from '../base/io.js';

/** The functions a lock needs from outside. */
export type LockDeps = Pick<
  Io,
  'pid' | 'host' | 'isAlive' | 'now' | 'monotonic' | 'sleep' | 'random' | 'interrupt'
>;

const patienceMs = 15_000;
const oldMs = 60_000;
const unwrittenMs = 3000;

/**
 * Calls `work` while holding the lock file at `path`. However many processes wait, each gets its turn: a waiter
 * gives up only when the same holder has kept the lock for 15 s, not while it changes hands. A lock whose process is dead is
 * taken over. Throws Failure 'locked' that names the holder.
 */
export async function withLock<T>(path: string, deps: LockDeps, work: () => Promise<T>): Promise<T> {
  await take(path, deps);
  try {
    return await work();
  } finally {
    await release(path, deps);
  }
}

/** Removes the lock, unless another machine took it over in the meantime. */
async function release(path: string, { pid, host }: LockDeps): Promise<void> {
  const holder = await holderOf(path);
  if (holder?.pid === pid && holder.host === host) await rm(path, { force: true });
}

async function take(path: string, deps: LockDeps): Promise<void> {
  let holding: string | undefined;
  let sinceMs = deps.monotonic();
  while (!(await created(path, deps))) {
    if (await isAbandoned(path, deps)) {
      await takeOver(path, deps);
      continue;
    }
    const now = await holdingOf(path);
    if (now !== holding) [holding, sinceMs] = [now, deps.monotonic()];
    if (deps.monotonic() - sinceMs > patienceMs) throw await held(path);
    await deps.sleep(10 + deps.random() * 40, deps.interrupt.soft);
  }
}

/** Tries to create the lock file; true on success. */
async function created(path: string, { pid, host }: LockDeps): Promise<boolean> {
  try {
    const file = await open(path, 'wx', 0o600);
    try {
      await file.writeFile(JSON.stringify({ pid, host }));
    } catch (error) {
      // A lock without a holder would block every process.
      await rm(path, { force: true });
      throw error;
    } finally {
      await file.close();
    }
    return true;
  } catch (error) {
    if (isSystemError(error) && error.code === 'EEXIST') return false;
    throw diskFailure(error, path);
  }
}

/** Identifies one acquisition of the lock; `undefined` while the lock is free. */
async function holdingOf(path: string): Promise<string | undefined> {
  const made = await stat(path).catch(() => undefined);
  return made && `${made.ino} ${made.mtimeMs}`;
}

type Holder = { readonly pid?: unknown; readonly host?: unknown };

async function holderOf(path: string): Promise<Holder | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Holder;
  } catch {
    return undefined;
  }
}

/** The holder is dead on this machine; or it is on another machine or unreadable, and the lock is old. */
async function isAbandoned(path: string, { host, isAlive, now }: LockDeps): Promise<boolean> {
  const holder = await holderOf(path);
  if (holder?.host === host && typeof holder.pid === 'number') return !isAlive(holder.pid);
  const made = await stat(path).catch(() => undefined);
  // The holder is written just after the file is created; a lock whose process was killed in between expires quickly.
  const maxMs = holder === undefined ? unwrittenMs : oldMs;
  return made !== undefined && Math.abs(now() - made.mtimeMs) > maxMs;
}

/** Only one process may remove an abandoned lock: a second one would remove the lock that the first has just created. */
async function takeOver(path: string, deps: LockDeps): Promise<void> {
  const guard = `${path}.takeover`;
  if (!(await created(guard, deps))) {
    await deps.sleep(20, deps.interrupt.soft);
    const holder = await holderOf(guard);
    const isDead = holder?.host === deps.host && typeof holder.pid === 'number' && !deps.isAlive(holder.pid);
    const made = await stat(guard).catch(() => undefined);
    const maxMs = isDead ? unwrittenMs : oldMs;
    if (made !== undefined && Math.abs(deps.now() - made.mtimeMs) > maxMs) await rm(guard, { force: true });
    return;
  }
  try {
    if (await isAbandoned(path, deps)) await rm(path, { force: true });
  } finally {
    await rm(guard, { force: true });
  }
}

async function held(path: string): Promise<Failure> {
  const { pid, host } = (await holderOf(path)) ?? {};
  return new Failure('locked', `${path} is held by process ${String(pid ?? '?')} on ${String(host ?? '?')}`, {
    advice: 'Wait for it to finish, or remove the file if that process no longer exists',
  });
}

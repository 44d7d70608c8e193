import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { holderOf, isAbandoned, type LeaseDeps } from './lease.js';
import { withLock } from './lock.js';

/** A lock as it lies on disk. */
export type LockFile = {
  readonly path: string;
  /** The run that took it. */
  readonly run: string | undefined;
  /** Whether that run is gone. */
  readonly isAbandoned: boolean;
};

/** The locks in a directory of leases; none if there is no such directory. */
export async function lockFiles(directory: string, deps: LeaseDeps): Promise<readonly LockFile[]> {
  const names = await readdir(directory).catch(() => []);
  const paths = names.filter((name) => !name.startsWith('.')).map((name) => join(directory, name));
  return Promise.all(
    paths.map(async (path) => {
      const holder = await holderOf(path);
      const run = typeof holder?.run === 'string' ? holder.run : undefined;
      return { path, run, isAbandoned: await isAbandoned(path, holder, deps) };
    }),
  );
}

/** Removes the locks of runs that are gone. Resolves with their number. */
export async function removeAbandonedLocks(directory: string, deps: LeaseDeps): Promise<number> {
  // Under the guard lock, so that no lock is removed that a new run has just taken.
  return withLock(join(directory, '.guard'), deps, async () => {
    const left = (await lockFiles(directory, deps)).filter((lock) => lock.isAbandoned);
    for (const { path } of left) await rm(path, { force: true });
    return left.length;
  });
}

/** The names of the runs that are at work, by their locks in the directories below `root`. */
export async function runsAtWork(root: string, deps: LeaseDeps): Promise<ReadonlySet<string>> {
  const directories = await readdir(root).catch(() => []);
  const locks = await Promise.all(directories.map((name) => lockFiles(join(root, name), deps)));
  return new Set(
    locks.flat().flatMap(({ run, isAbandoned: isGone }) => (run === undefined || isGone ? [] : [run])),
  );
}

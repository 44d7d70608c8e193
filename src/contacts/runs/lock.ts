import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Io } from '../../base/io.js';
import { type Lease, takeLease } from '../../config/lease.js';
import { isLeftSpool, locksDirectory, spoolDirectory } from '../../config/paths.js';
import type { Shard } from '../checking/shard.js';

/** Which bot of which account a run changes. */
export type Place = { readonly local: boolean; readonly origin: string; readonly bot: string };

/** The server of a place, as a name: the embedded emulator has another port each time. */
export function serverOf({ local, origin }: Place): string {
  return local ? 'local' : origin;
}

export type BotLock = {
  readonly place: Place;
  readonly shard: Shard | undefined;
  /** The run that takes the lock, named to the others. */
  readonly run: string;
  readonly onNotice: (text: string) => void;
};

/**
 * Allows one import at a time per bot: shards of the same count may run in parallel, nothing else may. Throws Failure
 * 'locked' that names the other run.
 */
export async function lockBot(io: Io, { place, shard, run, onNotice }: BotLock): Promise<Lease> {
  const name = shard === undefined ? 'all' : `${shard.index}-of-${shard.count}`;
  const claim = {
    directory: locksDirectory(io.env, io.home, serverOf(place), place.bot),
    name,
    isRival: (other: string) => shard === undefined || !other.endsWith(`-of-${shard.count}`),
    run,
    what: 'this bot',
    onNotice,
  };
  const lease = await takeLease(claim, io);
  await removeSpools(io);
  return lease;
}

/** Removes the spool files that killed imports left behind. */
async function removeSpools(io: Io): Promise<void> {
  const directory = spoolDirectory(io.env, io.home);
  const names = await readdir(directory).catch(() => []);
  for (const name of names) if (isLeftSpool(name, io)) await rm(join(directory, name), { force: true });
}

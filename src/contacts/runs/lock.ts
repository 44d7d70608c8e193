import { type Lease, takeLease } from '../../config/lease.js';
import { locksDirectory } from '../../config/paths.js';
import type { Io } from '../../io.js';
import type { Shard } from '../checking/shard.js';

/** Which bot of which account a run changes. */
export type Place = { readonly local: boolean; readonly origin: string; readonly bot: string };

/**
 * One import at a time for a bot: shards of the same count may run beside each other, nothing else may. Throws Failure
 * 'locked' that names the other run.
 */
export function lockBot(
  { local, origin, bot }: Place,
  shard: Shard | undefined,
  run: string,
  io: Io,
  onNotice: (text: string) => void,
): Promise<Lease> {
  const name = shard === undefined ? 'all' : `${shard.index}-of-${shard.count}`;
  const claim = {
    directory: locksDirectory(io.env, io.home, local ? 'local' : origin, bot),
    name,
    isRival: (other: string) => shard === undefined || !other.endsWith(`-of-${shard.count}`),
    run,
    onNotice,
  };
  return takeLease(claim, io);
}

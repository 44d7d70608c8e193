import { InvalidArgumentError } from 'commander';
import { Failure } from '../../base/failure.js';
import type { Io } from '../../base/io.js';

/** One of `count` parts, from 1. */
export type Shard = { readonly index: number; readonly count: number };

/** What the user typed: a part and the number of parts, or the number alone if the scheduler says which part. */
export type ShardChoice = { readonly index: number | undefined; readonly count: number };

export function shardOf({ env }: Io, { index, count }: ShardChoice): Shard {
  if (index !== undefined) return { index, count };
  const given = env.JOB_COMPLETION_INDEX ?? '';
  if (/^\d{1,6}$/.test(given) && Number(given) < count) return { index: Number(given) + 1, count };
  throw new Failure(
    'usage',
    given === ''
      ? `--shard ${count} does not say which part, and JOB_COMPLETION_INDEX is not set`
      : `JOB_COMPLETION_INDEX is "${given}", which is not one of the ${count} parts (0 to ${count - 1})`,
    { advice: `Name the part, for example --shard 1/${count}` },
  );
}

const maxShards = 10_000;

/** Reads `2/8`, or `8` for the part that the environment names. */
export function shardChoice(text: string): ShardChoice {
  const [, index, count = ''] = /^(?:(\d{1,5})\/)?(\d{1,5})$/.exec(text) ?? [];
  const isPart = index === undefined || (Number(index) >= 1 && Number(index) <= Number(count));
  if (count !== '' && Number(count) >= 1 && Number(count) <= maxShards && isPart)
    return { index: index === undefined ? undefined : Number(index), count: Number(count) };
  throw new InvalidArgumentError(
    'Use a part and the number of parts, such as 2/8; parts are counted from 1.',
  );
}

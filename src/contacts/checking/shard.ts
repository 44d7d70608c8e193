import { hash } from '../../base/hash.js';

/** One of `count` parts of a file, from 1. Every row is in exactly one part, on every machine and in every run. */
export type Shard = { readonly index: number; readonly count: number };

/** Whether a row is in this part: by its key, or by its position in the file if it has none. */
export function isIn({ index, count }: Shard, key: string | undefined, ordinal: number): boolean {
  return (key === undefined ? ordinal : hash(key, 0)) % count === index - 1;
}

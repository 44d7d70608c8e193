import type { DayRange } from '../../../api/listing.js';
import type { Io } from '../../../base/io.js';
import type { List } from '../../../exports/list/lists.js';
import { readRange } from '../../../exports/list/read-spans.js';
import type { Row } from '../../../exports/row.js';

/** Reads a range in a single pass, `ahead` pages at once: where rows are only counted, one deleted meanwhile justifies no second one. */
export async function readOnce<T extends Row>(
  io: Io,
  range: DayRange,
  list: List<T>,
  { add, ahead }: { readonly add: (row: T) => void; readonly ahead: number },
): Promise<void> {
  const readOptions = { ahead, passes: 1, trustsOnePage: true, isBestEffort: true, takesUndated: true };
  const reading = { list, readOptions, seed: Math.floor(io.random() * 2 ** 32), undated: new Set<string>() };
  const take = async (rows: readonly T[]) => {
    for (const row of rows) add(row);
  };
  await readRange(range, reading, { takerOf: () => ({ take }) });
}

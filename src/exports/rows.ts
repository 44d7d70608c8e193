import type { DayRange } from '../api/listing.js';
import { listPages } from '../api/pages.js';
import { within } from './days.js';
import { keyOf, type Row } from './row.js';

export type Source<T extends Row> = {
  readonly fetchPage: (page: number) => Promise<readonly T[]>;
  /** Rows per page that are asked for. */
  readonly size: number;
  readonly range: DayRange;
  /** Told once, at the end, how many rows came a second time: the list moved while it was read. */
  readonly onOverlap: (rows: number) => void;
};

/**
 * The rows of a range, page by page, each id once; a row without an id is never taken for another. The server's idea of a
 * day is not written down, so what lies outside of the UTC days that were asked for is left out here; a row without a
 * moment stays in.
 */
export async function* rowsOf<T extends Row>(source: Source<T>): AsyncGenerator<readonly T[]> {
  const { fetchPage, size, range, onOverlap } = source;
  const seen = new Set<string>();
  const isInRange = within(range);
  let overlap = 0;
  for await (const page of listPages(fetchPage, size, keyOf)) {
    yield page.filter((row) => {
      const isNew = row.id === undefined || row.id === '' || !seen.has(row.id);
      if (row.id !== undefined) seen.add(row.id);
      if (!isNew) overlap++;
      return isNew && isInRange(row.createdAtMs);
    });
  }
  if (overlap > 0) onOverlap(overlap);
}

/** The first `most` rows, and whether there are more; reads no further than it takes to know. */
export async function firstRows<T>(
  pages: AsyncIterable<readonly T[]>,
  most: number,
): Promise<{ readonly rows: readonly T[]; readonly isMore: boolean }> {
  const rows: T[] = [];
  for await (const page of pages) {
    rows.push(...page);
    if (rows.length > most) return { rows: rows.slice(0, most), isMore: true };
  }
  return { rows, isMore: false };
}

/** The first row that `fits`; reads no further. */
export async function findRow<T>(
  pages: AsyncIterable<readonly T[]>,
  fits: (row: T) => boolean,
): Promise<T | undefined> {
  for await (const page of pages) {
    const found = page.find(fits);
    if (found !== undefined) return found;
  }
  return undefined;
}

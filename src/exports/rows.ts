import type { DayRange } from '../api/listing.js';
import { listPages } from '../api/pages.js';
import { within } from './days.js';
import { keyOf, type Row } from './row.js';

export type Source<T extends Row> = {
  readonly fetchPage: (page: number) => Promise<readonly T[]>;
  /** Fetches the second page of another size. */
  readonly secondPageOf?: ((size: number) => Promise<readonly T[]>) | undefined;
  /** Rows requested per page. */
  readonly size: number;
  readonly range: DayRange;
  /** Called once, at the end, with the number of rows that appeared twice because the list shifted while it was read. */
  readonly onOverlap: (rows: number) => void;
};

/**
 * The rows of a range, page by page, each id once; rows without an id are never deduplicated. The server's time zone for days
 * is undocumented, so rows outside the requested days are dropped here; a row without a creation time is kept.
 */
export async function* rowsOf<T extends Row>(source: Source<T>): AsyncGenerator<readonly T[]> {
  const { fetchPage, size, range, onOverlap, secondPageOf } = source;
  const seen = new Set<string>();
  const isInRange = within(range);
  let overlap = 0;
  for await (const page of listPages(fetchPage, size, keyOf, { secondPageOf })) {
    yield page.filter((row) => {
      const isNew = row.id === undefined || row.id === '' || !seen.has(row.id);
      if (row.id !== undefined) seen.add(row.id);
      if (!isNew) overlap++;
      return isNew && isInRange(row.createdAtMs);
    });
  }
  if (overlap > 0) onOverlap(overlap);
}

/** The first `most` rows, and whether there are more; reads no further than necessary. */
export async function firstRows<T>(
  pages: AsyncIterable<readonly T[]>,
  max: number,
): Promise<{ readonly rows: readonly T[]; readonly isMore: boolean }> {
  const rows: T[] = [];
  for await (const page of pages) {
    rows.push(...page);
    if (rows.length > max) return { rows: rows.slice(0, max), isMore: true };
  }
  return { rows, isMore: false };
}

/** The first row for which `fits` is true; reads no further. */
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

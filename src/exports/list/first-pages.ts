import type { DayRange } from '../../api/listing.js';
import { within } from '../days.js';
import type { Row } from '../row.js';

/** Fetches one page of a range, counted from 1; the signal aborts the request when its page is no longer needed. */
export type FetchPage<T> = (range: DayRange, page: number, signal?: AbortSignal) => Promise<readonly T[]>;

/** The first pages of ranges that are about to be read. */
export type FirstPages<T> = {
  /** The first page of a range; the same one until it is read. */
  readonly look: (range: DayRange) => Promise<readonly T[]>;
  /** Starts fetching it, so that it is there when `look` needs it. An empty page is requested twice. */
  readonly peek: (range: DayRange) => void;
  /** The number of requests that `peek` has on their way. */
  readonly peeking: () => number;
  /** A page of a list that is read; the first one may have been looked at before. */
  readonly page: FetchPage<T>;
};

/** Fetches first pages early, and once: to estimate the length of a list, to look behind its end, and to read it. */
export function firstPages<T extends Row>(fetchPage: FetchPage<T>, size: number): FirstPages<T> {
  const seen = new Map<string, { readonly range: DayRange; readonly rows: Promise<readonly T[]> }>();
  let peeking = 0;
  const fetched = async (range: DayRange) => {
    const rows = await fetchPage(range, 1);
    return rows.length > 0 ? rows : fetchPage(range, 1);
  };
  const keep = (range: DayRange, rows: Promise<readonly T[]>) => {
    seen.set(nameOf(range), { range, rows });
    return rows;
  };
  return {
    look: (range) => {
      const held = seen.get(nameOf(range));
      seen.clear();
      return keep(range, held?.rows ?? fetchPage(range, 1));
    },
    peek: (range) => {
      peeking++;
      const rows = fetched(range).finally(() => peeking--);
      // `look` throws the error; without a look, it must not count as unhandled.
      keep(range, rows).catch(() => {});
    },
    peeking: () => peeking,
    page: async (asked, number, signal) => {
      if (number === 1)
        for (const [name, { range, rows }] of seen) {
          if (range.until !== asked.until || !isReusable(await rows, range, asked, size)) continue;
          seen.delete(name);
          return rows;
        }
      return fetchPage(asked, number, signal);
    },
  };
}

function nameOf({ since, until }: DayRange): string {
  return `${since} ${until}`;
}

/**
 * Whether the first page of a range is also that of a part that ends on the same day: if it is full, sorted from the latest
 * row to the earliest, and all of it is in that part.
 */
function isReusable(rows: readonly Row[], range: DayRange, part: DayRange, size: number): boolean {
  if (range.since === part.since) return true;
  if (rows.length < size) return false;
  const isInPart = within({ since: part.since });
  return rows.every(
    ({ createdAtMs }, i) =>
      createdAtMs !== undefined &&
      isInPart(createdAtMs) &&
      createdAtMs <= (rows[i - 1]?.createdAtMs ?? Infinity),
  );
}

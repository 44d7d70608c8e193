import { notNeeded } from '../../api/call.js';

/** Fetches a page, counted from 1; the signal aborts the request. */
export type FetchNumbered<P> = (page: number, signal: AbortSignal) => Promise<P>;

export type AheadOptions<P> = {
  /** The number of pages that may be requested at once, beginning with this one; it may change. */
  readonly max: (page: number) => number;
  /** Whether a page is full, so that more may follow. */
  readonly isFull: (page: P) => boolean;
  /** Whether it is known from the start that the first page is full. */
  readonly isLong?: boolean;
};

/**
 * Runs `pagesOf` over the pages of a list while prefetching later pages: none before a page was full, so that a short list
 * costs no extra request. A prefetched page is returned once; if requested again, it is fetched again. Requests still in
 * flight when the consumer stops are aborted.
 */
export async function* readAhead<P, R>(
  fetchPage: FetchNumbered<P>,
  options: AheadOptions<P>,
  pagesOf: (fetchPage: (page: number) => Promise<P>) => AsyncIterable<R>,
): AsyncGenerator<R> {
  const over = new AbortController();
  try {
    yield* pagesOf(pagesAhead((number) => fetchPage(number, over.signal), options));
  } finally {
    over.abort(notNeeded);
  }
}

function pagesAhead<P>(
  fetchPage: (page: number) => Promise<P>,
  { max, isFull, isLong: isLongAtFirst = false }: AheadOptions<P>,
): (page: number) => Promise<P> {
  const begun = new Map<number, Promise<P>>();
  let isLong = isLongAtFirst;
  const begin = (number: number): Promise<P> => {
    const page = begun.get(number) ?? fetchPage(number);
    begun.set(number, page);
    // A prefetched page past the end may be rejected before it is requested; avoid an unhandled rejection.
    page.catch(() => {});
    return page;
  };
  return async (number) => {
    for (let next = number; next < number + (isLong ? max(number) : 1); next++) void begin(next);
    const page = begin(number);
    begun.delete(number);
    const read = await page;
    isLong = isFull(read);
    return read;
  };
}

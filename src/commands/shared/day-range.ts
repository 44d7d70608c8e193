import { type DayRange, type ListRequest, maxListPageSize } from '../../api/listing.js';
import type { Io } from '../../base/io.js';
import type { Common } from '../../cli/common-options.js';
import { type ReadContext, readFromBot } from '../../cli/with-account.js';
import { dayRange, widened } from '../../exports/days.js';
import { readAhead } from '../../exports/list/ahead.js';
import type { Row } from '../../exports/row.js';
import { rowsOf } from '../../exports/rows.js';
import type { RequestListener } from '../../terminal/request-log.js';
import { writeErr } from '../../terminal/streams.js';
import { type RangeFlags, zoneOf } from './day-range-flags.js';

/** `sinceFlag` is the name of the flag, for messages, where it is another one. */
export function rangeOf(io: Io, flags: RangeFlags, sinceFlag?: string): DayRange {
  return dayRange(flags.since, flags.until, io.now(), { sinceFlag, zone: zoneOf(flags) });
}

/** Aborts as soon as `signal` or another signal does. All pages of a pass share the other one, so it is joined once. */
export function joinedWith(signal: AbortSignal): (other: AbortSignal | undefined) => AbortSignal {
  const joined = new WeakMap<AbortSignal, AbortSignal>();
  return (other) => {
    if (other === undefined) return signal;
    const both = joined.get(other) ?? AbortSignal.any([signal, other]);
    joined.set(other, both);
    return both;
  };
}

/** One page of a list of the chosen bot. */
export type FetchPage<T> = (context: ReadContext, request: ListRequest) => Promise<readonly T[]>;

export type RowRequest<T> = {
  readonly range: DayRange;
  readonly fetchPage: FetchPage<T>;
  /** The number of pages requested at once (default: 1). */
  readonly ahead?: number;
  /** Where requests and waits are reported. */
  readonly listener?: RequestListener | undefined;
};

/** What is done with the pages of a list, and with the bot they are from. May be called twice. */
export type UsePages<T, R> = (pages: AsyncIterable<readonly T[]>, context: ReadContext) => Promise<R>;

/** Uses the rows of a range, page by page, and says when the list moved while it was read. */
export async function withRows<T extends Row, R>(
  io: Io,
  options: Common,
  { range, fetchPage, ahead = 1, listener }: RowRequest<T>,
  use: UsePages<T, R>,
): Promise<R> {
  const size = maxListPageSize;
  const onOverlap = (rows: number) => {
    if (!options.quiet)
      writeErr(
        io,
        `${rows} rows occurred twice, so the list changed while cbase was reading it; run the command again in case any are missing`,
      );
  };
  let hasRows = false;
  const rowsFrom = (context: ReadContext) => {
    const either = joinedWith(context.signal);
    const request = { bot: context.bot.id, ...widened(range) };
    const fetch = async (page: number, dropped: AbortSignal) => {
      const rows = await fetchPage({ ...context, signal: either(dropped) }, { ...request, page, size });
      hasRows ||= rows.length > 0;
      return rows;
    };
    const secondPageOf = (half: number) => fetchPage(context, { ...request, page: 2, size: half });
    const isFull = (rows: readonly T[]) => rows.length >= size;
    return readAhead(fetch, { max: () => ahead, isFull }, (page) =>
      rowsOf({ fetchPage: page, secondPageOf, size, range, onOverlap }),
    );
  };
  return readFromBot(
    io,
    options,
    (context) => use(rowsFrom(context), context),
    () => !hasRows,
    listener && { listener },
  );
}

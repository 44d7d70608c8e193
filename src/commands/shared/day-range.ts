import { type DayRange, type ListRequest, maxListPageSize } from '../../api/listing.js';
import type { Io } from '../../base/io.js';
import type { Common } from '../../cli/common-options.js';
import { type ReadContext, readFromBot } from '../../cli/with-account.js';
import { dayRange, widened } from '../../exports/days.js';
import type { Row } from '../../exports/row.js';
import { rowsOf } from '../../exports/rows.js';
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

export type RowRequest<T> = { readonly range: DayRange; readonly fetchPage: FetchPage<T> };

/** Uses the rows of a range, page by page, and says when the list moved while it was read. */
export async function withRows<T extends Row, R>(
  io: Io,
  options: Common,
  { range, fetchPage }: RowRequest<T>,
  use: (pages: AsyncIterable<readonly T[]>) => Promise<R>,
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
  const rowsFrom = (context: ReadContext) =>
    rowsOf({
      fetchPage: async (page) => {
        const rows = await fetchPage(context, { bot: context.bot.id, page, size, ...widened(range) });
        hasRows ||= rows.length > 0;
        return rows;
      },
      size,
      range,
      onOverlap,
    });
  return readFromBot(
    io,
    options,
    (context) => use(rowsFrom(context)),
    () => !hasRows,
  );
}

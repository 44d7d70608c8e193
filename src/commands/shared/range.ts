import type { Command } from 'commander';
import type { DayRange, ListRequest } from '../../api/listing.js';
import type { Io } from '../../base/io.js';
import { usingBot, type Work } from '../../cli/with-account.js';
import type { Row } from '../../exports/row.js';
import type { Common } from '../options.js';

/** The flags of everything that reads leads or conversations. */
export type RangeFlags = { readonly since?: string; readonly until?: string };

export function addRange(command: Command): Command {
  return command
    .option('--since <day>', 'from this UTC day on: 2026-01-31, 7d, yesterday, today')
    .option('--until <day>', 'up to this UTC day, itself included');
}

export async function rangeOf(io: Io, { since, until }: RangeFlags): Promise<DayRange> {
  const { dayRange } = await import('../../exports/days.js');
  return dayRange(since, until, io.now());
}

/** Aborts with the first of two signals that does. */
export function either(signal: AbortSignal, dropped: AbortSignal | undefined): AbortSignal {
  return dropped === undefined ? signal : AbortSignal.any([signal, dropped]);
}

/** One page of a list of the chosen bot. */
export type FetchPage<T> = (work: Work, request: ListRequest) => Promise<readonly T[]>;

/** Does something with the rows of a range, page by page, and says when the list moved while it was read. */
export async function usingRows<T extends Row, R>(
  io: Io,
  options: Common,
  range: DayRange,
  fetchPage: FetchPage<T>,
  use: (pages: AsyncIterable<readonly T[]>) => Promise<R>,
): Promise<R> {
  const { largestListPage: size } = await import('../../api/listing.js');
  const { widened } = await import('../../exports/days.js');
  const { rowsOf } = await import('../../exports/rows.js');
  const { say } = await import('../../terminal/voice.js');
  const onOverlap = (rows: number) => {
    if (!options.quiet)
      say(io, `${rows} rows came twice, so the list moved while it was read; run it again to be sure of all`);
  };
  return usingBot(io, options, (work) =>
    use(
      rowsOf({
        fetchPage: (page) => fetchPage(work, { bot: work.bot.id, page, size, ...widened(range) }),
        size,
        range,
        onOverlap,
      }),
    ),
  );
}

import { plainLine } from '../../../base/escape/terminal.js';
import type { Io } from '../../../base/io.js';
import { count } from '../../../base/text.js';
import type { Common } from '../../../cli/common-options.js';
import { type FilterCounts, nothingCounted, type RowFilter } from '../../../exports/filter/row-filter.js';
import type { Row } from '../../../exports/row.js';
import { firstRows } from '../../../exports/rows.js';
import { lateProgress } from '../../../terminal/late-progress.js';
import { type Found, rowLimit } from '../../../terminal/page.js';
import { writeErr } from '../../../terminal/streams.js';
import { rangeOf } from '../day-range.js';
import type { RangeFlags } from '../day-range-flags.js';
import type { RangeRequest } from './convo-pages.js';
import { matchText } from './filter.js';

export type ListOptions = Common & RangeFlags & { readonly limit?: number };

/** A list of rows to show. */
export type Listed<T extends Row> = {
  /** The plural. */
  readonly called: 'leads' | 'conversations';
  /** What the server filters them by, besides days: `from WhatsApp`. */
  readonly from?: string | undefined;
  /** The command that gets all. */
  readonly rest: string;
  readonly filter: RowFilter<T> | undefined;
  /** Reads the rows of a range, page by page. */
  readonly pages: <R>(
    range: RangeRequest,
    use: (pages: AsyncIterable<readonly T[]>) => Promise<R>,
  ) => Promise<R>;
  readonly print: (found: Found<T>) => Promise<void>;
};

/** How many are listed, unless --limit says otherwise or fewer fit on the screen. */
const usualLimit = 20;

/** Pages requested at once where rows are searched: most of them are read only to be left out. */
const aheadInSearch = 4;

/** Lists the first rows of a range that are wanted; says on stderr how many were looked at for that. */
export async function listRows<T extends Row>(
  io: Io,
  options: ListOptions,
  { called, from: chosen, rest, filter, pages, print }: Listed<T>,
): Promise<void> {
  const range = rangeOf(io, options);
  const from = chosen === undefined ? '' : ` ${plainLine(chosen)}`;
  const max = rowLimit(io, options, usualLimit);
  if (filter === undefined) {
    const { rows, isMore } = await pages({ range }, (all) => firstRows(all, max));
    await print({ things: rows, isMore, rest });
    if (rows.length === 0 && !options.quiet) writeErr(io, `No ${called}${from} in that range`);
    return;
  }
  const progress = lateProgress(io, options, `Reading ${called}`);
  let counts = nothingCounted();
  try {
    const request = { range, ahead: aheadInSearch, listener: progress.listener };
    const { rows, isMore } = await pages(request, (all) => {
      counts = nothingCounted();
      const onPage = () =>
        progress.show(`${count(counts.read)} ${called} read, ${count(counts.matched)} match`);
      return firstRows(wanted(all, filter, counts, onPage), max);
    });
    progress.stop();
    await print({ things: rows, isMore, rest });
    if (!options.quiet)
      writeErr(io, `${matchText(counts, called)}${isMore ? '; the rest was not read' : ''}`);
  } finally {
    progress.stop();
  }
}

async function* wanted<T>(
  pages: AsyncIterable<readonly T[]>,
  { fits }: RowFilter<T>,
  counts: FilterCounts,
  onPage: () => void,
): AsyncGenerator<readonly T[]> {
  for await (const page of pages) {
    const found = page.filter(fits);
    counts.read += page.length;
    counts.matched += found.length;
    onPage();
    yield found;
  }
}

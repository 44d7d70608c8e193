import type { Contact, ContactPage } from '../../api/contacts.js';
import { type DayRange, maxListPageSize } from '../../api/listing.js';
import { contactPages, listPages } from '../../api/pages.js';
import { type ContactRow, rowOf } from '../contacts.js';
import { dayAfter, widened } from '../days.js';
import { keyOf, type Row } from '../row.js';
import { readAhead } from './ahead.js';
import { firstPages } from './first-pages.js';
import { isSeam } from './seam.js';
import { isShort, nextSpan, type Step } from './spans.js';

/** A list of rows, as an export reads it. */
export type List<T> = {
  /** All pages of a span, from the first, `ahead` at once. `onCut` is called when there may be more. */
  readonly pages: (step: Step, ahead: number, onCut: () => void) => AsyncIterable<readonly T[]>;
  /** The next span of a range to read, the latest first. `mayBeEmpty` is true if nothing suggests that it has rows. */
  readonly next: (range: DayRange, mayBeEmpty: boolean) => Promise<Step | undefined>;
  /** Starts fetching what `next` needs for a range. */
  readonly prepare?: (range: DayRange) => void;
};

/** Fetches a page of `size` rows. */
export type FetchSized<T> = (
  range: DayRange,
  page: number,
  size: number,
  signal?: AbortSignal,
) => Promise<readonly T[]>;

/** Leads or conversations: a list that can be filtered by days and has no total. */
export function listByDays<T extends Row>(fetchPage: FetchSized<T>, maxPages?: number): List<T> {
  const size = maxListPageSize;
  const first = firstPages<T>((range, page, signal) => fetchPage(range, page, size, signal), size);
  /** The days that are known to begin where the day before ends, or not to. */
  const seams = new Map<string, boolean>();
  const isFull = (rows: readonly T[]) => rows.length >= size;
  let isLong = false;
  /** Whether the list that was read last filled a page. */
  let wasLong = true;

  function read(asked: DayRange, ahead: number, onRepeat: () => void, isLongAtFirst = isLong) {
    const fetch = async (number: number, signal: AbortSignal) => {
      const rows = await first.page(asked, number, signal);
      if (number === 1) isLong = wasLong = isFull(rows);
      return rows;
    };
    const max = () => Math.max(1, ahead - first.peeking());
    const pages = (page: (number: number) => Promise<readonly T[]>) =>
      listPages(page, size, keyOf, {
        max: maxPages,
        onRepeat,
        secondPageOf: (half) => fetchPage(asked, 2, half),
      });
    return readAhead(fetch, { max, isFull, isLong: isLongAtFirst }, pages);
  }

  /** The days to request for a span: one more at either end, unless it is known that the span ends where its days do. */
  function askedFor(range: DayRange, isTried: boolean): DayRange {
    const { since, until } = range;
    const wide = widened(range);
    return {
      since: isTried ? since : wide.since,
      until: until !== undefined && seams.get(dayAfter(until, 1)) ? until : wide.until,
    };
  }

  async function* pages(step: Step, ahead: number, onRepeat: () => void): AsyncGenerator<readonly T[]> {
    const { span } = step;
    const { since } = span;
    // Where the days of a zone begin, those of the server hardly do.
    if (span.zone !== undefined) return yield* read(widened(span), ahead, onRepeat);
    const earlier = await separately(step);
    if (since === undefined || earlier === undefined)
      return yield* read(askedFor(span, seams.get(since ?? '') === true), ahead, onRepeat);
    if (ahead > 1) first.peek(earlier);
    let [earliestMs, isDated] = [Infinity, true];
    for await (const rows of read(askedFor(span, true), ahead, onRepeat)) {
      for (const { createdAtMs = Infinity } of rows) earliestMs = Math.min(earliestMs, createdAtMs);
      isDated &&= rows.every(({ createdAtMs }) => createdAtMs !== undefined);
      yield rows;
    }
    // Where one page is requested at a time, this is the time; like the early one, an empty answer is asked for twice.
    if (ahead === 1) first.peek(earlier);
    const before = await first.look(earlier);
    seams.set(since, isDated && isSeam(since, earliestMs, before));
    // A server that leaves out the last day has nothing on a single one.
    const isNothingLeft = before.length === 0 && earlier.since === undefined;
    if (seams.get(since) || isNothingLeft) return;
    // What lies between the two days belongs to neither, wherever they begin and end.
    const isUnread = ({ createdAtMs = -Infinity }: T) => createdAtMs < earliestMs;
    for await (const rows of read({ since: dayAfter(since, -1), until: since }, ahead, onRepeat, false))
      yield rows.filter(isUnread);
  }

  /**
   * The days before a span, if it is worth reading the span without them to find out whether that is possible; `undefined`
   * where it is known already. For the days of a file it is, if they fill a page: fewer rows cost a single request together
   * with those of their neighbors.
   */
  async function separately({ span, rest, following }: Step): Promise<DayRange | undefined> {
    const { since } = span;
    if (since === undefined || seams.has(since)) return undefined;
    if (rest !== undefined || following === undefined) return rest;
    isLong = wasLong && isFull(await first.look(askedFor(span, true)));
    if (isLong) return following;
    seams.set(since, false);
    return undefined;
  }

  return {
    pages,
    next: async (range, mayBeEmpty) => {
      isLong = false;
      const look = async (days: DayRange) => {
        const rows = await first.look(days);
        isLong = isFull(rows);
        return rows;
      };
      return nextSpan(range, look, mayBeEmpty);
    },
    prepare: (range) => {
      if (!isShort(range)) first.peek(range);
    },
  };
}

/** Contacts: a list that has a total, but cannot be filtered by days. */
export function listOfContacts(
  fetchPage: (page: number, size: number, signal: AbortSignal) => Promise<ContactPage>,
  size: number,
  maxPages: number,
  onTotal: (before: number, now: number) => void,
): List<ContactRow> {
  return {
    pages: (_, ahead) => {
      const isFull = ({ contacts }: ContactPage) => contacts.length >= size;
      let last = Number.POSITIVE_INFINITY;
      const fetch = async (number: number, signal: AbortSignal) => {
        const page = await fetchPage(number, size, signal);
        last = page.totalPages ?? last;
        return page;
      };
      // No page is requested ahead that the list is known to lack.
      const max = (number: number) => Math.max(1, Math.min(ahead, last - number + 1));
      const pages = readAhead(fetch, { max, isFull }, (page) => contactPages(page, maxPages));
      return rowsOfContacts(pages, onTotal);
    },
    next: async (range) => ({ span: range, rest: undefined }),
  };
}

async function* rowsOfContacts(
  pages: AsyncIterable<ContactPage>,
  onTotal: (before: number, now: number) => void,
): AsyncGenerator<readonly ContactRow[]> {
  let before: number | undefined;
  for await (const { contacts, total } of pages) {
    if (before !== undefined && total !== undefined && total !== before) onTotal(before, total);
    before = total ?? before;
    yield contacts.map((contact: Contact) => rowOf(contact));
  }
}

import type { Contact, ContactPage } from '../../api/contacts.js';
import { type DayRange, maxListPageSize } from '../../api/listing.js';
import { contactPages, listPages } from '../../api/pages.js';
import { type ContactRow, rowOf } from '../contacts.js';
import { widened } from '../days.js';
import { keyOf, type Row } from '../row.js';
import { readAhead } from './ahead.js';
import { nextSpan, type Step } from './spans.js';

/** A list of rows, as an export reads it. */
export type List<T> = {
  /** All pages of a range of days, from the first, `ahead` at once. `onCut` is called when there may be more. */
  readonly pages: (range: DayRange, ahead: number, onCut: () => void) => AsyncIterable<readonly T[]>;
  /** The next span of a range to read, the latest first. `mayBeEmpty` is true if nothing suggests that it has rows. */
  readonly next: (range: DayRange, mayBeEmpty: boolean) => Promise<Step | undefined>;
};

/** Fetches one page of a range; the signal aborts the request when its page is no longer needed. */
export type FetchPage<T> = (
  range: DayRange,
  page: number,
  size: number,
  signal?: AbortSignal,
) => Promise<readonly T[]>;

/** Leads or conversations: a list that can be filtered by days and has no total. */
export function listByDays<T extends Row>(fetchPage: FetchPage<T>, maxPages?: number): List<T> {
  const size = maxListPageSize;
  const looks = lookingOnce((range: DayRange, page: number, signal?: AbortSignal) =>
    fetchPage(range, page, size, signal),
  );
  return {
    pages: (range, ahead, onRepeat) => {
      const asked = widened(range);
      return readAhead(
        (number, signal) => looks.page(asked, number, signal),
        ahead,
        (rows) => rows.length >= size,
        (page) => listPages(page, size, keyOf, { max: maxPages, onRepeat }),
      );
    },
    next: (range, mayBeEmpty) => nextSpan(range, looks.look, mayBeEmpty),
  };
}

/** Reuses the first page that was fetched to estimate the length of a list when the list is read. */
function lookingOnce<T>(
  fetchPage: (range: DayRange, page: number, signal?: AbortSignal) => Promise<readonly T[]>,
) {
  let seen: { readonly range: string; readonly rows: readonly T[] } | undefined;
  const nameOf = ({ since, until }: DayRange) => `${since} ${until}`;
  return {
    look: async (range: DayRange) => {
      const rows = await fetchPage(range, 1);
      seen = { range: nameOf(range), rows };
      return rows;
    },
    page: async (range: DayRange, page: number, signal: AbortSignal) => {
      const first = page === 1 && seen?.range === nameOf(range) ? seen.rows : undefined;
      seen = undefined;
      return first ?? fetchPage(range, page, signal);
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
      const pages = readAhead(
        (number, signal) => fetchPage(number, size, signal),
        ahead,
        ({ contacts }) => contacts.length >= size,
        (page) => contactPages(page, maxPages),
      );
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

import { Failure } from '../base/failure.js';
import type { ContactPage } from './contacts.js';
import { ApiError } from './error.js';

/**
 * All pages of a contact list, from the first. An empty page ends the list only if the server's page count agrees; a page
 * past the end may be refused. Requests nothing more once the consumer stops. Throws ApiError `unreadable` when a page
 * repeats the previous one, unless the number of contacts has changed: an import may have added as many as a page has.
 */
export async function* contactPages(
  fetchPage: (page: number) => Promise<ContactPage>,
  max = maxPages,
): AsyncGenerator<ContactPage> {
  let before: { readonly mark: string | undefined; readonly total: number | undefined } | undefined;
  let counted: number | undefined;
  for (let number = 1; number <= max; number++) {
    const page = await contactPage(fetchPage, number);
    counted = page.totalPages ?? counted;
    const [first] = page.contacts;
    if (first === undefined && number >= (counted ?? number)) return;
    const mark = first?.id ?? first?.externalId;
    const { total } = page;
    if (mark !== undefined && mark === before?.mark && total === before.total)
      throw new ApiError('unreadable', `page ${number} repeats page ${number - 1}`);
    before = { mark, total };
    yield page;
    if (counted !== undefined && number >= counted) return;
  }
  throw tooManyPages(max);
}

async function contactPage(
  fetchPage: (page: number) => Promise<ContactPage>,
  number: number,
): Promise<ContactPage> {
  return fetchPage(number).catch((error) => {
    if (number > 1 && isPastTheEnd(error)) return { contacts: [], total: undefined, totalPages: undefined };
    throw error;
  });
}

function isPastTheEnd(error: unknown): boolean {
  return error instanceof ApiError && (error.kind === 'invalid' || error.kind === 'not-found');
}

/** More pages than any real list has, so that an endless list is not read forever. */
export const maxPages = 100_000;

function tooManyPages(max: number): Failure {
  return new Failure('limit', `The list has more than ${max} pages`, {
    advice: 'Choose a shorter range of days, or raise --max-pages',
  });
}

export type ListLimits<T> = {
  /** Maximum number of pages. */
  readonly max?: number | undefined;
  /** Called when the list ended with a repeated page: it may have more. */
  readonly onRepeat?: (() => void) | undefined;
  /** Fetches the second page of another size, to find out whether the server ignores the page number. */
  readonly secondPageOf?: ((size: number) => Promise<readonly T[]>) | undefined;
};

/**
 * The pages of a list that has neither a total nor an order (leads, conversations), from the first. It ends at two empty
 * pages in a row, at a page shorter than the server's page size, at a page past the end that is refused, or at a last
 * page that is returned again. A short first page proves nothing: the server may have chosen a smaller size. A page that
 * repeats the previous one is requested again, because the list may have shifted; `onRepeat` is called if that ends the
 * list. Throws ApiError `unreadable` when the server ignores `page`, Failure 'limit' after `max` pages.
 */
export async function* listPages<T>(
  fetchPage: (page: number) => Promise<readonly T[]>,
  size: number,
  markOf: (row: T) => string,
  { max = maxPages, onRepeat = () => {}, secondPageOf }: ListLimits<T> = {},
): AsyncGenerator<readonly T[]> {
  let full = size;
  let before: readonly T[] = [];
  let wasEmpty = false;
  for (let number = 1; number <= max; number++) {
    const page = await pageAfter(before, fetchPage, number, markOf);
    if (page === 'repeated') {
      onRepeat();
      const isSuspect = number === 2 && (before.length >= size || before.length % 10 === 0);
      return isSuspect ? refuseIgnored(before, secondPageOf, markOf) : undefined;
    }
    if (page.length === 0) {
      if (number === 1 || wasEmpty) return;
      wasEmpty = true;
      continue;
    }
    wasEmpty = false;
    if (number === 1) full = Math.min(size, page.length);
    before = page;
    yield page;
    if (page.length < full) return;
  }
  throw tooManyPages(max);
}

/** The page with this number, or `repeated` when it equals the previous page in two attempts. */
async function pageAfter<T>(
  before: readonly T[],
  fetchPage: (page: number) => Promise<readonly T[]>,
  number: number,
  markOf: (row: T) => string,
): Promise<readonly T[] | 'repeated'> {
  const page = await pageOrEnd(fetchPage, number);
  if (!isSame(page, before, markOf)) return page;
  const again = await pageOrEnd(fetchPage, number);
  return isSame(again, before, markOf) ? 'repeated' : again;
}

/** A page of a list; a page past the end that is refused is empty. */
export async function pageOrEnd<T>(
  fetchPage: (page: number) => Promise<readonly T[]>,
  number: number,
): Promise<readonly T[]> {
  return fetchPage(number).catch((error) => {
    if (number > 1 && isPastTheEnd(error)) return [];
    throw error;
  });
}

function isSame<T>(page: readonly T[], before: readonly T[], markOf: (row: T) => string): boolean {
  return (
    page.length > 0 &&
    page.length === before.length &&
    page.every((row, i) => markOf(row) === markOf(before[i] as T))
  );
}

/**
 * A server may return the last page for every number past it, and a list may have grown by a whole page. A second page that equals
 * the first, and is as full as the page size the server chose, otherwise means that the server ignores the page number: then the
 * second page of half the size begins with the same row, too.
 */
async function refuseIgnored<T>(
  first: readonly T[],
  secondPageOf: ListLimits<T>['secondPageOf'],
  markOf: (row: T) => string,
): Promise<void> {
  const half = Math.floor(first.length / 2);
  const [row] = half > 0 && secondPageOf !== undefined ? await secondPageOf(half) : first;
  if (row === undefined || markOf(row) === markOf(first[0] as T))
    throw new ApiError('unreadable', 'page 2 repeats page 1');
}

import type { ContactPage } from './contacts.js';
import { ApiError } from './error.js';

/**
 * All pages of a contact list, from the first. Stops at the last page the server counts, or at an empty one; asks for
 * nothing more once the reader stops. Throws ApiError `unreadable` when a page repeats the one before.
 */
export async function* contactPages(
  fetchPage: (page: number) => Promise<ContactPage>,
): AsyncGenerator<ContactPage> {
  let before: string | undefined;
  for (let number = 1; ; number++) {
    const page = await fetchPage(number);
    const [first] = page.contacts;
    if (first === undefined) return;
    const mark = first.id ?? first.externalId;
    if (mark !== undefined && mark === before)
      throw new ApiError('unreadable', `page ${number} repeats page ${number - 1}`);
    before = mark;
    yield page;
    if (page.totalPages !== undefined && number >= page.totalPages) return;
  }
}

import type { Contact } from '../../api/contacts.js';
import type { Io } from '../../base/io.js';
import type { Common } from '../../cli/common-options.js';
import { type ReadContext, readFromBot } from '../../cli/with-account.js';
import { type ContactFilter, contactFilter, type FilterFlags } from '../../contacts/find/filter.js';
import { calendarOf } from '../../exports/calendar.js';
import { printPage, rowLimit } from '../../terminal/page.js';
import { writeErr } from '../../terminal/streams.js';
import { allContacts, type CachedFlag } from '../shared/contact-pages.js';
import { rangeOf } from '../shared/day-range.js';
import { matchText } from '../shared/export/filter.js';
import { contactView } from './contact.view.js';

export type FindOptions = Common &
  CachedFlag &
  FilterFlags & {
    readonly updatedSince?: string;
    readonly createdSince?: string;
    readonly tz?: string;
    readonly limit?: number;
    readonly all?: boolean;
  };

/** The filter that the flags describe; `undefined` if they describe none. Throws Failure 'usage' for one that makes no sense. */
export function filterOf(io: Io, options: FindOptions): ContactFilter | undefined {
  const second = (flag: '--updated-since' | '--created-since', asked: string | undefined) => {
    if (asked === undefined) return undefined;
    const { since = '', zone } = rangeOf(io, { ...options, since: asked }, flag);
    return calendarOf(zone).startMs(since) / 1000;
  };
  return contactFilter(options, {
    updatedS: second('--updated-since', options.updatedSince),
    createdS: second('--created-since', options.createdSince),
  });
}

/** What --cached alone lists. */
export const everyContact: ContactFilter = { needsAttributes: false, testWith: () => () => true };

/** How many are listed, unless --limit says otherwise or fewer fit on the screen. */
const usualLimit = 100;

/** Lists the contacts that a filter means; all contacts of the bot are read for that. */
export async function findContacts(io: Io, options: FindOptions, filter: ContactFilter): Promise<undefined> {
  const max = rowLimit(io, options, usualLimit);
  const { contacts, read, matched } = await readFromBot(
    io,
    options,
    (context) => matches(io, options, context, { filter, max }),
    (found) => found.read === 0,
  );
  const more = matched === undefined ? { isMore: true } : { total: matched };
  await printPage(io, options, contactView, { things: contacts, ...more, rest: '--all' });
  if (matched !== undefined && filter !== everyContact && !options.quiet)
    writeErr(io, matchText({ read, matched }, 'contacts'));
}

type Matches = {
  readonly contacts: readonly Contact[];
  readonly read: number;
  /** `undefined` if the search ended with the last contact to be shown, so that there may be more. */
  readonly matched: number | undefined;
};

async function matches(
  io: Io,
  options: FindOptions,
  context: ReadContext,
  { filter, max }: { readonly filter: ContactFilter; readonly max: number },
): Promise<Matches> {
  const { api, bot, signal } = context;
  const isMeant = filter.testWith(filter.needsAttributes ? await api.attrs.list(bot.id, signal) : []);
  const found = new Map<string, Contact>();
  let read = 0;
  for await (const page of allContacts(io, options, context)) {
    read += page.length;
    for (const contact of page) if (isMeant(contact)) found.set(contact.id ?? `${found.size}`, contact);
    // A list that is to be kept is read to its end.
    if (found.size > max && options.cached === undefined) break;
  }
  const isWhole = found.size <= max || options.cached !== undefined;
  const contacts = [...found.values()].slice(0, Math.min(max, found.size));
  return { contacts, read, matched: isWhole ? found.size : undefined };
}

import { type Contact, type ContactPage, maxPageSize } from '../../api/contacts.js';
import { maxPages } from '../../api/pages.js';
import type { Io } from '../../base/io.js';
import { agoText, count, counted } from '../../base/text.js';
import type { Common } from '../../cli/common-options.js';
import type { ReadContext } from '../../cli/with-account.js';
import { originOf } from '../../config/settings.js';
import { keeping, keptList } from '../../contacts/find/kept-list.js';
import { listOfContacts } from '../../exports/list/lists.js';
import { startProgress } from '../../terminal/progress.js';
import { writeErr } from '../../terminal/streams.js';
import { joinedWith } from './day-range.js';

/** The flag of what looks through all contacts of a bot. */
export type CachedFlag = {
  /** In milliseconds. */
  readonly cached?: number;
};

/** Pages that are requested at once. */
const ahead = 4;

/**
 * All contacts of a bot, a page at a time: the API has no filter. Says so if there are several pages, and shows how far it
 * got. With --cached, a list that was kept is taken instead, if it is not too old.
 */
export async function* allContacts(
  io: Io,
  options: Common & CachedFlag,
  context: ReadContext,
): AsyncGenerator<readonly Contact[]> {
  const { account, bot } = context;
  const owner = { origin: originOf(account.settings), bot: bot.id };
  if (options.cached === undefined) return yield* listed(io, options, context);
  const kept = await keptList(io, owner, options.cached);
  if (kept === undefined) return yield* keeping(io, owner, listed(io, options, context));
  if (!options.quiet) writeErr(io, `Using the contacts of ${bot.name} as listed ${agoText(kept.ageMs)}`);
  yield* kept.pages;
}

async function* listed(
  io: Io,
  options: Common,
  { api, bot, signal }: ReadContext,
): AsyncGenerator<readonly Contact[]> {
  const progress = await startProgress(io, options);
  const either = joinedWith(signal);
  let total: number | undefined;
  const onFirst = (page: ContactPage) => {
    total = page.total;
    const requests = Math.ceil((total ?? 0) / maxPageSize);
    if (requests > 1)
      progress.say(
        `The API cannot search contacts: reading all ${count(total ?? 0)} of ${bot.name} (${count(requests)} requests); --cached 10m keeps them for the next search`,
      );
  };
  const onTotal = (before: number, now: number) =>
    progress.say(
      `The number of contacts changed from ${count(before)} to ${count(now)} meanwhile; search again in case one was missed`,
    );
  const fetchPage = async (page: number, size: number, dropped: AbortSignal) => {
    const fetched = await api.contacts.page(bot.id, page, size, either(dropped));
    if (page === 1) onFirst(fetched);
    return fetched;
  };
  const list = listOfContacts(fetchPage, maxPageSize, maxPages, onTotal);
  try {
    let read = 0;
    for await (const rows of list.pages({ span: {}, rest: undefined }, ahead, () => {})) {
      yield rows.map(({ contact }) => contact);
      read += rows.length;
      if (total !== undefined && total > maxPageSize)
        progress.show(`${count(read)} of ${counted(total, 'contact')} read`);
    }
  } finally {
    progress.stop();
  }
}

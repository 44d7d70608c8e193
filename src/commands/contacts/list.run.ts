import type { Contact } from '../../api/contacts.js';
import { contactPages } from '../../api/pages.js';
import type { Io } from '../../base/io.js';
import { type ReadContext, readFromBot } from '../../cli/with-account.js';
import { printFields } from '../../terminal/output.js';
import { printPage, rowLimit } from '../../terminal/page.js';
import { contactView } from './contact.view.js';
import { everyContact, type FindOptions, filterOf, findContacts } from './find.run.js';

export type Options = FindOptions;

/** How many are listed, unless --limit says otherwise or fewer fit on the screen. */
const usualLimit = 100;

export async function listContacts(io: Io, options: Options): Promise<undefined> {
  if (options.fields === true) return printFields(io, options, contactView);
  const filter = filterOf(io, options) ?? (options.cached === undefined ? undefined : everyContact);
  if (filter !== undefined) return findContacts(io, options, filter);
  const max = rowLimit(io, options, usualLimit);
  const { contacts, total } = await readFromBot(
    io,
    options,
    (context) => firstContacts(context, max),
    (found) => found.contacts.length === 0,
  );
  await printPage(io, options, contactView, { things: contacts, total, rest: '--all' });
}

type Found = { readonly contacts: readonly Contact[]; readonly total: number | undefined };

async function firstContacts({ api, bot, signal }: ReadContext, max: number): Promise<Found> {
  // The API returns 10 to 1000 contacts per page.
  const perPage = Math.min(1000, Math.max(10, max));
  const found = new Map<string, Contact>();
  let total: number | undefined;
  for await (const page of contactPages((number) => api.contacts.page(bot.id, number, perPage, signal))) {
    total = page.total;
    for (const contact of page.contacts) found.set(contact.id ?? `${found.size}`, contact);
    if (found.size >= max) break;
  }
  return { contacts: [...found.values()].slice(0, Math.min(max, found.size)), total };
}

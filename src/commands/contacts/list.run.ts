import type { Contact } from '../../api/contacts.js';
import { contactPages } from '../../api/pages.js';
import type { Io } from '../../base/io.js';
import type { Common } from '../../cli/common-options.js';
import { type ReadContext, readFromBot } from '../../cli/with-account.js';
import { printFields, printList } from '../../terminal/output.js';
import { writeErr } from '../../terminal/streams.js';
import { contactView } from './contact.view.js';

export type Options = Common & { readonly limit: number; readonly all?: boolean };

export async function listContacts(io: Io, options: Options): Promise<undefined> {
  if (options.fields === true) return printFields(io, options, contactView);
  const { contacts, total } = await readFromBot(
    io,
    options,
    (context) => firstContacts(context, options),
    (found) => found.contacts.length === 0,
  );
  await printList(io, options, contactView, contacts);
  const hidden = (total ?? contacts.length) - contacts.length;
  if (hidden > 0 && !options.quiet)
    writeErr(
      io,
      `Showing ${contacts.length} of ${total} contacts; use --all or a larger --limit to see the rest`,
    );
}

type Found = { readonly contacts: readonly Contact[]; readonly total: number | undefined };

async function firstContacts({ api, bot, signal }: ReadContext, { limit, all }: Options): Promise<Found> {
  const max = all ? Number.POSITIVE_INFINITY : limit;
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

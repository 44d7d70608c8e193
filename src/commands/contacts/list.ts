import type { Command } from 'commander';
import type { Contact } from '../../api/contacts.js';
import type { Io } from '../../base/io.js';
import { usingBot, type Work } from '../../cli/with-account.js';
import { acting, type Cli, type Common, wholeNumber } from '../options.js';
import { contactView } from './view.js';

export type Options = Common & { readonly limit: number; readonly all?: boolean };

export function contactsList(contacts: Command, cli: Cli, run = listContacts): void {
  contacts
    .command('list')
    .description('List the contacts of a bot, in the order the API keeps them')
    .option('--limit <n>', 'at most so many', wholeNumber(1, 100_000_000), 100)
    .option('--all', 'all of them, whatever --limit says')
    .addHelpText(
      'after',
      '\nExamples:\n  $ cbase contacts list --local --bot "Harbor Coffee" --limit 5\n  $ cbase contacts list --local --bot "Harbor Coffee" --all --format ndjson',
    )
    .action(acting<Options>(cli, run));
}

async function listContacts(io: Io, options: Options): Promise<undefined> {
  const { printFields, printList } = await import('../../terminal/output.js');
  const { say } = await import('../../terminal/voice.js');
  if (options.fields === true) return printFields(io, options, contactView);
  const { contacts, total } = await usingBot(io, options, (work) => firstContacts(work, options));
  await printList(io, options, contactView, contacts);
  const hidden = (total ?? contacts.length) - contacts.length;
  if (hidden > 0 && !options.quiet)
    say(io, `${contacts.length} of ${total} contacts; the rest with --all or a larger --limit`);
}

type Found = { readonly contacts: readonly Contact[]; readonly total: number | undefined };

async function firstContacts({ api, bot, signal }: Work, { limit, all }: Options): Promise<Found> {
  const { contactPages } = await import('../../api/pages.js');
  const most = all ? Number.POSITIVE_INFINITY : limit;
  // The API answers 10 to 1000 contacts a page.
  const perPage = Math.min(1000, Math.max(10, most));
  const found = new Map<string, Contact>();
  let total: number | undefined;
  for await (const page of contactPages((number) => api.contacts.page(bot.id, number, perPage, signal))) {
    total = page.total;
    for (const contact of page.contacts) found.set(contact.id ?? `${found.size}`, contact);
    if (found.size >= most) break;
  }
  return { contacts: [...found.values()].slice(0, Math.min(most, found.size)), total };
}

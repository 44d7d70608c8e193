import type { Command } from 'commander';
import type { Account } from '../../account/account.js';
import type { Contact } from '../../api/contacts.js';
import type { Io } from '../../io.js';
import { acting, type Cli, type Common } from '../options.js';
import { contactView } from './view.js';

export type Options = Common;

export function contactsGet(contacts: Command, cli: Cli, run = getContact): void {
  contacts
    .command('get')
    .description('Show one contact')
    .argument('<id>', 'your id of the contact (external_id), or Chatbase’s own')
    .addHelpText('after', '\nExamples:\n  $ cbase contacts get harbor-1 --local --bot "Harbor Coffee"')
    .action(acting<Options>(cli, run));
}

async function getContact(io: Io, options: Options, id = ''): Promise<undefined> {
  const { withAccount } = await import('../../account/account.js');
  const { listener } = await import('../../terminal/conversation.js');
  const { printFields, printOne } = await import('../../terminal/output.js');
  if (options.fields === true) return printFields(io, contactView);
  const contact = await withAccount(options, io, listener(io, options), (account) =>
    contactNamed(account, id, io.interrupt.soft),
  );
  await printOne(io, options, contactView, contact);
}

/** The documents disagree whether the call takes your id or Chatbase's, so after a 404 the list is searched. */
async function contactNamed(account: Account, id: string, signal: AbortSignal): Promise<Contact> {
  const { chosenBot } = await import('../../account/bot.js');
  const { ApiError } = await import('../../api/error.js');
  const { contactPages } = await import('../../api/pages.js');
  const bot = await chosenBot(account, signal);
  try {
    return await account.api.contacts.get(bot.id, id, signal);
  } catch (error) {
    if (!(error instanceof ApiError) || error.kind !== 'not-found') throw error;
    for await (const page of contactPages((number) =>
      account.api.contacts.page(bot.id, number, 1000, signal),
    )) {
      const found = page.contacts.find((contact) => contact.externalId === id || contact.id === id);
      if (found !== undefined) return found;
    }
    throw await notFound(id, bot.name);
  }
}

async function notFound(id: string, bot: string): Promise<Error> {
  const { Failure } = await import('../../failure.js');
  return new Failure('not-found', `There is no contact "${id}" in ${bot}`, {
    status: 404,
    advice: 'Look at the ids with: cbase contacts list',
  });
}

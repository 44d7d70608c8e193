import type { Command } from 'commander';
import type { Io } from '../../base/io.js';
import { usingBot, type Work } from '../../cli/with-account.js';
import { type Cli, type Common, doing } from '../options.js';

export type Options = Common & { readonly confirm?: string };

export function contactsDelete(contacts: Command, cli: Cli, run = deleteContact): void {
  contacts
    .command('delete')
    .description('Delete one contact, for good')
    .argument('<id>', 'your id of the contact (external_id), or Chatbase’s own')
    .option('--confirm <id>', 'the id once more; needed without a terminal')
    .addHelpText(
      'after',
      '\nExamples:\n  $ cbase contacts delete harbor-2 --confirm harbor-2 --local --bot "Harbor Coffee"',
    )
    .action(doing<Options>(cli, run));
}

async function deleteContact(io: Io, options: Options, id = ''): Promise<undefined> {
  const { printDone } = await import('../../terminal/done.js');
  await printDone(io, options, await usingBot(io, options, (work) => deleted(io, options, work, id)));
}

async function deleted(io: Io, options: Options, { api, bot, account, signal }: Work, id: string) {
  const { contactNamed } = await import('../../account/contact.js');
  const { orDoubt } = await import('../../account/doubt.js');
  const { quoted } = await import('../../base/escape/shell.js');
  const { makeSure } = await import('../../terminal/prompts.js');
  const { contact, address } = await contactNamed(account, bot, id, io);
  const who = [contact.name, contact.externalId, contact.email]
    .filter((part) => part !== undefined)
    .join(', ');
  await makeSure(io, options, { id, question: `Delete the contact ${who} of ${bot.name}?` });
  const raw = await orDoubt(
    () => api.contacts.remove(bot.id, address, signal),
    `The deletion of the contact ${id}`,
    `cbase contacts get ${quoted(id)}`,
  );
  return { id, words: `The contact ${who} is deleted`, raw };
}

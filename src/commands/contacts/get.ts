import type { Command } from 'commander';
import type { Io } from '../../base/io.js';
import { usingBot } from '../../cli/with-account.js';
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
  const { contactNamed } = await import('../../account/contact.js');
  const { printFields, printOne } = await import('../../terminal/output.js');
  if (options.fields === true) return printFields(io, options, contactView);
  const { contact } = await usingBot(io, options, ({ account, bot }) => contactNamed(account, bot, id, io));
  await printOne(io, options, contactView, contact);
}

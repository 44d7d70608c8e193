import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import { type HelpPage, withHelp } from '../../cli/help/page.js';
import type { Options } from './get.run.js';

const help: HelpPage = {
  examples: ['cbase contacts get harbor-1'],
};

export function contactsGet(contacts: Command, cli: Cli): void {
  withHelp(contacts.command('get'), help)
    .description('Show a contact')
    .argument('<id>', 'your own id for the contact (external_id), or Chatbase’s id')
    .action(acting<Options>(cli, async () => (await import('./get.run.js')).getContact));
}

import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import type { Options } from './get.run.js';

export function contactsGet(contacts: Command, cli: Cli): void {
  contacts
    .command('get')
    .description('Show a contact')
    .argument('<id>', 'your own id for the contact (external_id), or Chatbase’s id')
    .addHelpText('after', '\nExamples:\n  $ cbase contacts get harbor-1 --local --bot "Harbor Coffee"')
    .action(acting<Options>(cli, async () => (await import('./get.run.js')).getContact));
}

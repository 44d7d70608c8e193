import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import type { Options } from './get.run.js';

export function contactsGet(contacts: Command, cli: Cli): void {
  contacts
    .command('get')
    .description('Show one contact')
    .argument('<id>', 'your id of the contact (external_id), or Chatbase’s own')
    .addHelpText('after', '\nExamples:\n  $ cbase contacts get harbor-1 --local --bot "Harbor Coffee"')
    .action(acting<Options>(cli, async () => (await import('./get.run.js')).getContact));
}

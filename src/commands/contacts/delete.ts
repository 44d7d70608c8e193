import type { Command } from 'commander';
import { type Cli, doing } from '../../cli/action.js';
import { confirmFlag, yesFlag } from '../../cli/confirm-flags.js';
import type { Options } from './delete.run.js';

export function contactsDelete(contacts: Command, cli: Cli): void {
  contacts
    .command('delete')
    .description('Permanently delete a contact')
    .argument('<id>', 'your own id for the contact (external_id), or Chatbase’s id')
    .addOption(yesFlag())
    .addOption(confirmFlag('the id of the contact'))
    .addHelpText(
      'after',
      '\nExamples:\n  $ cbase contacts delete harbor-2 --confirm harbor-2 --local --bot "Harbor Coffee"',
    )
    .action(doing<Options>(cli, async () => (await import('./delete.run.js')).deleteContact));
}

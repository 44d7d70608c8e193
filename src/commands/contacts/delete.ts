import type { Command } from 'commander';
import { type Cli, doing } from '../../cli/action.js';
import { confirmFlag, yesFlag } from '../../cli/confirm-flags.js';
import { type HelpPage, withHelp } from '../../cli/help/page.js';
import type { Options } from './delete.run.js';

const help: HelpPage = {
  examples: ['cbase contacts delete harbor-2 --confirm harbor-2'],
};

export function contactsDelete(contacts: Command, cli: Cli): void {
  withHelp(contacts.command('delete'), help)
    .description('Permanently delete a contact')
    .argument(
      '<id>',
      'your own id for the contact (external_id), Chatbase’s id, or its email address or telephone number',
    )
    .addOption(yesFlag())
    .addOption(confirmFlag('the id of the contact'))
    .action(doing<Options>(cli, async () => (await import('./delete.run.js')).deleteContact));
}

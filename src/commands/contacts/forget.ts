import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import { confirmFlag, yesFlag } from '../../cli/confirm-flags.js';
import { type HelpPage, withHelp } from '../../cli/help/page.js';
import type { Options } from './forget.run.js';

const help: HelpPage = {
  notes: [
    'Finds the person by the address, and by what their contacts tell, in all contacts, leads and conversations of the bot. Contacts are deleted; the API has no call for the others, so the receipt names them and where they are.',
  ],
  examples: [
    'cbase contacts forget ada@example.com --dry-run',
    'cbase contacts forget ada@example.com --yes --receipt receipt.json',
  ],
  endings: {
    partial: 'leads or conversations are left, which only the dashboard can delete',
    'not-found': 'nothing was found',
    'in-doubt': 'it is not known whether a contact was deleted',
  },
  readOn: 'docs/privacy.md',
};

export function contactsForget(contacts: Command, cli: Cli): void {
  withHelp(contacts.command('forget'), help)
    .summary('Erase a person, with a receipt')
    .description(
      'Find a person in contacts, leads and conversations, delete what can be deleted, and write a receipt',
    )
    .argument('<person>', 'email address, telephone number, or id of a contact')
    .option('--dry-run', 'show what was found, and delete nothing')
    .option('--receipt <file>', 'where to write the receipt (default: the state directory)')
    .option('--force', 'overwrite an existing receipt')
    .addOption(yesFlag())
    .addOption(confirmFlag('the address or id'))
    .action(acting<Options>(cli, async () => (await import('./forget.run.js')).forgetPerson));
}

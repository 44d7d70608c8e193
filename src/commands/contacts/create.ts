import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import { addContactFlags } from '../shared/contact-flags.js';
import type { Options } from './create.run.js';

export function contactsCreate(contacts: Command, cli: Cli): void {
  addContactFlags(contacts.command('create'))
    .description('Create a contact')
    .argument('[external-id]', 'your own id for the contact; same as --external-id')
    .addHelpText(
      'after',
      '\nExamples:\n  $ cbase contacts create c-17 --name "Mary Jackson" --email mary@example.org --set plan=pro --set seats=3 --local --bot "Harbor Coffee"' +
        `\n  $ cbase contacts create --data '{"external_id": "c-18", "name": "Ada"}' --stripe main=cus_123 --local --bot "Harbor Coffee"`,
    )
    .action(acting<Options>(cli, async () => (await import('./create.run.js')).createContact));
}

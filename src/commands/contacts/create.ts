import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import { type HelpPage, withHelp } from '../../cli/help/page.js';
import { addContactFlags } from '../shared/contact-flags.js';
import { dryRunFlag } from '../shared/dry-run-flag.js';
import { writeEndings } from '../shared/write-endings.js';
import type { Options } from './create.run.js';

const help: HelpPage = {
  examples: [
    'cbase contacts create c-17 --name "Mary Jackson" --set plan=pro',
    `cbase contacts create --data '{"external_id": "c-18", "name": "Ada"}'`,
  ],
  endings: writeEndings('the contact was created'),
};

export function contactsCreate(contacts: Command, cli: Cli): void {
  addContactFlags(withHelp(contacts.command('create'), help))
    .description('Create a contact')
    .argument('[external-id]', 'your own id for the contact; same as --external-id')
    .addOption(dryRunFlag())
    .action(acting<Options>(cli, async () => (await import('./create.run.js')).createContact));
}

import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import { type HelpPage, withHelp } from '../../cli/help/page.js';
import { collect } from '../../cli/parsers.js';
import { addContactFlags } from '../shared/contact-flags.js';
import { dryRunFlag } from '../shared/dry-run-flag.js';
import { writeEndings } from '../shared/write-endings.js';
import type { Options } from './update.run.js';

const help: HelpPage = {
  examples: ['cbase contacts update harbor-1 --set plan=pro --unset company'],
  endings: writeEndings('the contact was changed'),
};

export function contactsUpdate(contacts: Command, cli: Cli): void {
  addContactFlags(withHelp(contacts.command('update'), help))
    .summary('Update a contact')
    .description('Update a contact; fields that are not named stay unchanged')
    .argument(
      '<id>',
      'your own id for the contact (external_id), Chatbase’s id, or its email address or telephone number',
    )
    .option('--unset <name>', 'clear an attribute, or name, email, phone, stripe; repeat for more', collect)
    .addOption(dryRunFlag())
    .action(acting<Options>(cli, async () => (await import('./update.run.js')).updateContact));
}

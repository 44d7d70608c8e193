import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import { type HelpPage, withHelp } from '../../cli/help/page.js';
import { addCached } from '../shared/cached-flag.js';
import type { Options } from './get.run.js';

const help: HelpPage = {
  notes: [
    'An email address or telephone number is looked up in the list of contacts, because the API has no search: 1,000 contacts per request.',
  ],
  examples: ['cbase contacts get harbor-1', 'cbase contacts get ada@example.com'],
  readOn: 'docs/find.md',
};

export function contactsGet(contacts: Command, cli: Cli): void {
  addCached(
    withHelp(contacts.command('get'), help)
      .description('Show a contact')
      .argument(
        '<id>',
        'your own id for the contact (external_id), Chatbase’s id, or its email address or telephone number',
      ),
  ).action(acting<Options>(cli, async () => (await import('./get.run.js')).getContact));
}

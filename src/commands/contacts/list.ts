import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import { type HelpPage, withHelp } from '../../cli/help/page.js';
import { wholeNumber } from '../../cli/parsers.js';
import type { Options } from './list.run.js';

const help: HelpPage = {
  examples: ['cbase contacts list --limit 5', 'cbase contacts list --all --format ndjson'],
};

export function contactsList(contacts: Command, cli: Cli): void {
  withHelp(contacts.command('list'), help)
    .summary('List contacts')
    .description('List the contacts of a bot, in the order the API returns them')
    .option(
      '--limit <n>',
      'maximum number of contacts (default: a screenful in a terminal, otherwise 100)',
      wholeNumber(1, 100_000_000),
    )
    .option('--all', 'list all contacts, regardless of --limit')
    .action(acting<Options>(cli, async () => (await import('./list.run.js')).listContacts));
}

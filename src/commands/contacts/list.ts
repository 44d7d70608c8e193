import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import { wholeNumber } from '../../cli/parsers.js';
import type { Options } from './list.run.js';

export function contactsList(contacts: Command, cli: Cli): void {
  contacts
    .command('list')
    .description('List the contacts of a bot, in the order the API returns them')
    .option(
      '--limit <n>',
      'maximum number of contacts (default: a screenful in a terminal, otherwise 100)',
      wholeNumber(1, 100_000_000),
    )
    .option('--all', 'list all contacts, regardless of --limit')
    .addHelpText(
      'after',
      '\nExamples:\n  $ cbase contacts list --local --bot "Harbor Coffee" --limit 5\n  $ cbase contacts list --local --bot "Harbor Coffee" --all --format ndjson',
    )
    .action(acting<Options>(cli, async () => (await import('./list.run.js')).listContacts));
}

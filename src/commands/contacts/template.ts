import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import { type HelpPage, withHelp } from '../../cli/help/page.js';
import type { Options } from './template.run.js';

const help: HelpPage = {
  notes: [
    'The types of the columns are said on stderr. With --types, they are the answer: a table, or --json, --format csv …',
  ],
  examples: [
    'cbase contacts template --out to-fill.csv',
    'cbase contacts template --example --format tsv',
    'cbase contacts template --types',
  ],
  readOn: 'docs/import.md',
};

export function contactsTemplate(contacts: Command, cli: Cli): void {
  withHelp(contacts.command('template'), help)
    .summary('Print an empty file for an import, with the columns of the bot')
    .description(
      'Print the header of a file that contacts import understands, with a column for each attribute',
    )
    .option('--example', 'add a row with a value of each type')
    .option('--types', 'list the columns with their types instead')
    .option('--out <file>', 'write to this file; - or nothing for stdout')
    .option('--force', 'replace the file if it exists')
    .action(acting<Options>(cli, async () => (await import('./template.run.js')).printTemplate));
}

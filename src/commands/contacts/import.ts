import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import { addImportFlags, type ImportFlags } from '../shared/import/flags.js';

export function contactsImport(contacts: Command, cli: Cli): Command {
  const command = contacts
    .command('import')
    .description(
      'Import contacts from a file (CSV, TSV, JSON, NDJSON, .xlsx) into a bot, and account for every row',
    )
    .argument('<file>', 'the file, or - for stdin')
    .helpCommand(false);
  return addImportFlags(command)
    .addHelpText(
      'after',
      '\nExit codes: 0 all rows settled, 3 some rejected, 6 more rejected than allowed' +
        '\n(nothing sent), 7 some in doubt, 8 another import is running for this bot.' +
        '\n\nExamples:\n  $ cbase contacts import contacts.csv --local --bot "Harbor Coffee" --dry-run' +
        '\n  $ cbase contacts import contacts.csv --local --bot "Harbor Coffee" --report report' +
        '\n  $ cat contacts.csv | cbase contacts import - --local --bot "Harbor Coffee" --json',
    )
    .action(acting<ImportFlags>(cli, async () => (await import('./import.run.js')).importContacts));
}

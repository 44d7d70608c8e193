import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import { type HelpPage, withHelp } from '../../cli/help/page.js';
import { addImportFlags, type ImportFlags } from '../shared/import/flags.js';

const help: HelpPage = {
  examples: [
    'cbase contacts import contacts.csv --dry-run',
    'cbase contacts import contacts.csv --report report',
    'cat contacts.csv | cbase contacts import - --json',
  ],
  endings: {
    done: 'every row is settled',
    partial: 'some rows were rejected',
    limit: 'more rows were rejected than allowed; nothing was sent',
    'in-doubt': 'some rows are in doubt; settle them with cbase contacts import resolve',
    locked: 'another import is running for this bot',
  },
  readOn: 'docs/import.md',
  usual: [
    ...['--dry-run', '--report', '--max-rejects', '--on-conflict', '--map', '--ignore', '--create-attrs'],
    '--yes',
  ],
};

export function contactsImport(contacts: Command, cli: Cli): Command {
  const command = withHelp(contacts.command('import'), help)
    .summary('Import contacts from a file, with a result for every row')
    .description(
      'Import contacts from a file (CSV, TSV, JSON, NDJSON, .xlsx) into a bot, and account for every row',
    )
    .argument('<file>', 'the file, or - for stdin')
    .helpCommand(false);
  return addImportFlags(command).action(
    acting<ImportFlags>(cli, async () => (await import('./import.run.js')).importContacts),
  );
}

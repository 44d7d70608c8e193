import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import { addExportFlags, type ExportOptions } from '../shared/export/flags.js';

export function contactsExport(contacts: Command, cli: Cli): void {
  addExportFlags(contacts.command('export'), 'contacts')
    .description('Export all contacts of a bot as CSV, TSV, JSON or NDJSON, ready to be imported again')
    .addHelpText(
      'after',
      '\nExamples:\n  $ cbase contacts export --local --bot "Harbor Coffee" --out all-contacts.csv\n  $ cbase contacts export --local --bot "Harbor Coffee" --format ndjson --fields external_id,email',
    )
    .action(acting<ExportOptions>(cli, async () => (await import('./export.run.js')).exportContacts));
}

import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import { type HelpPage, withHelp } from '../../cli/help/page.js';
import { addExportFlags, type ExportOptions } from '../shared/export/flags.js';

const help: HelpPage = {
  examples: [
    'cbase contacts export --out all-contacts.csv',
    'cbase contacts export --format ndjson --fields external_id,email',
  ],
  endings: {
    done: 'the export is complete',
    limit: 'the list has more pages than --max-pages',
    locked: 'the same export is running already',
    empty: 'no rows (only with --fail-on-empty)',
    temporary: 'the list kept changing, or the network failed; run it again',
  },
  readOn: 'docs/exports.md',
  usual: ['--format', '--out', '--force', '--excel', '--redact', '--if-locked', '--fail-on-empty'],
};

export function contactsExport(contacts: Command, cli: Cli): void {
  addExportFlags(withHelp(contacts.command('export'), help), 'contacts')
    .summary('Export all contacts')
    .description('Export all contacts of a bot as CSV, TSV, JSON or NDJSON, ready to be imported again')
    .action(acting<ExportOptions>(cli, async () => (await import('./export.run.js')).exportContacts));
}

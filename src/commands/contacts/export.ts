import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import { type HelpPage, withHelp } from '../../cli/help/page.js';
import { exportEndings } from '../shared/export/endings.js';
import { addExportFlags, type ExportOptions } from '../shared/export/flags.js';

const help: HelpPage = {
  examples: [
    'cbase contacts export --out all-contacts.csv',
    'cbase contacts export --format ndjson --fields external_id,email',
  ],
  endings: exportEndings,
  readOn: 'docs/exports.md',
  usual: ['--format', '--out', '--force', '--excel', '--redact', '--if-locked', '--fail-on-empty'],
};

export function contactsExport(contacts: Command, cli: Cli): void {
  addExportFlags(withHelp(contacts.command('export'), help), 'contacts')
    .summary('Export all contacts')
    .description('Export all contacts of a bot as CSV, TSV, JSON or NDJSON, ready to be imported again')
    .action(acting<ExportOptions>(cli, async () => (await import('./export.run.js')).exportContacts));
}

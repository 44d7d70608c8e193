import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import { type HelpPage, withHelp } from '../../cli/help/page.js';
import { addRange } from '../shared/day-range-flags.js';
import { exportEndings } from '../shared/export/endings.js';
import { addDayFlags, addExportFlags, type ExportOptions } from '../shared/export/flags.js';

const help: HelpPage = {
  examples: [
    'cbase leads export --since 7d',
    'cbase leads export --out leads.ndjson.gz',
    'cbase leads export --state nightly --out "leads-{date}-{time}.csv"',
  ],
  endings: exportEndings,
  readOn: 'docs/exports.md',
  usual: [
    ...['--since', '--until', '--tz', '--format', '--out', '--force', '--excel', '--redact'],
    ...['--state', '--split', '--if-locked', '--fail-on-empty'],
  ],
};

export function leadsExport(leads: Command, cli: Cli): void {
  addDayFlags(addExportFlags(addRange(withHelp(leads.command('export'), help)), 'leads'), '3d')
    .description('Export the leads of a bot as CSV, TSV, JSON, NDJSON or PDF, without duplicates')
    .action(acting<ExportOptions>(cli, async () => (await import('./export.run.js')).exportLeads));
}

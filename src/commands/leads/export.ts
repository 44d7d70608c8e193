import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import { type HelpPage, withHelp } from '../../cli/help/page.js';
import { addRange } from '../shared/day-range-flags.js';
import { exportEndings } from '../shared/export/endings.js';
import { addLeadFilter } from '../shared/export/filter-flags.js';
import { addDayFlags, addExportFlags } from '../shared/export/flags.js';
import type { Options } from './export.run.js';

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
  const exported = addLeadFilter(addRange(withHelp(leads.command('export'), help)));
  addDayFlags(addExportFlags(exported, 'leads'), '3d')
    .description('Export the leads of a bot as CSV, TSV, JSON, NDJSON or PDF, without duplicates')
    .action(acting<Options>(cli, async () => (await import('./export.run.js')).exportLeads));
}

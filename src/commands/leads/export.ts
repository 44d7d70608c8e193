import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import { addRange } from '../shared/day-range-flags.js';
import { addDayFlags, addExportFlags, type ExportOptions } from '../shared/export/flags.js';

export function leadsExport(leads: Command, cli: Cli): void {
  addDayFlags(addExportFlags(addRange(leads.command('export')), 'leads'), '3d')
    .description('Export the leads of a bot as CSV, TSV, JSON, NDJSON or PDF, without duplicates')
    .addHelpText(
      'after',
      '\nExamples:\n  $ cbase leads export --local --bot "Harbor Coffee" --since 7d\n  $ cbase leads export --local --bot "Harbor Coffee" --out leads.ndjson.gz\n  $ cbase leads export --local --bot "Harbor Coffee" --state nightly --out "leads-{date}-{time}.csv"',
    )
    .action(acting<ExportOptions>(cli, async () => (await import('./export.run.js')).exportLeads));
}

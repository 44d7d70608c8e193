import type { Command } from 'commander';
import type { Lead } from '../../api/leads.js';
import type { Ending } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import { exportAll } from '../exporting/export-all.js';
import { addDayFlags, addExportFlags } from '../exporting/flags.js';
import type { Job } from '../exporting/job.js';
import type { ExportOptions } from '../exporting/wishes.js';
import { acting, type Cli } from '../options.js';
import { addRange } from '../shared/range.js';
import { leadList } from './pages.js';
import { leadView } from './view.js';

export function leadsExport(leads: Command, cli: Cli, run = exportLeads): void {
  addDayFlags(addExportFlags(addRange(leads.command('export')), 'leads'), '3d')
    .description('Write the leads of a bot as CSV, TSV, JSON, NDJSON or PDF, each once')
    .addHelpText(
      'after',
      '\nExamples:\n  $ cbase leads export --local --bot "Harbor Coffee" --since 7d\n  $ cbase leads export --local --bot "Harbor Coffee" --out leads.ndjson.gz\n  $ cbase leads export --local --bot "Harbor Coffee" --state nightly --out "leads-{date}-{time}.csv"',
    )
    .action(acting<ExportOptions>(cli, run));
}

async function exportLeads(io: Io, options: ExportOptions): Promise<Ending | undefined> {
  const { printFields } = await import('../../terminal/output.js');
  if (options.fields === true) return printFields(io, options, leadView);
  const { leads } = await import('../../exports/leads.js');
  const job: Job<Lead> = {
    name: 'leads',
    called: 'leads',
    lookbackDays: 3,
    kindOf: async () => leads,
    listOf: (work, { onPage }) => leadList(work, onPage, options.maxPages),
  };
  return exportAll(io, options, job);
}

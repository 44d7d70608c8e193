import type { Command } from 'commander';
import type { Io } from '../../base/io.js';
import { addStatsFlags, type StatsFlags, showStats } from '../exporting/stats.js';
import { acting, type Cli } from '../options.js';
import { leadList } from './pages.js';

export function leadsStats(leads: Command, cli: Cli, run = statsOfLeads): void {
  addStatsFlags(leads.command('stats'))
    .description('How many leads, when, and from which mail domains')
    .addHelpText(
      'after',
      '\nExamples:\n  $ cbase leads stats --local --bot "Harbor Coffee" --since 90d --format table\n  $ cbase leads stats --local --bot "Harbor Coffee" --out leads.html',
    )
    .action(acting<StatsFlags>(cli, run));
}

async function statsOfLeads(io: Io, options: StatsFlags): Promise<undefined> {
  const { LeadStats } = await import('../../exports/stats/lead-stats.js');
  return showStats(io, options, { called: 'leads', counter: new LeadStats(), listOf: leadList });
}

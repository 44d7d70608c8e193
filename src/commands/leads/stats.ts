import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import { addStatsFlags, type StatsFlags } from '../shared/export/stats-flags.js';

export function leadsStats(leads: Command, cli: Cli): void {
  addStatsFlags(leads.command('stats'))
    .description('Show lead statistics: numbers by day, hour and email domain')
    .addHelpText(
      'after',
      '\nExamples:\n  $ cbase leads stats --local --bot "Harbor Coffee" --since 90d --format table\n  $ cbase leads stats --local --bot "Harbor Coffee" --out leads.html',
    )
    .action(acting<StatsFlags>(cli, async () => (await import('./stats.run.js')).statsOfLeads));
}

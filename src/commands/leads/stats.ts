import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import { type HelpPage, withHelp } from '../../cli/help/page.js';
import { addStatsFlags, type StatsFlags } from '../shared/export/stats-flags.js';

const help: HelpPage = {
  examples: ['cbase leads stats --since 90d --format table', 'cbase leads stats --out leads.html'],
  readOn: 'docs/exports.md',
};

export function leadsStats(leads: Command, cli: Cli): void {
  addStatsFlags(withHelp(leads.command('stats'), help))
    .description('Show lead statistics: numbers by day, hour and email domain')
    .action(acting<StatsFlags>(cli, async () => (await import('./stats.run.js')).statsOfLeads));
}

import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import { allAccountFlags } from '../../cli/ignored-flags.js';
import { addStatusFlags, type StatusFlags } from '../shared/export/status-flags.js';

export function leadsStatus(leads: Command, cli: Cli): void {
  addStatusFlags(leads.command('status'))
    .description('Show the states of incremental lead exports: last run, rows and progress')
    .addHelpText(
      'after',
      '\nExamples:\n  $ cbase leads export --local --bot "Harbor Coffee" --state nightly --out "leads-{date}-{time}.csv"\n  $ cbase leads status nightly --max-age 26h',
    )
    .action(
      acting<StatusFlags>(cli, async () => (await import('./status.run.js')).statusOfLeads, {
        ignores: allAccountFlags,
      }),
    );
}

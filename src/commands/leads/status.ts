import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import { type HelpPage, withHelp } from '../../cli/help/page.js';
import { allAccountFlags } from '../../cli/ignored-flags.js';
import { addStatusFlags, type StatusFlags } from '../shared/export/status-flags.js';

const help: HelpPage = {
  examples: [
    'cbase leads export --state nightly --out "leads-{date}-{time}.csv"',
    'cbase leads status nightly --max-age 26h',
  ],
  endings: { limit: 'the last successful run is older than --max-age' },
  talksTo: 'nothing',
  readOn: 'docs/exports.md',
};

export function leadsStatus(leads: Command, cli: Cli): void {
  addStatusFlags(withHelp(leads.command('status'), help))
    .description('Show the states of incremental lead exports and of lists that are followed')
    .action(
      acting<StatusFlags>(cli, async () => (await import('./status.run.js')).statusOfLeads, {
        ignores: allAccountFlags,
      }),
    );
}

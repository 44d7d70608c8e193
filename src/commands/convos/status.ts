import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import { type HelpPage, withHelp } from '../../cli/help/page.js';
import { allAccountFlags } from '../../cli/ignored-flags.js';
import { addStatusFlags, type StatusFlags } from '../shared/export/status-flags.js';

const help: HelpPage = {
  examples: [
    'cbase convos export --state nightly --out "convos-{date}-{time}.csv"',
    'cbase convos status nightly --max-age 26h',
  ],
  endings: { limit: 'the last successful run is older than --max-age' },
  talksTo: 'nothing',
  readOn: 'docs/exports.md',
};

export function convosStatus(convos: Command, cli: Cli): void {
  addStatusFlags(withHelp(convos.command('status'), help))
    .description('Show the states of incremental conversation exports and of lists that are followed')
    .action(
      acting<StatusFlags>(cli, async () => (await import('./status.run.js')).statusOfConvos, {
        ignores: allAccountFlags,
      }),
    );
}

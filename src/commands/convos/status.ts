import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import { allAccountFlags } from '../../cli/ignored-flags.js';
import { addStatusFlags, type StatusFlags } from '../shared/export/status-flags.js';

export function convosStatus(convos: Command, cli: Cli): void {
  addStatusFlags(convos.command('status'))
    .description('Show the states of incremental conversation exports: last run, rows and progress')
    .addHelpText(
      'after',
      '\nExamples:\n  $ cbase convos export --local --bot "Harbor Coffee" --state nightly --out "convos-{date}-{time}.csv"\n  $ cbase convos status nightly --max-age 26h',
    )
    .action(
      acting<StatusFlags>(cli, async () => (await import('./status.run.js')).statusOfConvos, {
        ignores: allAccountFlags,
      }),
    );
}

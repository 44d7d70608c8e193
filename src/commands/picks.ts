import type { Command } from 'commander';
import { acting, type Cli } from '../cli/action.js';
import { allAccountFlags } from '../cli/ignored-flags.js';
import type { Options } from './picks.run.js';

export function picks(program: Command, cli: Cli): void {
  program
    .command('picks')
    .description('Show which lanes were picked in comparisons, and how often')
    .addHelpText('after', '\nExamples:\n  $ cbase picks\n  $ cbase picks --json')
    .action(
      acting<Options>(cli, async () => (await import('./picks.run.js')).listPicks, {
        ignores: allAccountFlags,
      }),
    );
}

import type { Command } from 'commander';
import { acting, type Cli } from '../cli/action.js';
import type { Options } from './picks.run.js';

export function picks(program: Command, cli: Cli): void {
  program
    .command('picks')
    .description('Show the results of blind and other comparisons: how often each answer was picked')
    .addHelpText('after', '\nExamples:\n  $ cbase picks\n  $ cbase picks --json')
    .action(acting<Options>(cli, async () => (await import('./picks.run.js')).listPicks));
}

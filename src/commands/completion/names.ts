import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import type { Common } from '../../cli/common-options.js';

/** Called by the completion scripts: lists names for the typed line. Prints nothing else. */
export function completeNames(program: Command, cli: Cli): void {
  program
    .command('__complete <what> [words...]', { hidden: true })
    .action(acting<Common>(cli, async () => (await import('./names.run.js')).printNames));
}

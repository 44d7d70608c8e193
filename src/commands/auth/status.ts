import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import type { Options } from './status.run.js';

export function authStatus(auth: Command, cli: Cli): void {
  auth
    .command('status')
    .description('Say which key is used, where it comes from and where it may go; exit code 4 without one')
    .addHelpText('after', '\nExamples:\n  $ cbase auth status --local\n  $ cbase auth status --local --json')
    .action(acting<Options>(cli, async () => (await import('./status.run.js')).showStatus));
}

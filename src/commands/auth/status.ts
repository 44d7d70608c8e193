import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import type { Options } from './status.run.js';

export function authStatus(auth: Command, cli: Cli): void {
  auth
    .command('status')
    .description(
      'Show which key is used, its source and the origin it may be sent to; exits with 4 if there is none',
    )
    .addHelpText('after', '\nExamples:\n  $ cbase auth status --local\n  $ cbase auth status --local --json')
    .action(
      acting<Options>(cli, async () => (await import('./status.run.js')).showStatus, {
        offersLogin: false,
        ignores: ['bot', 'timeout'],
      }),
    );
}

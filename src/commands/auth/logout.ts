import type { Command } from 'commander';
import { type Cli, doing } from '../../cli/action.js';
import type { Options } from './logout.run.js';

export function authLogout(auth: Command, cli: Cli): void {
  auth
    .command('logout')
    .description('Delete the stored key of the profile')
    .addHelpText('after', '\nExamples:\n  $ cbase auth logout')
    .action(
      doing<Options>(cli, async () => (await import('./logout.run.js')).logOut, {
        ignores: ['bot', 'baseUrl', 'local', 'timeout'],
      }),
    );
}

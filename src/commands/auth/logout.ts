import type { Command } from 'commander';
import { type Cli, doing } from '../../cli/action.js';
import type { Options } from './logout.run.js';

export function authLogout(auth: Command, cli: Cli): void {
  auth
    .command('logout')
    .description('Forget the stored key of the profile, and say what is left')
    .addHelpText('after', '\nExamples:\n  $ cbase auth logout')
    .action(doing<Options>(cli, async () => (await import('./logout.run.js')).logOut));
}

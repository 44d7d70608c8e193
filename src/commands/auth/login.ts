import type { Command } from 'commander';
import { type Cli, doing } from '../../cli/action.js';
import type { Options } from './login.run.js';

export function authLogin(auth: Command, cli: Cli): void {
  auth
    .command('login')
    .description('Store an API key for the current base URL after a test call')
    .option('--with-token', 'read the key from stdin instead of asking')
    .addHelpText(
      'after',
      '\nFind the key in the Chatbase dashboard under workspace settings. It is stored in a file that only you can read,\n' +
        'together with the origin it belongs to, and is never sent to any other.' +
        '\n\nExamples:\n  $ cbase auth login --with-token --profile work < key.txt',
    )
    .action(doing<Options>(cli, async () => (await import('./login.run.js')).logIn));
}

import type { Command } from 'commander';
import { type Cli, doing } from '../../cli/action.js';
import type { Options } from './login.run.js';

export function authLogin(auth: Command, cli: Cli): void {
  auth
    .command('login')
    .description('Store an API key for the base URL in use, once a call has shown that it works')
    .option('--with-token', 'read the key from stdin instead of asking')
    .addHelpText(
      'after',
      '\nThe key is in the Chatbase dashboard under workspace settings. It is stored in a file that only you can read, with the\n' +
        'origin it belongs to, and is sent nowhere else.' +
        '\n\nExamples:\n  $ cbase auth login --with-token --profile work < key.txt',
    )
    .action(doing<Options>(cli, async () => (await import('./login.run.js')).logIn));
}

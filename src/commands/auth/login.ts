import type { Command } from 'commander';
import { type Cli, doing } from '../../cli/action.js';
import { type HelpPage, withHelp } from '../../cli/help/page.js';
import type { Options } from './login.run.js';

const help: HelpPage = {
  notes: [
    'Find the key in the Chatbase dashboard under workspace settings. It is stored in a file that only you can read, together with the origin it belongs to, and is never sent to any other.',
    'With --key-command "op read op://Work/Chatbase/key", the command is stored instead of the key, and runs once per command that needs it: without a shell, in your home directory, within --timeout.',
  ],
  examples: ['cbase auth login --with-token --profile work < key.txt'],
  talksTo: 'real account',
  readOn: 'docs/settings.md',
};

export function authLogin(auth: Command, cli: Cli): void {
  withHelp(auth.command('login'), help)
    .description('Store an API key for the current base URL after a test call')
    .option('--with-token', 'read the key from stdin instead of asking')
    .option(
      '--key-command <command>',
      'program with arguments that prints the key, such as a password manager',
    )
    .action(doing<Options>(cli, async () => (await import('./login.run.js')).logIn));
}

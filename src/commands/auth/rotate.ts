import type { Command } from 'commander';
import { type Cli, doing } from '../../cli/action.js';
import { yesFlag } from '../../cli/confirm-flags.js';
import { type HelpPage, withHelp } from '../../cli/help/page.js';
import type { Options } from './rotate.run.js';

const help: HelpPage = {
  notes: [
    'The new key is tried with one call, and its bots are compared with those of the old key. Until it is stored, the old key stays as it is; afterwards, revoke the old key in the dashboard, because the API cannot.',
    'It asks before it stores a key that shows other bots.',
  ],
  examples: [
    'cbase auth rotate --with-token < key.txt',
    'cbase auth rotate --with-token --profile work < key.txt',
  ],
  endings: { auth: 'the profile has no key, or the new key was rejected' },
  talksTo: 'real account',
  readOn: 'docs/settings.md',
};

export function authRotate(auth: Command, cli: Cli): void {
  withHelp(auth.command('rotate'), help)
    .description('Replace the stored key of the profile with a new one after a test call')
    .option('--with-token', 'read the new key from stdin instead of asking')
    .option('--key-command <command>', 'program with arguments that prints the new key; stored instead of it')
    .addOption(yesFlag())
    .action(
      doing<Options>(cli, async () => (await import('./rotate.run.js')).rotateKey, {
        offersLogin: false,
        ignores: ['bot'],
      }),
    );
}

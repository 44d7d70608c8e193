import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import { type HelpPage, withHelp } from '../../cli/help/page.js';
import { allAccountFlags } from '../../cli/ignored-flags.js';
import { addExactFlag, addSecretFlag } from './options.js';
import type { Options } from './verify.run.js';

const help: HelpPage = {
  notes: [
    'Prints valid or invalid. What is probably wrong is on stderr.',
    'A token is given with --token @token.txt instead of a hash; signature, times and, if a user id is given, its user are checked.',
  ],
  examples: ['cbase identity verify user-42 $(cat hash.txt) --secret-file secret.txt'],
  endings: { partial: 'the hash or the token is wrong' },
  talksTo: 'nothing',
  readOn: 'docs/identity.md',
};

export function identityVerify(identity: Command, cli: Cli): void {
  const command = withHelp(identity.command('verify'), help)
    .summary('Check a user hash or a token')
    .description('Check the user hash of a user id, or a token, and say what is wrong with it')
    .argument('[user-id]', 'id of a user; optional with --token')
    .argument('[hash]', 'user hash to check')
    .option('--token <token>', 'check a token instead of a hash; @FILE reads it from a file, @- from stdin');
  addSecretFlag(addExactFlag(command)).action(
    acting<Options>(cli, async () => (await import('./verify.run.js')).verifyIdentity, {
      ignores: allAccountFlags,
    }),
  );
}

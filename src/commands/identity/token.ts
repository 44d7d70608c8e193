import type { Command } from 'commander';
import { acting, type Cli } from '../../cli/action.js';
import { type HelpPage, withHelp } from '../../cli/help/page.js';
import { allAccountFlags } from '../../cli/ignored-flags.js';
import { collect, duration } from '../../cli/parsers.js';
import { addExactFlag, addSecretFlag } from './options.js';
import type { Options } from './token.run.js';

const help: HelpPage = {
  notes: [
    'The documentation that cbase follows knows the user hash only. Use a token where Chatbase offers one for your bot, and check there which claims it reads.',
    'The token has the claims user_id, iat (now) and exp. Anyone who has it can pose as that user until it expires.',
  ],
  examples: [
    'cbase identity token user-42 --secret-file secret.txt',
    'cbase identity token user-42 --expires 10m --secret-file secret.txt',
  ],
  talksTo: 'nothing',
  readOn: 'docs/identity.md',
};

export function identityToken(identity: Command, cli: Cli): void {
  const command = withHelp(identity.command('token'), help)
    .summary('Sign a token for a user')
    .description('Sign a token (JWT, HS256) that says who a user is')
    .argument('<user-id>', 'id of a user')
    .option('--claim <name=text>', 'add a claim that is text; repeatable', collect)
    .option('--claims <file>', 'add the claims of a JSON object in a file; - for stdin')
    .option('--expires <duration>', 'how long the token is valid', duration, 3_600_000);
  command.options.at(-1)?.default(3_600_000, '1h');
  addSecretFlag(addExactFlag(command)).action(
    acting<Options>(cli, async () => (await import('./token.run.js')).makeToken, {
      ignores: allAccountFlags,
    }),
  );
}

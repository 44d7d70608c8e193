import type { Command } from 'commander';
import type { Io } from '../../base/io.js';
import { type Cli, type Common, doing } from '../options.js';

export type Options = Common;

export function authLogout(auth: Command, cli: Cli, run = logOut): void {
  auth
    .command('logout')
    .description('Forget the stored key of the profile, and say what is left')
    .addHelpText('after', '\nExamples:\n  $ cbase auth logout')
    .action(doing<Options>(cli, run));
}

async function logOut(io: Io, options: Options): Promise<undefined> {
  const { isKeyInEnvironment } = await import('../../config/key.js');
  const { readProfile, removeCredentials } = await import('../../config/profile.js');
  const { printDone } = await import('../../terminal/done.js');
  const { say } = await import('../../terminal/voice.js');
  const { name: profile } = await readProfile(io, options.profile);
  await removeCredentials(io, profile);
  if (isKeyInEnvironment(io.env))
    say(io, 'A key in the environment is still set; unset CHATBASE_API_KEY to be rid of it');
  await printDone(io, options, {
    id: profile,
    words: `No key is stored for the profile ${profile} any more`,
    raw: { profile, keyInEnvironment: isKeyInEnvironment(io.env) },
  });
}

import type { Command } from 'commander';
import { Failure } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import type { Key } from '../../config/key.js';
import type { Profile } from '../../config/profile.js';
import type { Settings } from '../../config/settings.js';
import { type Cli, type Common, doing } from '../options.js';

export type Options = Common & { readonly withToken?: boolean };

export function authLogin(auth: Command, cli: Cli, run = logIn): void {
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
    .action(doing<Options>(cli, run));
}

async function logIn(io: Io, options: Options): Promise<undefined> {
  const { profileName, readProfile, storeCredentials } = await import('../../config/profile.js');
  const { settingsFrom } = await import('../../config/settings.js');
  const profile = await readProfile(io, options.profile, { needsKey: false, mayBeNew: true });
  const settings = settingsFrom(options, io.env, profile);
  if (settings.local)
    throw new Failure('usage', 'The embedded emulator needs no key', { advice: 'Leave --local out' });
  const key = await keyFrom(io, options, settings);
  const bots = await botsSeen(io, options, settings, key);
  const { origin } = settings.baseUrl;
  const name = profileName(options.profile, io.env);
  const aside = await storeCredentials(io, name, { key: key.key, origin });
  await keepBaseUrl(io, options, profile);
  await report(io, options, { name, origin, key: key.key, bots, aside });
}

async function keyFrom(io: Io, options: Options, { baseUrl }: Settings): Promise<Key> {
  const { checkedKey } = await import('../../config/key.js');
  const { fileText } = await import('../../base/files/read.js');
  const { askSecret, canAsk } = await import('../../terminal/prompts.js');
  if (options.withToken) return checkedKey(await fileText('-', io, 4096), 'stdin');
  if (!canAsk(io, options))
    throw new Failure('usage', 'There is nobody here to ask for the key', {
      advice: 'Pipe it in: cbase auth login --with-token < FILE',
    });
  return checkedKey(await askSecret(io, options, `API key for ${baseUrl.origin}`), 'the prompt');
}

/** How many bots the key opens. A key that does not work is not stored. */
async function botsSeen(io: Io, options: Options, settings: Settings, key: Key): Promise<number> {
  const { connect } = await import('../../account/account.js');
  const { asFailure } = await import('../../api/error.js');
  const { listener } = await import('../../terminal/conversation.js');
  const account = await connect(settings, key, io, listener(io, options));
  try {
    return (await account.api.bots.list(io.interrupt.soft)).length;
  } catch (error) {
    throw asFailure(error, key.source);
  } finally {
    await account.close();
  }
}

/** The profile leads to the address that its key is for, wherever that came from. */
async function keepBaseUrl(io: Io, options: Options, profile: Profile): Promise<void> {
  const { changeSetting } = await import('../../config/profile.js');
  const { sourceOf } = await import('../../config/settings.js');
  const found = sourceOf('base-url', options, io.env, profile);
  const isKept = found === undefined || found.source === 'default' || found.source.startsWith('profile ');
  if (!isKept) await changeSetting(io, profile.name, 'base-url', found.value);
}

type Stored = {
  readonly name: string;
  readonly origin: string;
  readonly key: string;
  readonly bots: number;
  readonly aside: string | undefined;
};

async function report(io: Io, options: Options, { name, origin, key, bots, aside }: Stored): Promise<void> {
  const { hint, isKeyInEnvironment } = await import('../../config/key.js');
  const { credentialsFile } = await import('../../config/paths.js');
  const { plainLine } = await import('../../base/escape/terminal.js');
  const { printDone } = await import('../../terminal/done.js');
  const { say } = await import('../../terminal/voice.js');
  const file = credentialsFile(io.env, io.home);
  if (aside !== undefined) say(io, plainLine(`The old file could not be read and is now ${aside}`));
  if (isKeyInEnvironment(io.env))
    say(io, 'A key in the environment is set, and outranks the one that was stored');
  const words = `The key ${hint(key)} opens ${bots} ${bots === 1 ? 'bot' : 'bots'} at ${origin}; it is stored in ${file}, which only you can read`;
  await printDone(io, options, {
    id: name,
    words,
    raw: { profile: name, origin, key: hint(key), bots, file },
  });
}

import { connect } from '../../account/account.js';
import { asFailure } from '../../api/error.js';
import { plainLine } from '../../base/escape/terminal.js';
import { Failure } from '../../base/failure.js';
import { fileText } from '../../base/files/read.js';
import type { Io } from '../../base/io.js';
import type { Common } from '../../cli/common-options.js';
import { checkedKey, hint, isKeyInEnvironment, type Key } from '../../config/key.js';
import { credentialsFile } from '../../config/paths.js';
import { changeSetting, type Profile, readProfile, storeCredentials } from '../../config/profile.js';
import { type Settings, settingsFrom, sourceOf } from '../../config/settings.js';
import { printDone } from '../../terminal/done.js';
import { askSecret, canAsk } from '../../terminal/prompts.js';
import { requestLog } from '../../terminal/request-log.js';
import { writeErr } from '../../terminal/streams.js';

export type Options = Common & { readonly withToken?: boolean };

export async function logIn(io: Io, options: Options): Promise<undefined> {
  const profile = await readProfile(io, options.profile, { needsKey: false, mayBeNew: true });
  const settings = settingsFrom(options, io.env, profile);
  if (settings.local)
    throw new Failure('usage', 'The embedded emulator needs no key', { advice: 'Omit --local' });
  const key = await keyFrom(io, options, settings);
  const bots = await botsSeen(io, options, settings, key);
  const { origin } = settings.baseUrl;
  const { name } = profile;
  const aside = await storeCredentials(io, name, { key: key.key, origin });
  await keepBaseUrl(io, options, profile);
  await report(io, options, { name, origin, key: key.key, bots, aside });
}

async function keyFrom(io: Io, options: Options, { baseUrl }: Settings): Promise<Key> {
  if (options.withToken) return checkedKey(await fileText(io, '-', 4096), { kind: 'other', name: 'stdin' });
  if (!canAsk(io, options))
    throw new Failure('usage', 'Cannot prompt for the key without a terminal', {
      advice: 'Pipe it in: cbase auth login --with-token < FILE',
    });
  return checkedKey(await askSecret(io, options, `API key for ${baseUrl.origin}`), {
    kind: 'other',
    name: 'the prompt',
  });
}

/** The number of bots the key gives access to. Throws if the key does not work, so that it is not stored. */
async function botsSeen(io: Io, options: Options, settings: Settings, key: Key): Promise<number> {
  const account = await connect(io, settings, key, { listener: requestLog(io, options) });
  try {
    return (await account.api.bots.list(io.interrupt.soft)).length;
  } catch (error) {
    throw asFailure(error, key.source);
  } finally {
    await account.close();
  }
}

/** Stores the base URL that the key is for in the profile, whatever source it came from. */
async function keepBaseUrl(io: Io, options: Options, profile: Profile): Promise<void> {
  const found = sourceOf('base-url', options, io.env, profile);
  const isKept = found === undefined || found.kind === 'default' || found.kind === 'profile';
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
  const file = credentialsFile(io.env, io.home);
  if (aside !== undefined)
    writeErr(io, plainLine(`The old credentials file was unreadable; it was renamed to ${aside}`));
  if (isKeyInEnvironment(io.env)) writeErr(io, 'A key set in the environment overrides the stored one');
  const words = `The key ${hint(key)} gives access to ${bots} ${bots === 1 ? 'bot' : 'bots'} at ${origin}; stored in ${file}, which only you can read`;
  await printDone(io, options, {
    id: name,
    words,
    raw: { profile: name, origin, key: hint(key), bots, file },
  });
}

import { connect } from '../account/account.js';
import { ambiguous, botsNamed, unknownBot } from '../account/bot.js';
import type { Bot } from '../api/bots.js';
import { asFailure } from '../api/error.js';
import { textOf } from '../api/read.js';
import { plainLine } from '../base/escape/terminal.js';
import { Failure } from '../base/failure.js';
import { fileText } from '../base/files/read.js';
import type { Io } from '../base/io.js';
import { checkedKey, hint, isKeyInEnvironment, type Key } from '../config/key.js';
import { createKnownBots } from '../config/known-bots.js';
import { changeSetting, type Profile, readProfile, storeCredentials } from '../config/profile.js';
import { type Settings, settingsFrom, sourceOf } from '../config/settings.js';
import { askChoice, canAsk, whyNotAsk } from '../terminal/prompts.js';
import { requestLog } from '../terminal/request-log.js';
import { writeErr } from '../terminal/streams.js';
import { askKey } from './ask-key.js';
import type { Common } from './common-options.js';
import { type LoggedIn, reportLogin } from './login-report.js';
import { botChoices, handleOf } from './pick-bot.js';

export type LoginOptions = Common & { readonly withToken?: boolean };

/**
 * Asks for a key, or reads it from stdin with --with-token; checks it with one call; asks for the default bot; then stores
 * both. `isFirstStep` is true when a command follows. Until all is known, nothing is changed.
 */
export async function logIn(
  io: Io,
  options: LoginOptions,
  { isFirstStep = false }: { readonly isFirstStep?: boolean } = {},
): Promise<void> {
  const profile = await readProfile(io, options.profile, { needsKey: false, mayBeNew: true });
  const settings = settingsFrom(options, io.env, profile);
  if (settings.local)
    throw new Failure('usage', 'The embedded emulator needs no key', { advice: 'Omit --local' });
  const { key, bots } = await workingKey(io, options, settings);
  const bot = await defaultBot(io, options, profile, bots);
  const stored = await store(io, options, { profile, settings, key, bots, bot });
  await reportLogin(io, options, { ...stored, isFirstStep });
}

type Opened = { readonly key: string; readonly bots: readonly Bot[] };

async function workingKey(io: Io, options: LoginOptions, settings: Settings): Promise<Opened> {
  const opened = async (key: Key) => ({ key: key.key, bots: await botsSeen(io, options, settings, key) });
  if (options.withToken) {
    const source = { kind: 'other', name: 'stdin' } as const;
    return opened(checkedKey(await fileText(io, '-', 4096), source));
  }
  const reason = whyNotAsk(io, options);
  if (reason !== undefined)
    throw new Failure('usage', `The key cannot be asked for: ${reason}`, {
      advice: 'Pipe it in: cbase auth login --with-token < FILE',
    });
  return askKey(io, options, { baseUrl: settings.baseUrl, open: opened });
}

/** The bots that the key gives access to. Throws if the key does not work, so that it is not stored. */
async function botsSeen(io: Io, options: Common, settings: Settings, key: Key): Promise<readonly Bot[]> {
  const account = await connect(io, settings, key, { listener: requestLog(io, options) });
  try {
    return await account.api.bots.list(io.interrupt.soft);
  } catch (error) {
    throw asFailure(error, key.source);
  } finally {
    await account.close();
  }
}

/**
 * The bot that becomes the default: the one that --bot names, the only one, or the one that the user chooses. `undefined` to
 * leave the profile as it is: its bot is among `bots`, the user wants no default, or cbase cannot ask.
 */
async function defaultBot(
  io: Io,
  options: LoginOptions,
  { settings }: Profile,
  bots: readonly Bot[],
): Promise<Bot | undefined> {
  if (options.bot !== undefined) return botNamed(bots, options.bot);
  if (settings.bot !== undefined && botsNamed(bots, settings.bot).length === 1) return undefined;
  if (options.withToken || bots.length === 0 || !canAsk(io, options)) return undefined;
  if (bots.length === 1) return bots[0];
  const none = { name: 'None (choose each time)', value: undefined };
  return askChoice<Bot | undefined>(io, options, {
    message: 'Which bot should be the default?',
    choices: [...botChoices(bots), none],
  });
}

/** Throws Failure 'not-found' or 'usage' unless exactly one bot is meant. */
function botNamed(bots: readonly Bot[], wanted: string): Bot {
  const found = botsNamed(bots, wanted);
  const [only] = found;
  if (only === undefined) throw unknownBot(bots, wanted);
  if (found.length > 1) throw ambiguous(wanted, found);
  return only;
}

type Storing = Opened & {
  readonly profile: Profile;
  readonly settings: Settings;
  readonly bot: Bot | undefined;
};

async function store(
  io: Io,
  options: Common,
  { profile, settings, key, bots, bot }: Storing,
): Promise<Omit<LoggedIn, 'isFirstStep'>> {
  const { origin } = settings.baseUrl;
  const { name } = profile;
  const before = await keyBefore(io, options);
  const aside = await storeCredentials(io, name, { key, origin });
  await keepBaseUrl(io, options, profile);
  if (bot !== undefined) await changeSetting(io, name, 'bot', handleOf(bots, bot));
  const known = bots.map((one) => ({ ...one, model: textOf(one.raw.model) }));
  await createKnownBots(io, { origin, key }).keep(known);
  const usual = profile.settings.bot;
  const kept = bot ?? botsNamed(bots, usual ?? '')[0];
  if (usual !== undefined && kept === undefined)
    writeErr(io, plainLine(`The default bot of the profile, ${usual}, is not in this account`));
  if (isKeyInEnvironment(io.env)) writeErr(io, 'A key set in the environment overrides the stored one');
  if (aside !== undefined)
    writeErr(io, plainLine(`The old credentials file was unreadable; it was renamed to ${aside}`));
  const replaced = before === undefined || before === key ? undefined : hint(before);
  return { profile: name, origin, key: hint(key), replaced, bots, bot: kept };
}

/** The key that the profile had; `undefined` if there was none, or if the file cannot be read and will be renamed. */
async function keyBefore(io: Io, { profile }: Common): Promise<string | undefined> {
  const held = await readProfile(io, profile, { mayBeNew: true }).catch(() => undefined);
  return held?.credentials?.key;
}

/** Stores the base URL that the key is for in the profile, whatever source it came from. */
async function keepBaseUrl(io: Io, options: Common, profile: Profile): Promise<void> {
  const found = sourceOf('base-url', options, io.env, profile);
  const isKept = found === undefined || found.kind === 'default' || found.kind === 'profile';
  if (!isKept) await changeSetting(io, profile.name, 'base-url', found.value);
}

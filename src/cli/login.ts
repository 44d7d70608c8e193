import { ambiguous, botsNamed, unknownBot } from '../account/bot.js';
import type { Bot } from '../api/bots.js';
import { plainLine } from '../base/escape/terminal.js';
import { Failure } from '../base/failure.js';
import type { Io } from '../base/io.js';
import { hint, keyVariable } from '../config/key.js';
import {
  type Credentials,
  changeSetting,
  type Profile,
  readProfile,
  storeCredentials,
} from '../config/profile.js';
import { type Settings, settingsFrom, sourceOf } from '../config/settings.js';
import { askChoice, canAsk } from '../terminal/prompts.js';
import { writeErr } from '../terminal/streams.js';
import type { Common } from './common-options.js';
import { type LoggedIn, reportLogin } from './login-report.js';
import { credentialsOf, type NewKeyOptions, newKey, type Opened, rememberBots } from './new-key.js';
import { botChoices, handleOf } from './pick-bot.js';

/**
 * Gets a key (see `newKey`); checks it with one call; asks for the default bot; then stores
 * both. `isFirstStep` is true when a command follows. Until all is known, nothing is changed.
 */
export async function logIn(
  io: Io,
  options: NewKeyOptions,
  { isFirstStep = false }: { readonly isFirstStep?: boolean } = {},
): Promise<void> {
  const profile = await readProfile(io, options.profile, { needsKey: false, mayBeNew: true });
  const settings = settingsFrom(options, io.env, profile);
  if (settings.local)
    throw new Failure('usage', 'The embedded emulator needs no key', { advice: 'Omit --local' });
  const { key, bots } = await newKey(io, options, { settings, command: 'auth login' });
  const bot = await defaultBot(io, options, profile, bots);
  const stored = await store(io, options, { profile, settings, key, bots, bot });
  await reportLogin(io, options, { ...stored, isFirstStep });
}

/**
 * The bot that becomes the default: the one that --bot names, the only one, or the one that the user chooses. `undefined` to
 * leave the profile as it is: its bot is among `bots`, the user wants no default, or cbase cannot ask.
 */
async function defaultBot(
  io: Io,
  options: NewKeyOptions,
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
  options: NewKeyOptions,
  { profile, settings, key, bots, bot }: Storing,
): Promise<Omit<LoggedIn, 'isFirstStep'>> {
  const { origin } = settings.baseUrl;
  const { name } = profile;
  const before = await credentialsBefore(io, options);
  const { keyCommand } = options;
  const stored = credentialsOf(key, keyCommand, origin);
  const aside = await storeCredentials(io, name, stored);
  await keepBaseUrl(io, options, profile);
  if (bot !== undefined) await changeSetting(io, name, 'bot', handleOf(bots, bot));
  await rememberBots(io, origin, { key, bots });
  const usual = profile.settings.bot;
  const kept = bot ?? botsNamed(bots, usual ?? '')[0];
  if (usual !== undefined && kept === undefined)
    writeErr(io, plainLine(`The default bot of the profile, ${usual}, is not in this account`));
  if (keyVariable(io.env) !== undefined)
    writeErr(io, `The key in ${keyVariable(io.env)} overrides that of the profile`);
  if (aside !== undefined)
    writeErr(io, plainLine(`The old credentials file was unreadable; it was renamed to ${aside}`));
  const isSame = before?.key === stored.key && before?.keyCommand === stored.keyCommand;
  const replaced = before === undefined || isSame ? undefined : replacedWords(before);
  return { profile: name, origin, key: hint(key), keyCommand, replaced, bots, bot: kept };
}

/** What the profile had; `undefined` if there was nothing, or if the file cannot be read and will be renamed. */
async function credentialsBefore(io: Io, { profile }: Common): Promise<Credentials | undefined> {
  const held = await readProfile(io, profile, { mayBeNew: true }).catch(() => undefined);
  return held?.credentials;
}

function replacedWords({ key, keyCommand }: Credentials): string {
  return keyCommand === undefined ? hint(key) : `the key command ${keyCommand}`;
}

/** Stores the base URL that the key is for in the profile, whatever source it came from. */
async function keepBaseUrl(io: Io, options: Common, profile: Profile): Promise<void> {
  const found = sourceOf('base-url', options, io.env, profile);
  const isKept = found === undefined || found.kind === 'default' || found.kind === 'profile';
  if (!isKept) await changeSetting(io, profile.name, 'base-url', found.value);
}

import type { WhetherToAsk } from '../base/asking.js';
import { defaultTimeoutMs, durationAdvice, maxTimerMs, readDuration } from '../base/duration.js';
import { Failure } from '../base/failure.js';
import { isLoopback } from '../base/loopback.js';
import { type Keep, keepAdvice, readKeep, usualKeep } from './keep.js';
import type { Profile, ProfileSettings, SettingName } from './profile.js';

/** The flags of a command; `undefined` where not given. */
export type Flags = {
  readonly bot?: string | undefined;
  readonly baseUrl?: string | undefined;
  readonly local?: boolean | undefined;
  readonly timeout?: string | undefined;
  readonly profile?: string | undefined;
} & WhetherToAsk;

export type Settings = {
  readonly bot: string | undefined;
  readonly baseUrl: URL;
  /** Where the base URL came from, as `Sourced.source`. */
  readonly baseUrlFrom: string;
  readonly local: boolean;
  /** The name of the workspace in addresses of the dashboard. */
  readonly workspace: string | undefined;
  /** First-byte limit; `--timeout 0` disables it. */
  readonly timeoutMs: number;
};

type Env = Readonly<Record<string, string | undefined>>;

export const defaultBaseUrl = 'https://www.chatbase.co/api/v1';

/** What holds where nothing is set. */
export const defaultSettings: ProfileSettings = {
  'base-url': defaultBaseUrl,
  timeout: '120s',
  'keep-runs': usualKeep,
  'keep-sessions': usualKeep,
};
/** The variables of each setting; the first that is set wins. Chatbase's own documentation calls a bot an agent. */
const variables: Readonly<Record<SettingName, readonly string[]>> = {
  bot: ['CHATBASE_BOT_ID', 'CHATBASE_AGENT_ID'],
  'base-url': ['CHATBASE_BASE_URL'],
  timeout: ['CBASE_TIMEOUT'],
  workspace: [],
  'keep-runs': ['CBASE_KEEP_RUNS'],
  // The second is that of earlier versions: a number of days.
  'keep-sessions': ['CBASE_KEEP_SESSIONS', 'CBASE_SESSION_DAYS'],
};

/** A value with its source. */
export type Sourced = {
  readonly value: string;
  readonly kind: 'flag' | 'variable' | 'profile' | 'default';
  /** For messages: a flag, a variable, `profile NAME`, or `default`. */
  readonly source: string;
};

/** The parts of a profile that settings depend on. */
type Chosen = Pick<Profile, 'name' | 'settings'> & Partial<Pick<Profile, 'isByFlag' | 'credentials'>>;

/**
 * The effective value of a setting: flag over environment over profile over default; `undefined` if not set. A profile chosen
 * with a flag overrides the environment, because it was chosen for this command.
 */
export function sourceOf(
  name: SettingName,
  flags: Flags,
  env: Env,
  profile: Chosen = noProfile,
): Sourced | undefined {
  const flag = flagOf(name, flags);
  const held = profile.settings[name];
  const variable = variables[name].find((one) => filled(env[one]) !== undefined);
  const standard = defaultSettings[name];
  // A login stores the base URL of a key only if it is not the default.
  const own = held ?? (profile.credentials !== undefined && name === 'base-url' ? standard : undefined);
  const inProfile = `profile ${profile.name}`;
  const places: readonly (Omit<Sourced, 'value'> & { readonly value: string | undefined })[] = [
    { value: flag, kind: 'flag', source: `--${name}` },
    { value: profile.isByFlag ? own : undefined, kind: 'profile', source: inProfile },
    ...(variable === undefined
      ? []
      : [{ value: env[variable], kind: 'variable' as const, source: variable }]),
    { value: held, kind: 'profile', source: inProfile },
    { value: standard, kind: 'default', source: 'default' },
  ];
  return places.find((place): place is Sourced => place.value !== undefined);
}

const noProfile = { name: 'default', settings: {} };

function flagOf(name: SettingName, { bot, baseUrl, timeout }: Flags): string | undefined {
  if (name === 'bot') return bot;
  if (name === 'base-url') return baseUrl;
  return name === 'timeout' ? timeout : undefined;
}

/**
 * How long runs or sessions are kept, and where that is said. Throws Failure 'usage' for an invalid value, naming its source.
 */
export function keepFrom(
  name: 'keep-runs' | 'keep-sessions',
  env: Env,
  profile?: Chosen,
): Keep & { readonly source: string } {
  const { value, source } = sourceOf(name, {}, env, profile) ?? { value: usualKeep, source: 'default' };
  const keep = readKeep(source === 'CBASE_SESSION_DAYS' ? `${value}d` : value);
  if (keep !== undefined) return { ...keep, source };
  const where = source.startsWith('profile') ? `${name} in the ${source}` : source;
  throw new Failure('usage', `${where}: "${value}" is not a time to keep something`, { advice: keepAdvice });
}

/** Says that CHATBASE_AGENT_ID is set but has no effect, because CHATBASE_BOT_ID names another bot; else `undefined`. */
export function overriddenAgent(env: Env): string | undefined {
  const [bot, agent] = variables.bot.map((name) => filled(env[name]));
  if (bot === undefined || agent === undefined || bot === agent) return undefined;
  return 'CHATBASE_BOT_ID overrides CHATBASE_AGENT_ID, which names another bot';
}

/** The settings of a command. Throws Failure 'usage' for an invalid value, naming its source. */
export function settingsFrom(flags: Flags, env: Env, profile?: Chosen): Settings {
  const found = (name: SettingName) => sourceOf(name, flags, env, profile);
  const timeout = found('timeout');
  const baseUrl = found('base-url');
  return {
    bot: found('bot')?.value,
    baseUrl: safeBaseUrl(baseUrl?.value ?? defaultBaseUrl),
    baseUrlFrom: baseUrl?.source ?? 'default',
    local: isLocal(flags, env, profile),
    workspace: found('workspace')?.value,
    timeoutMs: (durationMs(timeout?.value, timeout?.source ?? '--timeout') ?? defaultTimeoutMs) || maxTimerMs,
  };
}

/** Never guess between the emulator and a real account: one of them has real contacts. */
function isLocal(flags: Flags, env: Env, profile: Chosen = noProfile): boolean {
  if (flags.local && flags.baseUrl !== undefined) throw bothPlaces('--local and --base-url');
  if (flags.local || flags.baseUrl !== undefined) return flags.local === true;
  const leadsSomewhere = profile.credentials !== undefined || profile.settings['base-url'] !== undefined;
  if (profile.isByFlag && leadsSomewhere) return false;
  const wanted = switchedOn(filled(env.CBASE_LOCAL));
  if (wanted && filled(env.CHATBASE_BASE_URL) !== undefined)
    throw bothPlaces('CBASE_LOCAL and CHATBASE_BASE_URL');
  return wanted;
}

function bothPlaces(names: string): Failure {
  return new Failure('usage', `${names} contradict each other`, { advice: 'Use one of them' });
}

function switchedOn(value: string | undefined): boolean {
  if (value === undefined || /^(0|false|no|off)$/i.test(value)) return false;
  if (/^(1|true|yes|on)$/i.test(value)) return true;
  throw new Failure('usage', `CBASE_LOCAL has the invalid value "${value}"`, {
    advice: 'Set it to 1 or unset it',
  });
}

function filled(value: string | undefined): string | undefined {
  return value === undefined || value === '' ? undefined : value;
}

/** A duration in milliseconds. Throws Failure 'usage' that names `source`, the flag or variable it came from. */
export function durationMs(text: string | undefined, source: string): number | undefined {
  if (text === undefined) return undefined;
  const ms = readDuration(text);
  if (typeof ms === 'number') return ms;
  throw new Failure('usage', `${source}: "${text}" ${ms}`, { advice: durationAdvice });
}

/** A URL the key may be sent to: https, or http to this machine. Throws Failure 'usage' for anything else. */
export function safeBaseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw new Failure('usage', `The base URL "${withoutUserInfo(text)}" is not an http or https URL`, {
      advice: `Write it like ${defaultBaseUrl}`,
    });
  }
  if (url.username !== '' || url.password !== '') {
    throw new Failure('usage', 'The base URL contains a user name or password', { advice: 'Remove them' });
  }
  if (url.protocol === 'http:' && !isLoopback(url)) {
    throw new Failure(
      'usage',
      `The base URL ${url.origin} is not encrypted, so the key could be intercepted`,
      {
        advice: 'Use https (plain http is allowed only for this machine)',
      },
    );
  }
  return url;
}

function withoutUserInfo(text: string): string {
  return text.replace(/\/\/[^/@]*@/, '//');
}

/**
 * The server of an account, as what belongs to it is kept under: its origin, or `local` for the embedded emulator, which has
 * another port each time.
 */
export function originOf({ local, baseUrl }: Pick<Settings, 'local' | 'baseUrl'>): string {
  return local ? 'local' : baseUrl.origin;
}

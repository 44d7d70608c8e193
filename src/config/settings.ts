import { Failure } from '../failure.js';
import { isLoopback } from '../loopback.js';

/** What the flags of a command say; `undefined` where they say nothing. */
export type Flags = {
  readonly bot?: string | undefined;
  readonly baseUrl?: string | undefined;
  readonly local?: boolean | undefined;
  readonly timeout?: string | undefined;
};

export type Settings = {
  readonly bot: string | undefined;
  readonly baseUrl: URL;
  readonly local: boolean;
  /** First-byte limit. */
  readonly timeoutMs: number;
};

type Env = Readonly<Record<string, string | undefined>>;

const defaultBaseUrl = 'https://www.chatbase.co/api/v1';
const defaultTimeoutMs = 120_000;

/** Flag over environment over default. Throws Failure 'usage' for a value that cannot be used, naming its source. */
export function settingsFrom(flags: Flags, env: Env): Settings {
  return {
    bot: flags.bot ?? filled(env.CHATBASE_BOT_ID),
    baseUrl: safeBaseUrl(flags.baseUrl ?? filled(env.CHATBASE_BASE_URL) ?? defaultBaseUrl),
    local: flags.local ?? env.CBASE_LOCAL === '1',
    timeoutMs: durationMs(flags.timeout ?? filled(env.CBASE_TIMEOUT)) ?? defaultTimeoutMs,
  };
}

function filled(value: string | undefined): string | undefined {
  return value === undefined || value === '' ? undefined : value;
}

/** `90s`, `2m`, `500ms`, `1h` or plain seconds, in milliseconds. */
export function durationMs(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const [, amount, unit = 's'] = /^(\d{1,7})(ms|s|m|h)?$/.exec(text) ?? [];
  const ms = Number(amount) * unitMs[unit as keyof typeof unitMs];
  if (amount === undefined || ms === 0) {
    throw new Failure('usage', `"${text}" is not a duration`, { advice: 'Write it like 90s, 2m or 500ms' });
  }
  return ms;
}

const unitMs = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;

/** A URL the key may be sent to: https, or http to this machine. Throws Failure 'usage' for anything else. */
export function safeBaseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw new Failure('usage', `The base URL "${withoutUserInfo(text)}" is not a web address`, {
      advice: `Write it like ${defaultBaseUrl}`,
    });
  }
  if (url.username !== '' || url.password !== '') {
    throw new Failure('usage', 'The base URL holds a user name or password', { advice: 'Leave them out' });
  }
  if (url.protocol === 'http:' && !isLoopback(url)) {
    throw new Failure(
      'usage',
      `The base URL ${url.origin} is not encrypted, so the key would be readable on the way`,
      {
        advice: 'Use https (plain http is allowed to this machine only)',
      },
    );
  }
  return url;
}

function withoutUserInfo(text: string): string {
  return text.replace(/\/\/[^/@]*@/, '//');
}

import { type ApiErrorKind, brokenJson } from './error.js';

/**
 * What may be repeated. A `read` changes nothing. A `write` is repeated only where the first attempt provably did
 * nothing: the connection never stood, or the server said 429 (facts.md, section 4).
 */
export type Repeats = 'read' | 'write';

const maxAttempts = 5;
const firstPauseMs = 1000;
const longestPauseMs = 60_000;

const repeatable: Readonly<Record<Repeats, ReadonlySet<ApiErrorKind>>> = {
  read: new Set(['unsent', 'lost', 'cut', 'slow', 'rate-limit', 'server']),
  write: new Set(['unsent', 'rate-limit']),
};

export type Attempt = {
  /** 1 for the first. */
  readonly number: number;
  readonly kind: ApiErrorKind;
  readonly repeats: Repeats;
  /** What the server asked for, in milliseconds. */
  readonly waitMs?: number | undefined;
  /** The system's code, such as ENOTFOUND. */
  readonly code?: string | undefined;
};

/**
 * Milliseconds to wait before the next attempt; `undefined` when there should be none. The server's request outranks
 * ours, but for a pause of less than a second; ours is full jitter between 0.5 and 1 of 1 s, 2 s, 4 s … up to 60 s. `random` is 0 ≤ n < 1.
 */
export function delayBeforeRetry(attempt: Attempt, random: number): number | undefined {
  const most = attempt.code === 'ENOTFOUND' ? 2 : maxAttempts;
  if (attempt.number >= most || !mayRepeat(attempt)) return undefined;
  if (attempt.waitMs !== undefined) return Math.max(firstPauseMs, attempt.waitMs);
  const ceiling = Math.min(longestPauseMs, firstPauseMs * 2 ** (attempt.number - 1));
  return Math.round(ceiling * (0.5 + random / 2));
}

function mayRepeat({ repeats, kind, code }: Attempt): boolean {
  return repeatable[repeats].has(kind) || (repeats === 'read' && code === brokenJson);
}

export type WaitHeaders = {
  readonly retryAfter?: string | readonly string[] | undefined;
  readonly date?: string | undefined;
  readonly rateLimitReset?: string | readonly string[] | undefined;
};

/**
 * How long the headers of a 429 or 503 ask us to wait, in milliseconds; `undefined` for nonsense. `Retry-After` is
 * seconds or an HTTP date, which is measured against the answer's own `Date`, not our clock; `X-RateLimit-Reset` is
 * Unix milliseconds (API v2 documentation).
 */
export function requestedWaitMs(headers: WaitHeaders, nowMs: number): number | undefined {
  const serverNow = httpDate(headers.date) ?? nowMs;
  return waitOf(headers.retryAfter, serverNow) ?? resetOf(headers.rateLimitReset, serverNow);
}

function waitOf(header: string | readonly string[] | undefined, serverNowMs: number): number | undefined {
  if (typeof header !== 'string') return undefined;
  if (/^\d{1,10}$/.test(header.trim())) return Number(header) * 1000;
  const until = httpDate(header);
  return until !== undefined && until > serverNowMs ? until - serverNowMs : undefined;
}

function resetOf(header: string | readonly string[] | undefined, serverNowMs: number): number | undefined {
  if (typeof header !== 'string' || !/^\d{12,14}$/.test(header)) return undefined;
  return Number(header) > serverNowMs ? Number(header) - serverNowMs : undefined;
}

const imfFixdate =
  /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d{2}:\d{2}:\d{2} GMT$/;

function httpDate(header: string | undefined): number | undefined {
  const time = header !== undefined && imfFixdate.test(header.trim()) ? Date.parse(header) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}

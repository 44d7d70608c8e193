import { type ApiErrorKind, brokenJson } from './error.js';

/**
 * What may be retried. A `read` changes nothing or is idempotent. A `write` is retried only if the first attempt provably
 * had no effect: the connection was never established, or the server responded with 429.
 * A `question` is billed, so it is sent at most three times, and again only if it cannot have been answered.
 */
export type Repeats = 'read' | 'write' | 'question' | 'never';

const maxAttempts: Readonly<Record<Repeats, number>> = { read: 5, write: 5, question: 3, never: 1 };
const firstPauseMs = 1000;
const maxPauseMs = 60_000;

const repeatable: Readonly<Record<Repeats, ReadonlySet<ApiErrorKind>>> = {
  read: new Set(['unsent', 'lost', 'cut', 'slow', 'rate-limit', 'server']),
  write: new Set(['unsent', 'rate-limit']),
  question: new Set(['unsent', 'rate-limit']),
  never: new Set(),
};

export type Attempt = {
  /** 1 for the first. */
  readonly number: number;
  readonly kind: ApiErrorKind;
  readonly repeats: Repeats;
  /** The wait the server asked for, in milliseconds. */
  readonly waitMs?: number | undefined;
  readonly status?: number | undefined;
  /** The system error code, such as ENOTFOUND. */
  readonly code?: string | undefined;
};

/**
 * Milliseconds to wait before the next attempt; `undefined` when there should be none. The wait the server asks for takes
 * precedence, but is at least one second; otherwise exponential backoff with jitter: 0.5 to 1 times 1 s, 2 s, 4 s … up to
 * 60 s. `random` is 0 ≤ n < 1.
 */
export function delayBeforeRetry(attempt: Attempt, random: number): number | undefined {
  const max = Math.min(maxAttempts[attempt.repeats], attempt.code === 'ENOTFOUND' ? 2 : 5);
  if (attempt.number >= max || !mayRepeat(attempt)) return undefined;
  if (attempt.waitMs !== undefined) return Math.max(firstPauseMs, attempt.waitMs);
  const ceiling = Math.min(maxPauseMs, firstPauseMs * 2 ** (attempt.number - 1));
  return Math.round(ceiling * (0.5 + random / 2));
}

// 503 says that the service did not process the question.
function mayRepeat({ repeats, kind, code, status }: Attempt): boolean {
  return (
    repeatable[repeats].has(kind) ||
    (repeats === 'read' && code === brokenJson) ||
    (repeats === 'question' && status === 503)
  );
}

export type WaitHeaders = {
  readonly retryAfter?: string | readonly string[] | undefined;
  readonly date?: string | undefined;
  readonly rateLimitReset?: string | readonly string[] | undefined;
};

/**
 * How long the headers of a 429 or 503 ask us to wait, in milliseconds; `undefined` if invalid. `Retry-After` is
 * seconds or an HTTP date, which is measured against the response's own `Date`, not our clock; `X-RateLimit-Reset` is
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

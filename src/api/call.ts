import { bodyChunks, type Framing, framingOf, wholeBody } from './body.js';
import { ApiError, stoppedWaiting } from './error.js';
import { addressOf, type Endpoint, type HttpHead, type HttpRequest, sendRequest } from './http.js';
import { afterRefusal, afterSuccess, paceUpTo, taken, untilRefilled } from './limiter.js';
import { readError, readJson } from './read.js';
import { bodyWithoutKey, headersWithoutKey, piecesWithoutKey, withoutKey } from './redact-key.js';
import { delayBeforeRetry, type Repeats, requestedWaitMs } from './retry.js';

export type Answer = {
  readonly status: number;
  /** The parsed JSON; `undefined` for an empty body. */
  readonly json: unknown;
  readonly requestId: string | undefined;
};

export type BytesAnswer = {
  readonly status: number;
  readonly contentType: string;
  readonly body: Buffer;
};

export type StreamedAnswer = {
  readonly contentType: string;
  readonly framing: Framing;
  readonly chunks: AsyncIterable<Buffer>;
  /** Removes the key, which a server may have echoed, from an error met while reading. */
  readonly clean: (error: ApiError) => ApiError;
  /** Remove the key from bytes, and from text as it streams in. */
  readonly cleanBody: (body: Buffer) => Buffer;
  readonly cleanText: (pieces: AsyncIterable<string>) => AsyncIterable<string>;
  /** Closes the connection: the rest of the response is not needed. */
  readonly close: () => void;
};

/** The functions a call needs from outside, and the callbacks it reports to. */
export type CallDeps = {
  readonly now: () => number;
  readonly monotonic: () => number;
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  readonly random: () => number;
  /** Aborts every wait at once; a waiting request has not been sent. */
  readonly giveUp: AbortSignal;
  /** In milliseconds. A longer wait fails the call instead. */
  readonly maxWaitMs: number;
  /** Maximum requests per second; no limit when absent. */
  readonly maxPerSecond?: number | undefined;
  /** Called before each request is sent. */
  readonly onSend?: ((method: string) => void) | undefined;
  readonly onTrace: (trace: Trace) => void;
  readonly onWait: (wait: Wait) => void;
};

/** One attempt, for --verbose; never contains a key or a body. */
export type Trace = {
  readonly method: string;
  /** The complete URL. */
  readonly url: string;
  readonly status: number | undefined;
  readonly kind: string | undefined;
  readonly ms: number;
  readonly attempt: number;
  /** The server's clock, in milliseconds since 1970; absent when the response has no Date header. */
  readonly serverMs?: number | undefined;
};

export type Wait = { readonly ms: number; readonly reason: ApiError };

export type Caller = {
  /**
   * Sends, waits and retries as `repeats` allows; resolves with a 2xx response. Throws ApiError, and whatever `ready`
   * throws: it is called before each attempt, after every wait.
   */
  readonly call: (request: HttpRequest, repeats: Repeats, ready?: Ready) => Promise<Answer>;
  /** The same for a streamed response. Nothing is retried once its headers have arrived. */
  readonly stream: (request: HttpRequest, repeats: Repeats) => Promise<StreamedAnswer>;
  /** The same for a response of any content type, complete and unparsed. */
  readonly bytes: (request: HttpRequest, repeats: Repeats) => Promise<BytesAnswer>;
};

/** The abort reason for a request whose response is no longer needed; it is not traced. */
export const notNeeded = new Error('the response is no longer needed');

/** A question aborted while waiting to be retried got no answer, but was not refused either. */
function stoppedBefore(): ApiError {
  return new ApiError('stopped', 'stopped before it was retried');
}

/** Rejects when a request must not be sent after all. */
export type Ready = () => Promise<void>;

/** This many retries in a row without a success count as an outage, even if single requests could still retry. */
const maxRepeats = 40;

/** A shorter pause is not worth a message. */
const minToldMs = 2000;

const maxAnswerBytes = 64 * 2 ** 20;
const maxErrorBytes = 64 * 2 ** 10;

/** One rate limiter and one set of connections for all calls of a command. The caller closes it. */
export function createCaller(endpoint: Endpoint, deps: CallDeps): Caller {
  let pace = paceUpTo(deps.maxPerSecond);
  let repeatsSinceSuccess = 0;
  /** Until when the user knows that requests are held back. */
  let toldUntilMs = 0;

  async function turn(signal: AbortSignal | undefined): Promise<void> {
    const place = taken(pace, deps.monotonic());
    pace = place.pace;
    const ms = place.startAtMs - deps.monotonic();
    tellPause(ms);
    if (ms > 0) await wait(ms, signal);
    // Another worker may have been rate-limited while we slept.
    if (pace.pausedUntilMs > deps.monotonic()) await turn(signal);
  }

  /** A quota that is used up holds back requests that were not refused; a refusal is told where it is retried. */
  function tellPause(ms: number): void {
    if (ms < minToldMs || pace.pausedUntilMs <= toldUntilMs) return;
    toldUntilMs = pace.pausedUntilMs;
    deps.onWait({ ms, reason: new ApiError('rate-limit', 'the rate limit is used up') });
  }

  async function wait(ms: number, signal: AbortSignal | undefined): Promise<void> {
    const reasons = [deps.giveUp, endpoint.closed, ...(signal === undefined ? [] : [signal])];
    await deps.sleep(ms, AbortSignal.any(reasons)).catch(() => {
      throw new ApiError('unsent', 'stopped before it was sent', { code: stoppedWaiting });
    });
  }

  async function once<T>(
    request: HttpRequest,
    attempt: number,
    read: (head: HttpHead) => Promise<T>,
    ready: Ready | undefined,
  ): Promise<T> {
    await turn(request.signal);
    await ready?.();
    deps.onSend?.(request.method);
    const url = addressOf(endpoint.baseUrl, request.path);
    const startedMs = deps.monotonic();
    const trace = (status: number | undefined, kind?: string, date?: string) => {
      if (isDropped(request)) return;
      deps.onTrace({
        serverMs: date === undefined ? undefined : Date.parse(date) || undefined,
        method: request.method,
        url: url.href,
        status,
        kind,
        ms: deps.monotonic() - startedMs,
        attempt,
      });
    };
    try {
      const head = await sendRequest(endpoint, url, request, deps.giveUp);
      if (head.status < 200 || head.status > 299)
        throw await refusal(head, endpoint, deps.now(), request.signal);
      const answer = await read(head);
      trace(head.status, undefined, head.headers.date);
      repeatsSinceSuccess = 0;
      pace = afterSuccess(pace, deps.monotonic());
      const refillMs = msUntilRefilled(head, deps.now());
      if (refillMs !== undefined)
        pace = untilRefilled(pace, deps.monotonic(), Math.min(refillMs, deps.maxWaitMs));
      return answer;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      trace(error.more.status, error.kind);
      throw withoutKey(error, endpoint.key);
    }
  }

  async function repeated<T>(
    request: HttpRequest,
    repeats: Repeats,
    read: (head: HttpHead) => Promise<T>,
    ready?: Ready,
  ): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await once(request, attempt, read, ready);
      } catch (error) {
        const ms = error instanceof ApiError ? pauseAfter(error, attempt, repeats) : undefined;
        if (ms === undefined || request.signal?.aborted || endpoint.closed.aborted) throw error;
        deps.onWait({ ms, reason: error as ApiError });
        // If the wait is aborted, report the error of the last attempt.
        await wait(ms, request.signal).catch(() => {
          throw request.streams && request.signal?.aborted ? stoppedBefore() : error;
        });
      }
    }
  }

  /** True once the result of a request is no longer needed. */
  function isDropped({ signal }: HttpRequest): boolean {
    return endpoint.closed.aborted || signal?.reason === notNeeded;
  }

  function pauseAfter(error: ApiError, number: number, repeats: Repeats): number | undefined {
    const { kind } = error;
    // A request aborted in the queue must not be retried.
    if (error.more.code === stoppedWaiting) return undefined;
    const ms = delayBeforeRetry(
      { number, kind, repeats, waitMs: error.more.waitMs, status: error.more.status, code: error.more.code },
      deps.random(),
    );
    if (ms !== undefined && repeatsSinceSuccess++ >= maxRepeats) return undefined;
    if (ms !== undefined && ms > deps.maxWaitMs) throw tooLong(error, ms, deps.now());
    if (ms !== undefined && kind === 'rate-limit') {
      pace = afterRefusal(pace, deps.monotonic(), ms);
      toldUntilMs = pace.pausedUntilMs;
    }
    return ms;
  }

  return {
    call: (request, repeats, ready) =>
      repeated(request, repeats, (head) => wholeAnswer(head, endpoint, request.signal), ready),
    bytes: (request, repeats) =>
      repeated(request, repeats, (head) => bytesOf(head, endpoint, request.signal)),
    stream: (request, repeats) =>
      repeated(request, repeats, async (head) => ({
        clean: (error) => withoutKey(error, endpoint.key),
        cleanBody: (body) => bodyWithoutKey(body, endpoint.key),
        cleanText: (pieces) => piecesWithoutKey(pieces, endpoint.key),
        close: () => head.message.destroy(),
        contentType: head.headers['content-type'] ?? '',
        framing: framingOf(head),
        chunks: bodyChunks(
          head,
          { silenceMs: endpoint.limits.silenceMs, maxBytes: maxAnswerBytes / 4 },
          request.signal,
        ),
      })),
  };
}

async function bytesOf(head: HttpHead, endpoint: Endpoint, signal?: AbortSignal): Promise<BytesAnswer> {
  const body = await wholeBody(head, { ...endpoint.limits, maxBytes: maxAnswerBytes }, signal);
  const contentType = head.headers['content-type'] ?? '';
  return { status: head.status, contentType, body: bodyWithoutKey(body, endpoint.key) };
}

async function wholeAnswer(head: HttpHead, endpoint: Endpoint, signal?: AbortSignal): Promise<Answer> {
  const { body, contentType } = await bytesOf(head, endpoint, signal);
  const json = body.length === 0 ? undefined : readJson(body, contentType);
  return { status: head.status, json, requestId: requestIdOf(head) };
}

async function refusal(
  head: HttpHead,
  endpoint: Endpoint,
  nowMs: number,
  signal?: AbortSignal,
): Promise<ApiError> {
  const body = await wholeBody(head, endpoint.limits, signal, maxErrorBytes).catch(() => Buffer.alloc(0));
  const { status } = head;
  const headers = headersWithoutKey(head, endpoint.key);
  const waitMs = requestedWaitMs(
    { retryAfter: headers['retry-after'], date: headers.date, rateLimitReset: headers['x-ratelimit-reset'] },
    nowMs,
  );
  return readError({
    status,
    // Redact before truncating: half a key would no longer match.
    body: bodyWithoutKey(body, endpoint.key),
    requestId: requestIdOf({ ...head, headers }),
    waitMs,
    location: headers.location,
  });
}

/** How long to wait after a response that says the rate limit is used up (API v2 documentation). */
function msUntilRefilled({ headers }: HttpHead, nowMs: number): number | undefined {
  if (headers['x-ratelimit-remaining'] !== '0') return undefined;
  return requestedWaitMs({ rateLimitReset: headers['x-ratelimit-reset'], date: headers.date }, nowMs);
}

function requestIdOf({ headers }: HttpHead): string | undefined {
  const id = headers['x-request-id'] ?? headers['x-vercel-id'] ?? headers['cf-ray'];
  return typeof id === 'string' ? id.slice(0, 100) : undefined;
}

function tooLong(error: ApiError, ms: number, nowMs: number): ApiError {
  const until = new Date(Math.min(nowMs + ms, 8.64e15)).toISOString();
  return new ApiError(error.kind, `${error.message}; the server asks to retry at ${until}`, {
    ...error.more,
    retryAt: until,
  });
}

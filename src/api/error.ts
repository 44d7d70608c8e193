import { Failure, type FailureKind, stopped } from '../base/failure.js';
import type { KeySource } from '../base/key-source.js';

/**
 * What went wrong with a call.
 *
 * - `unsent`: the connection was never established, so the request had no effect
 * - `lost`: the request may have arrived, but no response came
 * - `cut`: a response began but was truncated; `slow`: it exceeded a time limit
 * - `unreadable`: a response the API would not send (a web page, broken JSON, too large, unknown envelope)
 * - `untrusted`: TLS, a proxy or a redirect stands between us and the API
 * - `stopped`: the user or the caller stopped waiting
 * - the rest are error responses of the API, by meaning
 */
export type ApiErrorKind =
  | 'unsent'
  | 'lost'
  | 'cut'
  | 'slow'
  | 'unreadable'
  | 'untrusted'
  | 'stopped'
  | 'auth'
  | 'forbidden'
  | 'credits'
  | 'not-found'
  | 'conflict'
  | 'contact-limit'
  | 'invalid'
  | 'too-large'
  | 'rate-limit'
  | 'server';

/** The `code` of an `unreadable` response that began as JSON but is not valid JSON. */
export const brokenJson = 'BROKEN_JSON';

/** The `code` of an `unsent` request that was aborted in the queue. */
export const stoppedWaiting = 'STOPPED_WAITING';

/** One entry of the `issues` list in the 400 responses of the contacts calls. */
export type Issue = { readonly field: string; readonly message: string };

export type ApiErrorDetails = {
  readonly status?: number | undefined;
  readonly issues?: readonly Issue[] | undefined;
  readonly requestId?: string | undefined;
  /** How long the server asks us to wait, in milliseconds. */
  readonly waitMs?: number | undefined;
  /** The code of the operating system or the parser, such as ECONNREFUSED. */
  readonly code?: string | undefined;
  /** When the server asks us to retry, in ISO 8601, where that is later than anyone waits. */
  readonly retryAt?: string | undefined;
  /** What to do about it, where more is known than the kind implies. */
  readonly advice?: string | undefined;
  /** True if all of an answer arrived, although some of its bytes are not text. */
  readonly isWhole?: boolean | undefined;
};

/** A failed call. `message` holds the server's own error text if there is any, and never the key. */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  constructor(
    readonly kind: ApiErrorKind,
    message: string,
    readonly more: ApiErrorDetails = {},
  ) {
    super(message);
  }

  /** True when a write that failed like this may have taken effect anyway. */
  get mayHaveHappened(): boolean {
    return unknownOutcome.has(this.kind);
  }

  /** True for errors that concern the account or the bot, so that the next call would fail the same way. */
  get isAccountWide(): boolean {
    return accountWide.has(this.kind);
  }
}

const unknownOutcome: ReadonlySet<ApiErrorKind> = new Set([
  'lost',
  'cut',
  'slow',
  'unreadable',
  'server',
  'stopped',
]);
const accountWide: ReadonlySet<ApiErrorKind> = new Set([
  'auth',
  'forbidden',
  'credits',
  'not-found',
  'contact-limit',
  'untrusted',
]);

/** Whether a call ended because the user asked to stop, before or after it was sent. */
export function isStopped({ kind, more }: ApiError): boolean {
  return kind === 'stopped' || more.code === stoppedWaiting;
}

/** An ApiError as a Failure with its exit code and advice; anything else is returned unchanged. */
export function asFailure(error: unknown, keySource: KeySource = unknownKey): unknown {
  if (!(error instanceof ApiError)) return error;
  if (isStopped(error)) return stopped(undefined);
  const [kind, advice] = endings[error.kind];
  const happened =
    error.kind === 'auth' ? `The API did not accept the key from ${keySource.name}` : withIssues(error);
  const words = error.kind === 'auth' ? `${happened} (${told(error)})` : told(error);
  const best = error.more.advice ?? adviceFor(error, keySource) ?? advice;
  return new Failure(kind, words, {
    advice: best,
    isRepeatable: best === again || best === againThen,
    status: error.more.status,
    requestId: error.more.requestId,
    ...(error.more.status !== undefined && {
      apart: {
        message: happened,
        server: error.kind === 'auth' ? told(error) : `status ${error.more.status}`,
      },
    }),
    ...(error.more.issues && { details: { issues: error.more.issues } }),
  });
}

const unknownKey: KeySource = { kind: 'other', name: 'the key' };

/** More specific advice, where the server's message allows it. */
function adviceFor({ kind, message, more }: ApiError, keySource: KeySource): string | undefined {
  // An environment variable overrides the key that a login stores.
  if (kind === 'auth' && keySource.kind === 'variable')
    return `Set a valid key in ${keySource.name}, or unset it and run: cbase auth login`;
  if (kind === 'auth' && keySource.command !== undefined)
    return 'Correct what the command reads, or log in with another: cbase auth login';
  if (more.retryAt !== undefined) return againThen;
  if (kind !== 'not-found') return undefined;
  if (/attribute/i.test(message)) return 'List the attribute names with: cbase attrs list';
  if (/contact/i.test(message)) return 'List the contact ids with: cbase contacts list';
  return /chatbot/i.test(message) ? 'List the bot ids with: cbase bots list' : undefined;
}

function told(error: ApiError): string {
  return `${error.more.status === undefined ? '' : `${error.more.status}: `}${withIssues(error)}`;
}

function withIssues({ message, more }: ApiError): string {
  return message + (more.issues ?? []).map((issue) => `; ${issue.field}: ${issue.message}`).join('');
}

const again = 'Run the command again in a moment';
const againThen = 'Run the command again at that time';
const endings: Readonly<Record<ApiErrorKind, readonly [FailureKind, string]>> = {
  unsent: ['temporary', 'Check the network and run the command again; nothing was sent'],
  lost: ['temporary', again],
  cut: ['untrusted', again],
  slow: ['temporary', again],
  unreadable: ['untrusted', 'Check --base-url: the server does not look like the Chatbase API'],
  untrusted: [
    'untrusted',
    'Check the base URL, the proxy and the certificates; set NODE_EXTRA_CA_CERTS for a private CA',
  ],
  stopped: ['interrupted', again],
  auth: [
    'auth',
    'Store a valid key with: cbase auth login; find it in the dashboard under workspace settings',
  ],
  forbidden: ['auth', 'Check that the plan of this account includes API access'],
  credits: [
    'limit',
    'Wait for the credits to renew on the 1st of the month, or raise the limit in the dashboard',
  ],
  'not-found': ['not-found', 'Check the id, or the path'],
  conflict: ['refused', 'Look up the contact with: cbase contacts get'],
  'contact-limit': ['limit', 'Delete contacts or upgrade the plan'],
  invalid: ['refused', 'Correct the value named above and run the command again'],
  'too-large': ['refused', 'Send less data at once'],
  'rate-limit': ['temporary', again],
  server: ['temporary', again],
};

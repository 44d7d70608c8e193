import { Failure, type FailureKind, stopped } from '../base/failure.js';
import type { KeySource } from '../base/key-source.js';

/**
 * What went wrong with a call.
 *
 * - `unsent`: the connection was never made, so nothing can have happened
 * - `lost`: the request may have arrived, no answer came
 * - `cut`: an answer began and did not end; `slow`: it came too slowly to wait for
 * - `unreadable`: an answer that is not what the API answers (a web page, broken JSON, too large, unknown envelope)
 * - `untrusted`: TLS, a proxy or a redirect stands between us and the API
 * - `stopped`: the user or the caller gave up waiting
 * - the rest are answers of the API, by meaning
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

/** The `code` of an `unreadable` answer that began as JSON and did not end as JSON. */
export const brokenJson = 'BROKEN_JSON';

/** The `code` of an `unsent` request that the user stopped while it waited for its turn. */
export const stoppedWaiting = 'STOPPED_WAITING';

/** One entry of the `issues` list the contacts calls answer with 400. */
export type Issue = { readonly field: string; readonly message: string };

export type ApiErrorDetails = {
  readonly status?: number | undefined;
  readonly issues?: readonly Issue[] | undefined;
  readonly requestId?: string | undefined;
  /** How long the server asks us to wait, in milliseconds. */
  readonly waitMs?: number | undefined;
  /** The system's or parser's code, such as ECONNREFUSED. */
  readonly code?: string | undefined;
  /** When the server asks us to retry, in ISO 8601, where that is later than anyone waits. */
  readonly retryAt?: string | undefined;
  /** What to do about it, where more is known than the kind tells. */
  readonly advice?: string | undefined;
};

/** A call that did not succeed. `message` holds the server's own words where there are any, never the key. */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  constructor(
    readonly kind: ApiErrorKind,
    message: string,
    readonly more: ApiErrorDetails = {},
  ) {
    super(message);
  }

  /** True when a write that ended like this may have been carried out all the same. */
  get mayHaveHappened(): boolean {
    return unknownOutcome.has(this.kind);
  }

  /** True for answers that concern the account or the bot, so that the next call would end the same way. */
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

/** An ApiError in the words and exit codes of the command line; anything else is handed back as it is. */
export function asFailure(error: unknown, keySource: KeySource = unknownKey): unknown {
  if (!(error instanceof ApiError)) return error;
  if (error.kind === 'stopped' || error.more.code === stoppedWaiting) return stopped(undefined);
  const [kind, advice] = endings[error.kind];
  const words =
    error.kind === 'auth'
      ? `The API did not accept the key from ${keySource.name} (${told(error)})`
      : told(error);
  const best = error.more.advice ?? adviceFor(error, keySource) ?? advice;
  return new Failure(kind, words, {
    advice: best,
    isRepeatable: best === again || best === againThen,
    status: error.more.status,
    requestId: error.more.requestId,
    ...(error.more.issues && { details: { issues: error.more.issues } }),
  });
}

const unknownKey: KeySource = { kind: 'other', name: 'the key' };

/** Better advice, where the words of the server allow it. */
function adviceFor({ kind, message, more }: ApiError, keySource: KeySource): string | undefined {
  // A variable outranks what a login stores.
  if (kind === 'auth' && keySource.kind === 'variable')
    return `Set a valid key in ${keySource.name}, or unset it and run: cbase auth login`;
  if (more.retryAt !== undefined) return againThen;
  if (kind !== 'not-found') return undefined;
  if (/attribute/i.test(message)) return 'Look at the names with: cbase attrs list';
  if (/contact/i.test(message)) return 'Look at the ids with: cbase contacts list';
  return /chatbot/i.test(message) ? 'Look at the ids with: cbase bots list' : undefined;
}

function told(error: ApiError): string {
  const issues = (error.more.issues ?? []).map((issue) => `; ${issue.field}: ${issue.message}`).join('');
  return `${error.more.status === undefined ? '' : `${error.more.status}: `}${error.message}${issues}`;
}

const again = 'Run the command again in a moment';
const againThen = 'Run the command again then';
const endings: Readonly<Record<ApiErrorKind, readonly [FailureKind, string]>> = {
  unsent: ['temporary', 'Check the network and run the command again; nothing was sent'],
  lost: ['temporary', again],
  cut: ['untrusted', again],
  slow: ['temporary', again],
  unreadable: ['untrusted', 'Check --base-url: this does not look like the Chatbase API'],
  untrusted: [
    'untrusted',
    'Check the base URL, the proxy and the certificates; a private CA goes into NODE_EXTRA_CA_CERTS',
  ],
  stopped: ['interrupted', again],
  auth: ['auth', 'Set a new one with: cbase auth login; it is in the dashboard under workspace settings'],
  forbidden: ['auth', 'Check that the plan of this account includes API access'],
  credits: [
    'limit',
    'Wait for the credits to renew on the 1st of the month, or raise the limit in the dashboard',
  ],
  'not-found': ['not-found', 'Check the id, or the path'],
  conflict: ['refused', 'Look the contact up with: cbase contacts get'],
  'contact-limit': ['limit', 'Remove contacts or raise the limit of the plan'],
  invalid: ['refused', 'Correct the value that is named and run the command again'],
  'too-large': ['refused', 'Send less at once'],
  'rate-limit': ['temporary', again],
  server: ['temporary', again],
};

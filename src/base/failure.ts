/** The possible outcomes of a command, with their exit codes (see the table in the README). */
export const exitCodes = {
  done: 0,
  refused: 1,
  usage: 2,
  partial: 3,
  auth: 4,
  'not-found': 5,
  limit: 6,
  'in-doubt': 7,
  locked: 8,
  empty: 9,
  changes: 10,
  bug: 70,
  disk: 74,
  temporary: 75,
  untrusted: 76,
  hangup: 129,
  interrupted: 130,
  terminated: 143,
} as const;

export type Ending = keyof typeof exitCodes;

/** What each outcome means, for `cbase help exit-codes`. */
export const endingMeanings: Readonly<Record<Ending, string>> = {
  done: 'success',
  refused: 'the API refused, or you answered no; running it again will not help',
  usage: 'usage, configuration or unreadable input',
  partial: 'finished, but some rows were rejected, some tests failed, or a field was not stored',
  auth: 'not authorized: no key, a wrong key, or a plan without API access',
  'not-found': 'not found: bot, contact, attribute, lead or conversation',
  limit: 'stopped by a limit: rejects, contacts, credits, pages, or a last run that is too old',
  'in-doubt': 'outcome unknown: rows or a write in doubt, or an answer that was cut off',
  locked: 'another run is active for the bot or state, or the settings are locked',
  empty: 'no rows (only with --fail-on-empty)',
  changes: 'the plan has changes (only with --detailed-exitcode)',
  bug: 'a bug in cbase; the message says what to report',
  disk: 'the local disk failed: full, permission, I/O',
  temporary: 'temporary: network, rate limit, server trouble; run it again',
  untrusted: 'a response that cannot be trusted or understood: TLS, a redirect, a web page',
  hangup: 'stopped by SIGHUP: the terminal was closed',
  interrupted: 'stopped by SIGINT: Ctrl-C',
  terminated: 'stopped by SIGTERM',
};
export type FailureKind = Exclude<Ending, 'done'>;

export type FailureDetails = {
  /** What to do about it: one sentence that starts with a verb. */
  readonly advice?: string | undefined;
  /** True when doing the same again may help. */
  readonly isRepeatable?: boolean | undefined;
  /** What ended an answer early, where more is known than that the connection was closed. */
  readonly cutBy?: string | undefined;
  readonly status?: number | undefined;
  readonly requestId?: string | undefined;
  /** The message without what the server said, and what it said, where the two can be shown apart. */
  readonly apart?: { readonly message: string; readonly server: string } | undefined;
  readonly details?: unknown;
  /** A complete command line that is a way out. */
  readonly command?: string | undefined;
  /** Partial result that programs receive with the error. */
  readonly document?: object | undefined;
};

/** A failure for a reason the user can act on. Anything else that is thrown is a bug in cbase. */
export class Failure extends Error {
  override readonly name = 'Failure';

  constructor(
    readonly kind: FailureKind,
    /** One sentence on what happened that names the thing, without a period. */
    message: string,
    readonly more: FailureDetails = {},
  ) {
    super(message);
  }
}

/** No API key was found anywhere, so nothing has been done yet: on a terminal, cbase offers to log in and then runs the command. */
export class MissingKey extends Failure {
  constructor(message: string, more: FailureDetails) {
    super('auth', message, more);
  }
}

/** A failure for an interrupt by the user, with the exit code of the signal. */
export function stopped(
  signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP' | undefined,
  message = 'Stopped',
  more: FailureDetails = {},
): Failure {
  const kinds = { SIGINT: 'interrupted', SIGTERM: 'terminated', SIGHUP: 'hangup' } as const;
  return new Failure(kinds[signal ?? 'SIGINT'], message, more);
}

const byWeight: readonly Ending[] = [
  'bug',
  'in-doubt',
  'auth',
  'not-found',
  'limit',
  'interrupted',
  'terminated',
  'hangup',
  'disk',
  'temporary',
  'untrusted',
  'locked',
  'usage',
  'refused',
  'partial',
  'changes',
  'empty',
];

/** The most serious of several endings: 70 > 7 > 4/5/6 > 130/143/74/75/76 > 3 > 0. */
export function gravest(endings: readonly Ending[]): Ending {
  return byWeight.find((ending) => endings.includes(ending)) ?? 'done';
}

/** True for the error of a write after the reader of our output has closed it. */
export function isClosedPipe(error: unknown): boolean {
  return isSystemError(error) && (error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED');
}

/** True for errors of the operating system, which have a code such as ENOSPC. */
export function isSystemError(error: unknown): error is NodeJS.ErrnoException & { readonly code: string } {
  return error instanceof Error && typeof (error as NodeJS.ErrnoException).code === 'string';
}

/** A file system error on `path` as a Failure. `typed` is true when the user named the path on the command line. */
export function diskFailure(error: unknown, path: string, typed = false): unknown {
  if (!isSystemError(error)) return error;
  const reason = diskReasons[error.code];
  if (reason === undefined) return error;
  const usage = typed && !fullDisk.has(error.code) && error.code !== 'EIO';
  return new Failure(usage ? 'usage' : 'disk', `${path}: ${reason}`, {
    advice: fullDisk.has(error.code)
      ? 'Free some space and run the command again'
      : 'Check the path and its permissions',
  });
}

const fullDisk: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'Unknown system error -122']);

const diskReasons: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or directory',
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space left on device',
  EDQUOT: 'disk quota exceeded',
  // Node's code for EDQUOT, for which it has no name.
  'Unknown system error -122': 'disk quota exceeded',
  EIO: 'input/output error',
  EFBIG: 'file too large',
  EISDIR: 'is a directory',
  ENOTDIR: 'is not a directory',
  EMFILE: 'too many open files in this process',
  ENFILE: 'too many open files on this system',
  ENAMETOOLONG: 'file name too long',
  ELOOP: 'too many symbolic links',
  EEXIST: 'already exists',
};

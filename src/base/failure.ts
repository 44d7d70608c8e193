/** How a command can end, with the exit code of each (the table in the README). */
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
  readonly details?: unknown;
  /** What a program gets beside the error: the part of the answer that came. */
  readonly document?: object | undefined;
};

/** A journey that stopped for a reason the user can act on. Everything else that is thrown is our bug. */
export class Failure extends Error {
  override readonly name = 'Failure';

  constructor(
    readonly kind: FailureKind,
    /** One sentence on what happened that names the thing, without a full stop. */
    message: string,
    readonly more: FailureDetails = {},
  ) {
    super(message);
  }
}

/** The user asked to stop. Carries the exit code of the signal that asked. */
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

/** The ending that outranks the others: 70 > 7 > 4/5/6 > 130/143/74/75/76 > 3 > 0. */
export function gravest(endings: readonly Ending[]): Ending {
  return byWeight.find((ending) => endings.includes(ending)) ?? 'done';
}

/** True for the error a write gets when the reader of our output has gone. */
export function isClosedPipe(error: unknown): boolean {
  return isSystemError(error) && (error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED');
}

/** True for errors of the operating system: they have a code such as ENOSPC. */
export function isSystemError(error: unknown): error is NodeJS.ErrnoException & { readonly code: string } {
  return error instanceof Error && typeof (error as NodeJS.ErrnoException).code === 'string';
}

/** A failure to read, create or write `path`, in words. `typed` is true when the user named the path on the command line. */
export function diskFailure(error: unknown, path: string, typed = false): unknown {
  if (!isSystemError(error)) return error;
  const reason = diskReasons[error.code];
  if (reason === undefined) return error;
  const usage = typed && error.code !== 'ENOSPC' && error.code !== 'EIO';
  return new Failure(usage ? 'usage' : 'disk', `${path}: ${reason}`, {
    advice:
      error.code === 'ENOSPC'
        ? 'Free some space and run the command again'
        : 'Check the path and its permissions',
  });
}

const diskReasons: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or directory',
  EACCES: 'permission denied',
  EPERM: 'not permitted',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space left on the disk',
  EDQUOT: 'the disk quota is used up',
  // What Node calls it: it knows no name for this one.
  'Unknown system error -122': 'the disk quota is used up',
  EIO: 'the disk reports errors',
  EFBIG: 'the file is larger than it may be',
  EISDIR: 'is a directory',
  ENOTDIR: 'is not a directory',
  EMFILE: 'too many open files',
  ENFILE: 'too many open files on this machine',
  ENAMETOOLONG: 'the name is too long',
  ELOOP: 'too many symbolic links',
  EEXIST: 'already exists',
};

import type { Io } from './io.js';

export type FeedDeps = Pick<Io, 'feeds'> & {
  /** The program and its arguments. */
  readonly command: readonly [string, ...string[]];
  /** How long it may take for one text, in milliseconds. */
  readonly timeoutMs: number;
};

/** How a program ended that got a text: it took it, it refused it for good, or it may be tried again. */
export type Fed =
  | { readonly kind: 'taken' }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'failed'; readonly reason: string };

/** Runs a program, without a shell, with a text on its stdin. */
export async function feedProgram(
  { feeds, command: [program, ...argv], timeoutMs }: FeedDeps,
  text: string,
  signal: AbortSignal,
): Promise<Fed> {
  const limit = AbortSignal.timeout(timeoutMs);
  const code = await feeds(program, argv, text, AbortSignal.any([signal, limit]));
  if (limit.aborted && code === undefined)
    return { kind: 'failed', reason: `${program} took longer than ${timeoutMs / 1000} s` };
  return fedByExit(code, program);
}

/** EX_TEMPFAIL of sysexits.h: a program that asks to be run again later. */
const tryAgain = 75;
const notFound = 127;

/** What an exit code means: 0 is done, 75 is later, and so is what is not the program's own decision. Others are refusals. */
export function fedByExit(code: number | undefined, program: string): Fed {
  if (code === 0) return { kind: 'taken' };
  if (code === undefined) return { kind: 'failed', reason: `${program} was killed` };
  if (code === notFound) return { kind: 'failed', reason: `${program} was not found` };
  if (code === tryAgain) return { kind: 'failed', reason: `${program} exited with ${code}` };
  return { kind: 'refused', reason: `${program} exited with ${code}` };
}

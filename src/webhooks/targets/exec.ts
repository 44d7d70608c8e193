import type { Io } from '../../base/io.js';
import type { Handed, Target } from './target.js';

export type ExecDeps = Pick<Io, 'feeds'> & {
  /** The program and its arguments. */
  readonly command: readonly [string, ...string[]];
  /** How long it may take for one event, in milliseconds. */
  readonly timeoutMs: number;
};

/** Runs a program for each event, without a shell, with the event on its stdin as it arrived. */
export function execTarget({ feeds, command: [program, ...argv], timeoutMs }: ExecDeps): Target {
  return {
    name: 'exec',
    maxEvents: 1,
    begin: async (cursor) => cursor,
    hand: async ([event], signal) => {
      if (event === undefined) return { kind: 'taken' };
      const limit = AbortSignal.timeout(timeoutMs);
      const code = await feeds(program, argv, event.body, AbortSignal.any([signal, limit]));
      if (limit.aborted && code === undefined)
        return { kind: 'failed', reason: `${program} took longer than ${timeoutMs / 1000} s` };
      return handedByExit(code, program);
    },
  };
}

/** EX_TEMPFAIL of sysexits.h: a program that asks to be run again later. */
const tryAgain = 75;
const notFound = 127;

/** What an exit code means: 0 is done, 75 is later, and so is what is not the program's own decision. Others are refusals. */
export function handedByExit(code: number | undefined, program: string): Handed {
  if (code === 0) return { kind: 'taken' };
  if (code === undefined) return { kind: 'failed', reason: `${program} was killed` };
  if (code === notFound) return { kind: 'failed', reason: `${program} was not found` };
  if (code === tryAgain) return { kind: 'failed', reason: `${program} exited with ${code}` };
  return { kind: 'refused', reason: `${program} exited with ${code}` };
}

import type { Io } from './io.js';

/** The flags that decide whether anything may be asked. */
export type WhetherToAsk = {
  readonly input?: boolean | undefined;
  readonly json?: boolean | undefined;
  readonly format?: string | undefined;
};

/** Whether a prompt can be shown; see `whyNotAsk`. */
export function canAsk(io: Pick<Io, 'stdin' | 'stderr' | 'env'>, options: WhetherToAsk): boolean {
  return whyNotAsk(io, options) === undefined;
}

/**
 * Why cbase does not ask, as a clause for an error message; `undefined` where it can. It asks only if stdin and stderr are
 * terminals, outside CI, without --no-input and without --json.
 */
export function whyNotAsk(
  { stdin, stderr, env }: Pick<Io, 'stdin' | 'stderr' | 'env'>,
  options: WhetherToAsk,
): string | undefined {
  if (stdin.isTTY !== true || stderr.isTTY !== true) return 'there is no terminal to ask in';
  if (options.input === false) return 'cbase does not ask with --no-input';
  if (options.json || options.format === 'json') return 'cbase does not ask with --json';
  return env.CI ? 'cbase does not ask where CI is set' : undefined;
}

import type { ChalkInstance } from 'chalk';
import type { Io, Output } from '../base/io.js';

export type Colors = ChalkInstance;

/** Colors for one stream. chalk's own detection ignores NO_COLOR, so the level is decided here and handed over. */
export async function colorsFor(io: Io, stream: Output, wanted: boolean | undefined): Promise<Colors> {
  const { Chalk } = await import('chalk');
  return new Chalk({ level: usesColor(io, stream, wanted) ? 1 : 0 });
}

/** Precedence: the flag, NO_COLOR, FORCE_COLOR, then whether the stream is a terminal that supports color. */
export function usesColor(
  { env }: Pick<Io, 'env'>,
  stream: Pick<Output, 'isTTY'>,
  wanted: boolean | undefined,
): boolean {
  if (wanted !== undefined) return wanted;
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR !== '0';
  return stream.isTTY === true && env.TERM !== 'dumb';
}

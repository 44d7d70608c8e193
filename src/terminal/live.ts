import type { Io } from '../base/io.js';
import { isWidthKnown } from '../base/width.js';

/** Whether a line can be updated in place on stderr: only on a terminal of known width. */
export function isLive({ stderr, env }: Pick<Io, 'stderr' | 'env'>): boolean {
  return stderr.isTTY === true && isWidthKnown(stderr) && env.TERM !== 'dumb' && !env.CI;
}

import type { Io } from '../base/io.js';
import { writeErr } from '../terminal/streams.js';
import type { Common } from './common-options.js';

/** The global flags that select an account and a bot. */
export type AccountFlag = 'bot' | 'profile' | 'baseUrl' | 'local' | 'timeout';

/** What a command that uses no account ignores. */
export const allAccountFlags: readonly AccountFlag[] = ['bot', 'profile', 'baseUrl', 'local', 'timeout'];

/** Says which of the flags that were typed have no effect on a command, because it `ignores` them. */
export function tellIgnored(
  io: Io,
  { typed, quiet }: Pick<Common, 'typed' | 'quiet'>,
  command: string,
  ignores: readonly AccountFlag[],
): void {
  if (quiet) return;
  for (const name of ignores.filter((one) => typed?.has(one)))
    writeErr(io, `${name === 'baseUrl' ? '--base-url' : `--${name}`} has no effect on ${command}`);
}

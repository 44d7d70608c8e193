import type { Command } from 'commander';
import { type Ending, endingMeanings, exitCodes } from '../../base/failure.js';
import { pageOf } from './page.js';

/** How any command can end, whatever it does. */
const always: readonly Ending[] = ['done', 'usage', 'bug', 'disk', 'hangup', 'interrupted', 'terminated'];

/** How a command can end that talks to an account. */
const online: readonly Ending[] = ['refused', 'auth', 'not-found', 'limit', 'temporary', 'untrusted'];

export type DescribedEnding = {
  readonly code: number;
  readonly meaning: string;
  /** Whether the meaning is particular to the command. */
  readonly isOwn: boolean;
};

/** All endings of a command, by exit code. */
export function endingsOf(command: Command): readonly DescribedEnding[] {
  const { endings = {}, talksTo = 'account' } = pageOf(command) ?? {};
  const named = Object.keys(endings) as Ending[];
  const all = new Set([...always, ...(talksTo === 'nothing' ? [] : online), ...named]);
  return [...all]
    .map((ending) => ({
      code: exitCodes[ending],
      meaning: endings[ending] ?? endingMeanings[ending],
      isOwn: endings[ending] !== undefined,
    }))
    .sort((a, b) => a.code - b.code);
}

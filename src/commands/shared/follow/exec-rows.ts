import { isWorthALine, pauseAfter } from '../../../base/backoff.js';
import { stopped } from '../../../base/failure.js';
import { type FeedDeps, feedProgram } from '../../../base/fed-program.js';
import { appendLines } from '../../../base/files/append-lines.js';
import type { Io } from '../../../base/io.js';
import { counted } from '../../../base/text.js';

export type RowProgram = {
  readonly program: FeedDeps;
  /** The file for rows that the program refuses for good; without one, it is only told. */
  readonly rejects: string | undefined;
  readonly tell: (text: string) => void;
};

/**
 * Runs a program for each row, with the row as JSON on its stdin. As for `webhooks listen`, a program that exits with 75, is
 * killed or not found is run again, for as long as it takes; another exit code is a refusal, and the row is set aside. Rejects
 * at the first interrupt, which ends the program, too.
 */
export function programFor(io: Io, { program, rejects, tell }: RowProgram): (raw: object) => Promise<void> {
  const { soft } = io.interrupt;
  return async (raw) => {
    for (let attempt = 1; ; attempt++) {
      const fed = await feedProgram(program, JSON.stringify(raw), soft);
      if (fed.kind === 'taken') {
        if (attempt > 1) tell(`--exec: works again after ${counted(attempt, 'attempt')}`);
        return;
      }
      if (soft.aborted) throw stopped(io.interrupt.signal());
      if (fed.kind === 'refused') return setAside(io, raw, fed.reason, { rejects, tell });
      const pauseMs = pauseAfter(attempt, io.random);
      if (isWorthALine(attempt))
        tell(`--exec: ${fed.reason}; next attempt in ${Math.ceil(pauseMs / 1000)} s`);
      await io.sleep(pauseMs, soft);
    }
  };
}

async function setAside(
  { now }: Io,
  raw: object,
  reason: string,
  { rejects, tell }: Omit<RowProgram, 'program'>,
): Promise<void> {
  if (rejects === undefined) return tell(`--exec: ${reason}; it does not get this row again`);
  const rejectedAt = new Date(now()).toISOString();
  await appendLines(rejects, [JSON.stringify({ target: 'exec', reason, rejectedAt, row: raw })]);
  tell(`--exec: ${reason}; the row is set aside in ${rejects}`);
}

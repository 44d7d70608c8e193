import type { Io } from '../base/io.js';
import { count, counted } from '../base/text.js';
import type { Finding } from './finding.js';
import { checkStale } from './stale.js';

/** An interrupted export, and whether it can be resumed. */
export type StoppedExport = { readonly file: string; readonly mayGoOn: boolean };

/** The locks on disk. */
export type LockReport = {
  /** The paths of those whose runs are gone. */
  readonly abandoned: () => Promise<readonly string[]>;
  /** Removes them, unless a new run took them over in the meantime. Resolves with their number. */
  readonly remove: () => Promise<number>;
};

/** Locks whose runs are gone. The next run takes them over anyway. */
export async function checkLocks(locks: LockReport, fix: boolean): Promise<Finding> {
  const check = 'locks';
  const found = await locks.abandoned();
  if (found.length === 0) return { check, status: 'ok', detail: 'none left over' };
  const detail = `${counted(found.length, 'lock')} left by runs that are gone: ${found.join(', ')}`;
  if (fix) return { check, status: 'warn', detail, fixed: `removed ${count(await locks.remove())}` };
  return {
    check,
    status: 'warn',
    detail,
    advice: 'The next run takes them over; or run: cbase doctor --fix',
  };
}

/** What killed commands and interrupted exports left behind. */
export async function checkLeftovers(
  io: Io,
  stopped: readonly StoppedExport[],
  fix: boolean,
): Promise<readonly Finding[]> {
  const found = [...(await checkStale(io, fix)), ...stopped.map(stoppedFinding)];
  return found.length > 0 ? found : [{ check: 'leftovers', status: 'ok', detail: 'none' }];
}

function stoppedFinding({ file, mayGoOn }: StoppedExport): Finding {
  return {
    check: 'leftovers',
    status: 'warn',
    detail: `an export was interrupted before ${file} was complete`,
    advice: mayGoOn
      ? 'Run the same command again with --resume'
      : 'Run the export again, which removes what is left',
  };
}

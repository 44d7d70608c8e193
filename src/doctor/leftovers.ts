import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Io } from '../base/io.js';
import { count, counted } from '../base/text.js';
import { isLeftSpool, spoolDirectory } from '../config/paths.js';
import type { Finding } from './finding.js';

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

/** What killed imports and exports left behind. */
export async function checkLeftovers(
  io: Io,
  stopped: readonly StoppedExport[],
  fix: boolean,
): Promise<readonly Finding[]> {
  const found = [...(await checkSpools(io, fix)), ...stopped.map(stoppedFinding)];
  return found.length > 0 ? found : [{ check: 'leftovers', status: 'ok', detail: 'none' }];
}

async function checkSpools(io: Io, fix: boolean): Promise<readonly Finding[]> {
  const spool = spoolDirectory(io.env, io.home);
  const left = (await readdir(spool).catch(() => [])).filter((name) => isLeftSpool(name, io));
  if (left.length === 0) return [];
  const who = left.length === 1 ? 'a killed command left data' : `${left.length} killed commands left data`;
  const found = { check: 'leftovers', status: 'warn', detail: `${who} in ${spool}` } as const;
  if (!fix) return [{ ...found, advice: 'The next import removes it, or: cbase doctor --fix' }];
  for (const name of left) await rm(join(spool, name), { recursive: true, force: true });
  return [{ ...found, fixed: 'removed it' }];
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

import { readdir } from 'node:fs/promises';
import type { Io } from '../../base/io.js';
import type { Common } from '../../cli/common-options.js';
import { runsAtWork } from '../../config/lock-files.js';
import { locksRoot, runsDirectory, sessionsDirectory } from '../../config/paths.js';
import { keptRuns } from '../../contacts/runs/kept-runs.js';
import { isRemovable } from '../../contacts/runs/removable.js';
import type { KeptData } from '../../doctor/personal-data.js';
import { keepsOf } from './expired.js';

/** Counts what imports and chats have left on this computer. Throws Failure 'usage' for a setting that is not valid. */
export async function keptData(io: Io, options: Pick<Common, 'profile'>): Promise<KeptData> {
  const { env, home } = io;
  const keeps = await keepsOf(io, options);
  const runs = await keptRuns(runsDirectory(env, home));
  const rules = { active: await runsAtWork(locksRoot(env, home), io), nowMs: io.now() };
  const old = runs.filter(({ usedAtMs }) => io.now() - usedAtMs > keeps.runs.ms);
  const left = old.filter((run) => run.keptAs !== 'report elsewhere' && !isRemovable(run, rules));
  const sessions = await readdir(sessionsDirectory(env, home)).catch(() => []);
  return {
    runs: runs.length,
    runsLeft: left.length,
    keepRuns: keeps.runs.text,
    sessions: sessions.filter((name) => name.endsWith('.jsonl')).length,
    keepSessions: keeps.sessions.text,
  };
}

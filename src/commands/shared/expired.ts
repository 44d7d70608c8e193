import type { Io } from '../../base/io.js';
import { count } from '../../base/text.js';
import { removeOldSessions } from '../../chat/session/sessions.js';
import type { Common } from '../../cli/common-options.js';
import { runsAtWork } from '../../config/lock-files.js';
import { locksRoot, runsDirectory } from '../../config/paths.js';
import { readProfile } from '../../config/profile.js';
import { keepFrom } from '../../config/settings.js';
import { keptRuns, removeRun } from '../../contacts/runs/kept-runs.js';
import { isRemovable } from '../../contacts/runs/removable.js';

/** How long runs and sessions are kept, by the settings of the profile in use. Throws Failure 'usage' for an invalid value. */
export async function keepsOf(io: Io, { profile: flag }: Pick<Common, 'profile'>) {
  const profile = await readProfile(io, flag, { needsKey: false });
  return {
    runs: keepFrom('keep-runs', io.env, profile),
    sessions: keepFrom('keep-sessions', io.env, profile),
  };
}

/** Removes the sessions that are older than the settings allow. */
export async function removeExpiredSessions(io: Io, options: Pick<Common, 'profile'>): Promise<void> {
  await removeOldSessions(io, (await keepsOf(io, options)).sessions.ms);
}

/**
 * Removes runs and sessions that are older than the settings allow, and tells how many runs. Never a run that is unfinished, in
 * doubt or at work, nor a report in a directory of the user's.
 */
export async function removeExpired(
  io: Io,
  options: Pick<Common, 'profile'>,
  onNotice: (text: string) => void,
): Promise<void> {
  const { runs: keep, sessions } = await keepsOf(io, options);
  await removeOldSessions(io, sessions.ms).catch(() => {});
  const directory = runsDirectory(io.env, io.home);
  const old = (await keptRuns(directory)).filter(({ usedAtMs }) => io.now() - usedAtMs > keep.ms);
  if (old.length === 0) return;
  const active = await runsAtWork(locksRoot(io.env, io.home), io);
  const removable = old.filter((run) => isRemovable(run, { active, nowMs: io.now() }));
  const removal = { removedAt: new Date(io.now()).toISOString(), because: `keep-runs is ${keep.text}` };
  const removed: string[] = [];
  for (const run of removable) {
    // An import must not fail because of an old one.
    await removeRun(directory, run, removal).then(
      () => removed.push(run.name),
      (error: Error) => onNotice(`The old run ${run.name} could not be removed: ${error.message}`),
    );
  }
  if (removed.length > 0)
    onNotice(
      `Removed ${removed.length === 1 ? 'a run' : `${count(removed.length)} runs`} of imports older than ${keep.text} (cbase config set keep-runs changes that)`,
    );
}

import { type Ending, Failure } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import { refuseFormats } from '../../cli/action.js';
import type { Common } from '../../cli/common-options.js';
import type { Keep } from '../../config/keep.js';
import { runsAtWork } from '../../config/lock-files.js';
import { locksRoot, runsDirectory } from '../../config/paths.js';
import { matchingRuns } from '../../contacts/runs/find-run.js';
import { type KeptRun, keptRuns, removeRun } from '../../contacts/runs/kept-runs.js';
import { type RemovalRules, whyKept } from '../../contacts/runs/removable.js';
import { keepsOf } from '../shared/expired.js';
import { printCleaned } from './import-clean.view.js';

export type Options = Common & {
  readonly olderThan?: Keep;
  readonly dryRun?: boolean;
  readonly force?: boolean;
};

/** Removes one run, or all that are old. */
export async function cleanRuns(io: Io, options: Options, wanted?: string): Promise<Ending> {
  refuseFormats(options, 'contacts import clean');
  if (wanted !== undefined && options.olderThan !== undefined)
    throw new Failure('usage', '--older-than has no effect on a run that is named', {
      advice: 'Leave out one of them',
    });
  const runs = runsDirectory(io.env, io.home);
  const found = await keptRuns(runs);
  const keep = options.olderThan ?? (await keepsOf(io, options)).runs;
  const chosen =
    wanted === undefined
      ? found.filter(({ usedAtMs }) => io.now() - usedAtMs > keep.ms)
      : found.filter(({ name }) => name === matchingRuns(found, wanted)?.name);
  if (wanted !== undefined && chosen.length === 0)
    throw new Failure('usage', `There is no run "${wanted}"`, {
      advice: 'List the runs with: cbase contacts import results',
    });
  const rules = {
    active: await runsAtWork(locksRoot(io.env, io.home), io),
    nowMs: io.now(),
    isForced: options.force === true,
  };
  const removed = chosen.filter((run) => whyKept(run, rules) === undefined);
  if (!options.dryRun) await removeAll(io, runs, removed);
  await printCleaned(io, options, {
    isDryRun: options.dryRun === true,
    olderThan: wanted === undefined ? keep.text : undefined,
    removed,
    kept: keptOf(chosen, rules),
  });
  return wanted !== undefined && removed.length === 0 ? 'refused' : 'done';
}

function keptOf(chosen: readonly KeptRun[], rules: RemovalRules) {
  return chosen.flatMap((run) => {
    const because = whyKept(run, rules);
    return because === undefined ? [] : [{ ...run, because }];
  });
}

async function removeAll(io: Io, runs: string, removed: readonly KeptRun[]): Promise<void> {
  const removal = {
    removedAt: new Date(io.now()).toISOString(),
    because: 'it was removed with contacts import clean',
  };
  for (const run of removed) await removeRun(runs, run, removal);
}

import { rm } from 'node:fs/promises';
import { type Ending, isClosedPipe } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import { refuseFormats } from '../../cli/action.js';
import type { Common } from '../../cli/common-options.js';
import { resumeImport } from '../../contacts/import/resume.js';
import type { FoundRun } from '../../contacts/runs/find-run.js';
import { resultsOf } from '../../contacts/runs/results.js';
import { isDone, openRunInput, standingOf } from '../../contacts/runs/run-standing.js';
import { reportToGithub } from '../shared/import/ci.js';
import { placeFlags } from '../shared/import/options.js';
import { withProgress } from '../shared/import/progress.js';
import { botOfRun, foundRun, placeOf, withRun } from '../shared/import/run.js';
import { isUnfinished } from '../shared/import/unfinished.js';
import { printSummary } from './import.view.js';
import { printResults } from './import-results.view.js';

/** Resumes a run: settles what was sent, then sends the rest. */
export function resumeRun(io: Io, options: Common, wanted?: string): Promise<Ending> {
  refuseFormats(options, 'contacts import resume');
  return continueRun(io, options, wanted, true);
}

/** Settles the rows in doubt of a run, and sends nothing. */
export function resolveRun(io: Io, options: Common, wanted?: string): Promise<Ending> {
  refuseFormats(options, 'contacts import resolve');
  return continueRun(io, options, wanted, false);
}

async function continueRun(
  io: Io,
  options: Common,
  wanted: string | undefined,
  maySend: boolean,
): Promise<Ending> {
  const note = maySend ? 'Nothing to do: the run is finished' : 'Nothing to do: no rows are in doubt';
  return continueFound(io, options, await foundRun(io, options, wanted), { maySend, note });
}

/** Continues a run; `note` says that there is nothing to do. */
export async function continueFound(
  io: Io,
  options: Common,
  found: FoundRun,
  { maySend, note }: { readonly maySend: boolean; readonly note: string },
): Promise<Ending> {
  const standing = await standingOf(found);
  const isSettled = standing.state.classes.countOf('open') === 0 && !maySend;
  if (isSettled || ((await isDone(found, standing)) && !standing.replayed.isUndone)) {
    await printResults(io, options, resultsOf(found, standing), note);
    return 'done';
  }
  const file = await openRunInput(found);
  const { limits } = found.manifest;
  const outcome = await withProgress(
    io,
    { ...withRun(options, found), limits },
    async (account, listener) => {
      const bot = await botOfRun(io, account, found);
      const { api, keySource, settings } = account;
      const flags = placeFlags(options, settings.local);
      const resumed = { found, bot, place: placeOf(account, bot), placeFlags: flags, file, maySend };
      return resumeImport(io, resumed, { api, keySource, ...listener });
    },
  );
  const { summary } = outcome;
  await reportToGithub(io, found.manifest.input.name, outcome);
  if (!isUnfinished(summary) && file.isCopy) await rm(file.path, { force: true });
  await printSummary(io, options, summary).catch((error) => {
    if (!isClosedPipe(error)) throw error;
  });
  return summary.ending;
}

import { rm } from 'node:fs/promises';
import { type Ending, isClosedPipe } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import { refuseFormats } from '../../cli/action.js';
import type { Common } from '../../cli/common-options.js';
import { resumeImport } from '../../contacts/import/resume.js';
import { resultsOf } from '../../contacts/runs/results.js';
import { isDone, openRunInput, standingOf } from '../../contacts/runs/run-standing.js';
import { reportToGithub } from '../shared/import/ci.js';
import { importFacts } from '../shared/import/facts.js';
import { placeFlags } from '../shared/import/options.js';
import { withProgress } from '../shared/import/progress.js';
import { botOfRun, foundRun, placeOf, withRun } from '../shared/import/run.js';
import { notifying, type Tell } from '../shared/notify.js';
import type { NotifyFlags } from '../shared/notify-flags.js';
import { printSummary } from './import.view.js';
import { printResults } from './import-results.view.js';

export type Options = Common & NotifyFlags;

/** Resumes a run: settles what was sent, then sends the rest. */
export function resumeRun(io: Io, options: Options, wanted?: string): Promise<Ending> {
  return notifying(io, options, 'contacts import resume', (tell) => {
    refuseFormats(options, 'contacts import resume');
    return continueRun(io, options, { wanted, maySend: true, tell });
  });
}

/** Settles the rows in doubt of a run, and sends nothing. */
export function resolveRun(io: Io, options: Options, wanted?: string): Promise<Ending> {
  return notifying(io, options, 'contacts import resolve', (tell) => {
    refuseFormats(options, 'contacts import resolve');
    return continueRun(io, options, { wanted, maySend: false, tell });
  });
}

type Continued = {
  readonly wanted: string | undefined;
  /** False to settle what was sent, and send nothing. */
  readonly maySend: boolean;
  readonly tell: Tell;
};

async function continueRun(io: Io, options: Options, { wanted, maySend, tell }: Continued): Promise<Ending> {
  const found = await foundRun(io, options, wanted);
  tell({ bot: found.manifest.bot, run: found.name, counts: {} });
  const standing = await standingOf(found);
  const isSettled = standing.state.classes.countOf('open') === 0 && !maySend;
  if (isSettled || ((await isDone(found, standing)) && !standing.replayed.isUndone)) {
    const note = maySend ? 'Nothing to do: the run is finished' : 'Nothing to do: no rows are in doubt';
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
  tell(importFacts(summary));
  await reportToGithub(io, found.manifest.input.name, outcome);
  const isLeft = summary.ledger.unprocessed + summary.ledger['in doubt'] > 0;
  if (!isLeft && file.isCopy) await rm(file.path, { force: true });
  await printSummary(io, options, summary).catch((error) => {
    if (!isClosedPipe(error)) throw error;
  });
  return summary.ending;
}

import type { Command } from 'commander';
import type { Account, Manners } from '../../account/account.js';
import type { Bot } from '../../api/bots.js';
import { type Ending, Failure, isClosedPipe } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import type { ImportOutcome } from '../../contacts/import-file.js';
import type { ImportSummary } from '../../contacts/report/summary.js';
import type { Progress } from '../../contacts/run.js';
import type { FoundRun } from '../../contacts/runs/find-run.js';
import type { ReplacedFile } from '../../files.js';
import type { Common } from '../options.js';
import { placeFlags } from './importing.js';

/** What a run tells while it goes. */
export type Told = {
  readonly onProgress: (progress: Progress) => void;
  readonly onNotice: (text: string) => void;
};

/** Does something with an account while one line tells how it goes; Ctrl-C is answered in words. */
export async function withProgress<T>(
  io: Io,
  options: Common,
  manners: Manners,
  work: (account: Account, told: Told) => Promise<T>,
): Promise<T> {
  const { withAccount } = await import('../../account/account.js');
  const { startProgress } = await import('../../terminal/progress.js');
  const { progressLine } = await import('../../terminal/import-progress.js');
  const progress = await startProgress(io, options);
  const line = progressLine(io, progress.isLive);
  const stopping = () =>
    progress.say('Stopping: the open batches are finished first. Press Ctrl-C again to stop now.');
  io.interrupt.soft.addEventListener('abort', stopping, { once: true });
  const told: Told = {
    onProgress: (step) => progress.show(line(step)),
    onNotice: progress.say,
  };
  try {
    return await withAccount(options, io, progress.listener, (account) => work(account, told), manners);
  } finally {
    io.interrupt.soft.removeEventListener('abort', stopping);
    progress.stop();
  }
}

/** The run a user means, with the flags that lead to its bot. */
export async function foundRun(io: Io, options: Common, wanted: string | undefined): Promise<FoundRun> {
  const { runsDirectory } = await import('../../config/paths.js');
  const { findRun } = await import('../../contacts/runs/find-run.js');
  return findRun(runsDirectory(io.env, io.home), wanted, options.bot);
}

/** The flags with what the run itself knows: its bot, and that it was at the embedded emulator. Never an address. */
export function withRun<O extends Common>(options: O, { manifest }: FoundRun): O {
  const local = options.baseUrl === undefined && manifest.where.local ? { local: true } : {};
  return { ...options, ...local, bot: manifest.bot.id };
}

/** The bot of a run. Throws Failure 'usage' when the flags lead to another place than the run went to. */
export async function botOfRun(account: Account, found: FoundRun, io: Io): Promise<Bot> {
  const { chosenBot } = await import('../../account/bot.js');
  const { where } = found.manifest;
  const { local, baseUrl } = account.settings;
  if (local !== where.local || (!local && baseUrl.origin !== new URL(where.baseUrl).origin))
    throw new Failure(
      'usage',
      `The run ${found.name} went to ${where.local ? 'the embedded emulator' : new URL(where.baseUrl).origin}, and these flags lead to ${local ? 'the embedded emulator' : baseUrl.origin}`,
      { advice: where.local ? 'Add --local' : 'Add the --base-url or --profile it went to' },
    );
  return chosenBot(account, io.interrupt.soft, found.manifest.bot.id);
}

export function placeOf(account: Account, bot: Bot) {
  const { local, baseUrl } = account.settings;
  return { local, origin: baseUrl.origin, bot: bot.id };
}

/**
 * Throws Failure 'usage' for flags of `contacts import` before the word of a subcommand: they are a run's own, and would be
 * without effect.
 */
export function refuseImportFlags(command: Command): void {
  const parent = command.parent;
  const given = parent?.options.find(
    (option) => parent.getOptionValueSource(option.attributeName()) === 'cli',
  );
  if (given !== undefined)
    throw new Failure('usage', `${given.long} is of no use here: a run goes on as it began`, {
      advice: 'Leave it out',
    });
}

/** The help of a word below `import` shows the flags of every command, not those of an import. */
export function ownHelp(command: Command): Command {
  const root = command.parent?.parent?.parent;
  return command.configureHelp({
    ...command.configureHelp(),
    visibleGlobalOptions: () => root?.options.filter(({ hidden }) => !hidden).slice() ?? [],
  });
}

/** Settles or goes on with a run, and prints how it stands. */
export async function goOn(
  io: Io,
  options: Common,
  wanted: string | undefined,
  maySend: boolean,
): Promise<Ending> {
  const { isDone, openRunInput, resumeRun, standingOf } = await import('../../contacts/runs/resume.js');
  const { printResults, printSummary } = await import('../../terminal/import-summary.js');
  const { resultsOf } = await import('../../contacts/runs/results.js');
  const found = await foundRun(io, options, wanted);
  const standing = await standingOf(found);
  const isSettled = standing.state.classes.countOf('open') === 0 && !maySend;
  if (isSettled || ((await isDone(found, standing)) && !standing.replayed.isUndone)) {
    const note = maySend ? 'Nothing to do: the run is finished' : 'Nothing to do: no row is in doubt';
    await printResults(io, options, resultsOf(found, standing), note);
    return 'done';
  }
  const file = await openRunInput(found);
  const outcome = await withProgress(
    io,
    withRun(options, found),
    found.manifest.manners,
    async (account, told) => {
      const bot = await botOfRun(account, found, io);
      const { api, keySource } = account;
      const order = {
        found,
        bot,
        place: placeOf(account, bot),
        placeFlags: placeFlags(options, account.settings.local),
        api,
        keySource,
        maySend,
        ...told,
      };
      return resumeRun(file, order, standing, io);
    },
  );
  const { summary } = outcome;
  await tellGithub(io, found.manifest.input.name, outcome);
  const { rm } = await import('node:fs/promises');
  const isLeft = summary.ledger.unprocessed + summary.ledger['in doubt'] > 0;
  if (!isLeft && file.isCopy) await rm(file.path, { force: true });
  await printSummary(io, options, summary).catch((error) => {
    if (!isClosedPipe(error)) throw error;
  });
  return summary.ending;
}

/** A JUnit report that is begun before anything is sent, so that a place where it cannot be is found out in time. */
export async function beginJunit(io: Io, path: string | undefined): Promise<ReplacedFile | undefined> {
  if (path === undefined) return undefined;
  const { replaceFile } = await import('../../files.js');
  const { refuseOtherEnding } = await import('../../base/file-endings.js');
  refuseOtherEnding(path, ['xml'], 'A JUnit report');
  return replaceFile(path, io.uuid().slice(0, 8), true);
}

/** Finishes it; trouble of the disk is told in the summary instead of hiding what was sent. */
export async function withJunit(
  { summary, faults, more }: ImportOutcome,
  file: ReplacedFile | undefined,
): Promise<ImportSummary> {
  if (file === undefined) return summary;
  const { junitXml } = await import('../../contacts/report/junit.js');
  const { withReportFailure } = await import('../../contacts/report/summary.js');
  try {
    await file.write(junitXml(summary, faults, more));
    await file.commit();
    return summary;
  } catch (error) {
    return withReportFailure(summary, error);
  }
}

/** In GitHub Actions, marks the rows that did not go in, and puts a table on the page of the job. */
export async function tellGithub(
  io: Io,
  file: string,
  { summary, faults, more }: ImportOutcome,
): Promise<void> {
  const { env } = io;
  if (env.GITHUB_ACTIONS !== 'true') return;
  const { appendFile } = await import('node:fs/promises');
  const { annotations, jobSummary } = await import('../../contacts/report/github.js');
  const { say } = await import('../../terminal/voice.js');
  for (const line of annotations(file, faults, more)) say(io, line);
  // The page is GitHub's; that it cannot be written is no reason to call an import failed.
  if (env.GITHUB_STEP_SUMMARY) await appendFile(env.GITHUB_STEP_SUMMARY, jobSummary(summary)).catch(() => {});
}

import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Ending, gravest, isClosedPipe } from '../../base/failure.js';
import { createFile } from '../../base/files/create.js';
import type { ReplacedFile } from '../../base/files/replace.js';
import type { Io } from '../../base/io.js';
import { refuseFormats } from '../../cli/action.js';
import { runsDirectory, spoolDirectory, spoolName } from '../../config/paths.js';
import type { ImportOptions } from '../../contacts/import/begin.js';
import type { ImportOutcome } from '../../contacts/import/conclude.js';
import type { ImportInput } from '../../contacts/import/input.js';
import type { MadePlan } from '../../contacts/import/make-plan.js';
import { loadPlan } from '../../contacts/plan/load-plan.js';
import { firstRows, readTable } from '../../contacts/reading/table.js';
import { reportPaths } from '../../contacts/report/files.js';
import { makeSure } from '../../terminal/make-sure.js';
import { canAsk } from '../../terminal/prompts.js';
import { removeExpired } from '../shared/expired.js';
import { beginJunit, finishJunit, reportToGithub } from '../shared/import/ci.js';
import { accountDestination } from '../shared/import/destination.js';
import { importFacts } from '../shared/import/facts.js';
import { type CompareFlags, comparing, pruneOptionsOf } from '../shared/import/plan-flags.js';
import { openedInput, refuseBlindKey } from '../shared/import/prepare.js';
import { type RunListener, withProgress } from '../shared/import/progress.js';
import { runName } from '../shared/import/run-name.js';
import { notifying, type Tell } from '../shared/notify.js';
import type { NotifyFlags } from '../shared/notify-flags.js';
import { confirmDeletions, endApplied, runApplied } from './apply-run.run.js';
import { changeText, hasChanges, planLines, printPlan } from './plan.view.js';
import { type Planning, planFor } from './plan-for.run.js';

export type Options = CompareFlags & NotifyFlags;

/** Plans what would make a bot agree with a file, carries it out, and tells how it ended. Sends nothing where they agree. */
export function syncContacts(io: Io, options: Options, source = ''): Promise<Ending> {
  return notifying(io, options, 'contacts sync', (tell) => synced(io, options, source, tell));
}

async function synced(io: Io, typed: Options, source: string, tell: Tell): Promise<Ending> {
  refuseFormats(typed, 'contacts sync');
  const options = comparing(typed);
  const prune = pruneOptionsOf(options);
  refuseBlindKey(options);
  const run = runName(io);
  const directory = options.report ?? join(runsDirectory(io.env, io.home), run);
  const junit = await beginJunit(io, options.junit);
  try {
    await removeExpired(io, options, () => {});
    const input = await openedInput(io, options, { source, directory });
    let isNeeded = true;
    try {
      const limits = { maxWaitMs: options.maxWait, maxPerSecond: options.rate };
      const result = await withProgress(io, { ...options, limits }, async (account, listener) => {
        const destination = await accountDestination(io, account);
        const planning = { input, run, source, limits, destination, ...listener, prune, maxExamples };
        return synchronize(io, options, planning, listener);
      });
      if (result.outcome !== undefined) tell(importFacts(result.outcome.summary));
      const ended = await tellSynced(io, options, result, { junit, source });
      isNeeded = ended.isUnfinished;
      return ended.ending;
    } finally {
      await input.close(isNeeded);
    }
  } finally {
    await junit?.abandon();
  }
}

const maxExamples = 3;

/** `outcome` is absent where nothing was sent: nothing differs, or there is no plan. */
type Synced = { readonly made: MadePlan; readonly outcome?: ImportOutcome };

async function synchronize(
  io: Io,
  options: Options,
  planning: Omit<Planning, 'write'>,
  listener: RunListener,
): Promise<Synced> {
  const path = join(spoolDirectory(io.env, io.home), spoolName(io));
  const file = await createFile(path);
  try {
    const { made, chosen } = await planFor(
      io,
      { ...options, dryRun: true },
      { ...planning, write: file.write },
    );
    await file.close();
    if (made.digest === undefined || !hasChanges(made)) return { made };
    await confirmSync(io, options, made, listener);
    const applied = { plan: await loadPlan(path), path };
    const outcome = await runApplied(
      io,
      await readAgain(planning.input),
      { ...appliedOptions(chosen), applied },
      { destination: planning.destination, listener },
    );
    return { made, outcome };
  } finally {
    await file.close().catch(() => {});
    await rm(path, { force: true });
  }
}

/** The mapping of the columns is written already. */
function appliedOptions(chosen: ImportOptions): ImportOptions {
  return { ...chosen, dryRun: false, writeMap: undefined };
}

/** The notes about a table belong to one reading of it, and the report of the run replaces that of the plan. */
async function readAgain(input: ImportInput): Promise<ImportInput> {
  const table = firstRows(await readTable(input.file, input.reading), input.limit);
  return { ...input, table, replaces: reportPaths(input.directory) };
}

/** Asks on a terminal; elsewhere, only deletions need a yes. */
async function confirmSync(
  io: Io,
  options: Options,
  made: MadePlan,
  { onNotice }: Pick<RunListener, 'onNotice'>,
): Promise<void> {
  const { header } = made;
  if (header === undefined) return;
  if (io.stderr.isTTY && !options.quiet && !options.json)
    for (const line of planLines(
      { ...made, ending: 'done', out: undefined, isStdoutTaken: true },
      undefined,
    ).split('\n'))
      onNotice(line);
  if (header.counts.delete > 0 || options.confirm !== undefined || !canAsk(io, options))
    return confirmDeletions(io, options, { header });
  await makeSure(io, options, {
    id: header.bot.id,
    question: `Change the contacts of ${header.bot.name}: ${changeText(header.counts)}?`,
    refused: 'Nothing was sent',
  });
}

type Told = { readonly junit: ReplacedFile | undefined; readonly source: string };

async function tellSynced(
  io: Io,
  options: Options,
  { made, outcome }: Synced,
  { junit, source }: Told,
): Promise<{ readonly ending: Ending; readonly isUnfinished: boolean }> {
  if (outcome !== undefined) return endApplied(io, options, { outcome, junit, source });
  const summary = await finishJunit(made.outcome, junit);
  await reportToGithub(io, source === '-' ? 'stdin' : source, { ...made.outcome, summary });
  const refused: readonly Ending[] = made.refusal === undefined ? [] : [made.refusal.kind];
  const ending = gravest([summary.ending, ...refused]);
  const shown = {
    ...made,
    outcome: { ...made.outcome, summary },
    ending,
    out: undefined,
    isStdoutTaken: false,
  };
  await printPlan(io, options, shown).catch((error) => {
    if (!isClosedPipe(error)) throw error;
  });
  return { ending, isUnfinished: false };
}

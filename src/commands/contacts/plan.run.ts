import { join, resolve } from 'node:path';
import { type Ending, Failure, gravest, isClosedPipe } from '../../base/failure.js';
import { putText, type ReplacedFile } from '../../base/files/replace.js';
import type { Io } from '../../base/io.js';
import { refuseFormats } from '../../cli/action.js';
import { runsDirectory } from '../../config/paths.js';
import type { MadePlan } from '../../contacts/import/make-plan.js';
import { writeOut } from '../../terminal/streams.js';
import { beginJunit, finishJunit, reportToGithub } from '../shared/import/ci.js';
import { accountDestination } from '../shared/import/destination.js';
import { type CompareFlags, comparing, pruneOptionsOf } from '../shared/import/plan-flags.js';
import { openedInput, refuseBlindKey } from '../shared/import/prepare.js';
import { withProgress } from '../shared/import/progress.js';
import { runName } from '../shared/import/run-name.js';
import { hasChanges, printPlan } from './plan.view.js';
import { planFor } from './plan-for.run.js';
import { planMarkdown } from './plan-markdown.view.js';
import { planTarget } from './plan-target.run.js';

export type Options = CompareFlags & {
  readonly out?: string;
  readonly detailedExitcode?: boolean;
  readonly markdown?: string;
  readonly showValues?: boolean;
};

/** How many changes of a kind a summary for a pull request lists. */
const maxListed = 50;
const maxShown = 3;

/** Makes a plan of a file, shows it, and writes it where it was asked for. */
export async function planContacts(io: Io, typed: Options, source = ''): Promise<Ending> {
  refuseFormats(typed, 'contacts plan');
  const options = { ...comparing(typed), dryRun: true };
  const prune = pruneOptionsOf(options);
  refuseTwoDocuments(options);
  refuseBlindKey(options);
  const run = runName(io);
  const directory = options.report ?? join(runsDirectory(io.env, io.home), run);
  const junit = await beginJunit(io, options.junit);
  const target = await planTarget(io, options.out, source);
  try {
    const input = await openedInput(io, options, { source, directory });
    try {
      const limits = { maxWaitMs: options.maxWait, maxPerSecond: options.rate };
      const made = await withProgress(io, { ...options, limits }, async (account, listener) => {
        const destination = await accountDestination(io, account);
        const { made } = await planFor(io, options, {
          ...{ input, run, source, limits, destination, ...listener },
          ...{
            prune,
            write: target.write,
            maxExamples: options.markdown === undefined ? maxShown : maxListed,
          },
        });
        return made;
      });
      if (made.digest !== undefined) await target.commit();
      return await tellPlan(io, options, { made: unlessUnwritten(made, options), source, junit });
    } finally {
      await input.close(false);
    }
  } finally {
    await target.abandon();
    await junit?.abandon();
  }
}

/** A file without rows makes no plan; where one was to be written, whatever reads it would miss it. */
function unlessUnwritten(made: MadePlan, { out }: Options): MadePlan {
  const { input, stoppedBecause } = made.outcome.summary;
  if (out === undefined || made.refusal !== undefined || stoppedBecause !== null || input.rows > 0)
    return made;
  const where = out === '-' ? 'standard output' : out;
  const refusal = new Failure('usage', `there is nothing to write to ${where}: the file has no rows`, {
    advice: 'Check the program that writes the file, or leave out --out',
  });
  return { ...made, refusal };
}

type Told = { readonly made: MadePlan; readonly source: string; readonly junit: ReplacedFile | undefined };

async function tellPlan(io: Io, options: Options, { made, source, junit }: Told): Promise<Ending> {
  const summary = await finishJunit(made.outcome, junit);
  await reportToGithub(io, source === '-' ? 'stdin' : source, { ...made.outcome, summary });
  const ending = endingOf(made, summary.ending, options);
  const { out, markdown } = options;
  const isStdoutTaken = markdown === '-' || (out === '-' && made.digest !== undefined);
  const shown = { ...made, outcome: { ...made.outcome, summary }, ending, out, isStdoutTaken };
  if (markdown !== undefined)
    await writeMarkdown(io, options, planMarkdown(shown, options.showValues === true));
  await printPlan(io, options, shown).catch((error) => {
    if (!isClosedPipe(error)) throw error;
  });
  return ending;
}

function endingOf(made: MadePlan, dryRun: Ending, { detailedExitcode }: Options): Ending {
  const endings: Ending[] = [dryRun];
  if (made.refusal !== undefined) endings.push(made.refusal.kind);
  const ending = gravest(endings);
  return ending === 'done' && detailedExitcode === true && hasChanges(made) ? 'changes' : ending;
}

async function writeMarkdown(io: Io, { markdown = '-' }: Options, text: string): Promise<void> {
  if (markdown === '-') return writeOut(io, text);
  await putText(resolve(markdown), text, { mark: io.uuid().slice(0, 8), force: true });
}

/** stdout holds one document. */
function refuseTwoDocuments({ out, markdown, json, showValues }: Options): void {
  const wanting = [
    ...(out === '-' ? ['--out -'] : []),
    ...(markdown === '-' ? ['--markdown -'] : []),
    ...(json ? ['--json'] : []),
  ];
  if (wanting.length > 1 && (wanting.length > 2 || markdown === '-'))
    throw new Failure('usage', `${wanting.join(' and ')} both write to stdout`, {
      advice: 'Name a file for one of them',
    });
  if (showValues && markdown === undefined)
    throw new Failure('usage', '--show-values has no effect without --markdown', {
      advice: 'Add --markdown, or leave it out',
    });
}

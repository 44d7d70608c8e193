import { type Ending, isClosedPipe } from '../../base/failure.js';
import type { ReplacedFile } from '../../base/files/replace.js';
import type { Io } from '../../base/io.js';
import { counted } from '../../base/text.js';
import { beginImport, type ImportOptions } from '../../contacts/import/begin.js';
import type { ImportOutcome } from '../../contacts/import/conclude.js';
import type { ImportInput } from '../../contacts/import/input.js';
import type { LoadedPlan } from '../../contacts/plan/load-plan.js';
import { type Confirmation, makeSure } from '../../terminal/make-sure.js';
import type { OutputOptions } from '../../terminal/output.js';
import { finishJunit, reportToGithub } from '../shared/import/ci.js';
import type { Destination } from '../shared/import/destination.js';
import type { RunListener } from '../shared/import/progress.js';
import { isUnfinished } from '../shared/import/unfinished.js';
import { printSummary } from './import.view.js';

/** Makes sure that the user wants the deletions of a plan; asks nothing where it has none. */
export async function confirmDeletions(
  io: Io,
  options: Confirmation,
  { header }: Pick<LoadedPlan, 'header'>,
): Promise<void> {
  const { counts, bot, input } = header;
  if (counts.delete === 0) return;
  await makeSure(io, options, {
    id: bot.id,
    question: `Delete ${counted(counts.delete, 'contact')} of ${bot.name} that ${input.name} does not have?`,
    otherwise: 'make a plan without --prune',
    refused: 'Nothing was sent and nothing was deleted',
  });
}

type Applied = { readonly destination: Destination; readonly listener: RunListener };

/** Runs an import with a plan. */
export function runApplied(
  io: Io,
  input: ImportInput,
  options: ImportOptions,
  { destination, listener }: Applied,
): Promise<ImportOutcome> {
  const { api, keySource } = destination;
  return beginImport(io, input, options, { api, keySource, ...listener, beforeSending: async () => {} });
}

type Ended = {
  readonly outcome: ImportOutcome;
  readonly junit: ReplacedFile | undefined;
  /** The file as the user named it. */
  readonly source: string;
};

/** Reports how a run ended, to the user and to CI. */
export async function endApplied(
  io: Io,
  options: OutputOptions,
  { outcome, junit, source }: Ended,
): Promise<{ readonly ending: Ending; readonly isUnfinished: boolean }> {
  const summary = await finishJunit(outcome, junit);
  await reportToGithub(io, source === '-' ? 'stdin' : source, outcome);
  // The run ends as it ended, even when the reader of stdout has gone.
  await printSummary(io, options, summary).catch((error) => {
    if (!isClosedPipe(error)) throw error;
  });
  return { ending: summary.ending, isUnfinished: isUnfinished(summary) };
}

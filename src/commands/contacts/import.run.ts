import { join } from 'node:path';
import { plainLine } from '../../base/escape/terminal.js';
import { type Ending, isClosedPipe } from '../../base/failure.js';
import type { ReplacedFile } from '../../base/files/replace.js';
import type { Io } from '../../base/io.js';
import { refuseFormats } from '../../cli/action.js';
import { runsDirectory } from '../../config/paths.js';
import { beginImport } from '../../contacts/import/begin.js';
import type { ImportOutcome } from '../../contacts/import/conclude.js';
import type { ImportInput } from '../../contacts/import/input.js';
import type { Understood } from '../../contacts/report/understood.js';
import { writeErr } from '../../terminal/streams.js';
import { removeExpired } from '../shared/expired.js';
import { beginJunit, finishJunit, reportToGithub } from '../shared/import/ci.js';
import { reportedRun } from '../shared/import/columns.js';
import { accountDestination, type Destination, offlineDestination } from '../shared/import/destination.js';
import type { ImportFlags } from '../shared/import/flags.js';
import {
  openedInput,
  type Preparation,
  prepareImport,
  refuseBlindKey,
  runName,
} from '../shared/import/prepare.js';
import { type RunListener, withProgress } from '../shared/import/progress.js';
import { understoodLines } from '../shared/import/understood.view.js';
import { isUnfinished } from '../shared/import/unfinished.js';
import { printSummary } from './import.view.js';

/** Imports a file of contacts. */
export async function importContacts(io: Io, options: ImportFlags, source = ''): Promise<Ending> {
  refuseFormats(options, 'contacts import');
  refuseBlindKey(options);
  const run = runName(io);
  const directory = options.report ?? join(runsDirectory(io.env, io.home), run);
  const junit = await beginJunit(io, options.junit);
  try {
    if (!options.dryRun)
      await removeExpired(io, options, (text) => (options.quiet ? undefined : writeErr(io, plainLine(text))));
    const input = await openedInput(io, options, { source, directory });
    return await importInput(io, options, { input, run, source, junit });
  } finally {
    await junit?.abandon();
  }
}

type OpenRun = {
  readonly input: ImportInput;
  readonly run: string;
  readonly source: string;
  readonly junit: ReplacedFile | undefined;
};

async function importInput(io: Io, options: ImportFlags, { junit, ...opened }: OpenRun): Promise<Ending> {
  const { input, source } = opened;
  // Until it is known to be done, a resume would need the copy of the input.
  let isNeeded = true;
  try {
    const reported = await reportedRun(source, input.table, options);
    const bot = options.bot ?? reported?.bot.id;
    const limits = { maxWaitMs: options.maxWait, maxPerSecond: options.rate };
    const context = { ...opened, limits, reported };
    const outcome =
      options.schema === undefined
        ? await withProgress(io, { ...options, bot, limits }, async (account, listener) =>
            importInto(io, options, {
              ...{ ...context, ...listener },
              destination: await accountDestination(io, account),
            }),
          )
        : await importInto(io, options, {
            ...{ ...context, ...offlineListener(io, options) },
            destination: await offlineDestination(io, { ...options, bot }, options.schema),
          });
    const summary = await finishJunit(outcome, junit);
    isNeeded = isUnfinished(summary);
    await reportToGithub(io, source === '-' ? 'stdin' : source, outcome);
    if (summary.understood !== null && !options.quiet && !options.json)
      for (const line of await understoodLines(io, summary.understood)) writeErr(io, line);
    // The import ends as it ended, even when the reader of stdout has gone.
    await printSummary(io, options, summary).catch((error) => {
      if (!isClosedPipe(error)) throw error;
    });
    return summary.ending;
  } finally {
    await input.close(isNeeded);
  }
}

type ImportContext = RunListener & Preparation & { readonly destination: Destination };

async function importInto(io: Io, options: ImportFlags, context: ImportContext): Promise<ImportOutcome> {
  const { input, destination, onProgress, onNotice, onPriced } = context;
  const { api, keySource } = destination;
  if (options.schema !== undefined)
    onNotice(`Checking against ${options.schema}, without the network: existing contacts are not looked up`);
  const { chosen, create } = await prepareImport(io, options, context);
  const isShown = io.stderr.isTTY === true && !options.quiet && !options.json;
  const beforeSending = async (understood: Understood) => {
    if (isShown) for (const line of await understoodLines(io, understood)) onNotice(line);
    await create();
  };
  return beginImport(io, input, chosen, { api, keySource, beforeSending, onProgress, onNotice, onPriced });
}

function offlineListener(io: Io, { quiet }: ImportFlags): RunListener {
  return {
    onProgress: () => {},
    onPriced: () => {},
    onNotice: (text) => (quiet ? undefined : writeErr(io, plainLine(text))),
  };
}

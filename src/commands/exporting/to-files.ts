import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { Failure } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import type { FilesExport } from '../../exports/export-files.js';
import type { Target } from '../../exports/file-plans.js';
import type { NightFacts } from '../../exports/night/run-night.js';
import type { StatePlace } from '../../exports/night/state.js';
import type { ExportOrder } from '../../exports/order.js';
import type { Row } from '../../exports/row.js';
import type { Finish } from '../../exports/writing/finish.js';
import type { Done, Job, Tell } from './job.js';
import { type ExportOptions, settingsText } from './wishes.js';

type Options = ExportOptions & { readonly out: string };
type Files<T extends Row> = Omit<FilesExport<T>, 'memory' | 'saved'>;

/** Exports into files, one export of the same thing at a time. */
export async function fileAll<T extends Row>(
  order: ExportOrder<T>,
  job: Job<T>,
  options: Options,
  finish: Finish,
  tell: Tell,
  io: Io,
): Promise<Done> {
  const { lockExport } = await import('../../exports/lock.js');
  const { progress, place } = await placesOf(order, options, io);
  const lease = await lockExport(
    {
      ...(await lockOf(progress, place)),
      what: options.state === undefined ? options.out : `the state ${options.state}`,
      run: `${job.name} export`,
      ifLocked: options.ifLocked,
      maxWaitMs: options.maxWait ?? 5 * 60_000,
      onNotice: tell.onNotice,
    },
    io,
  );
  if (lease === undefined) return { kind: 'skipped' };
  const { bot, origin, sources } = order;
  const redactKey = createHash('sha256').update(order.wishes.redactKey).digest('hex');
  const more = { bot: bot.id, origin, sources, isByMessage: job.isByMessage, redactKey };
  const files: Files<T> = {
    order,
    target: targetOf(options),
    finish,
    failsOnEmpty: options.failOnEmpty === true,
    progress,
    pending: place?.pending ?? `${progress}.pending.json`,
    settings: settingsText(options, job.name, more),
    isOurs: lease.check,
    onRows: tell.onRows,
    onPass: tell.onPass,
    onStopped: (isKept) =>
      tell.onNotice(isKept ? keptWords(options) : 'Nothing was written, and nothing is kept'),
  };
  try {
    const { runs, finished } = await (place === undefined
      ? once(files, options, tell, io)
      : nightly(files, place, job.lookbackDays, options, tell, io));
    return runs.length + finished.length === 0 ? { kind: 'empty' } : { kind: 'written', runs, finished };
  } finally {
    await lease.release();
  }
}

async function lockOf(progress: string, place: StatePlace | undefined) {
  const { basename, dirname, join } = await import('node:path');
  return { directory: join(dirname(progress), 'locks'), name: basename(place?.path ?? progress, '.json') };
}

/** Where it is kept how far a long export came, and what a state knows. */
async function placesOf<T extends Row>(
  { kind, bot, origin, sources }: ExportOrder<T>,
  { out, state, resume }: Options,
  io: Io,
): Promise<{ readonly progress: string; readonly place: StatePlace | undefined }> {
  const { exportsDirectory } = await import('../../config/paths.js');
  const { scratchDirectory } = await import('../../config/scratch.js');
  const { progressPath } = await import('../../exports/resume.js');
  const { statePlace } = await import('../../exports/night/state.js');
  const wanted = exportsDirectory(io.env, io.home);
  // Only what goes on with an earlier run needs the place where that one left it.
  const isKept = state !== undefined || resume === true;
  const directory = isKept ? wanted : await scratchDirectory(wanted, io);
  const subject = [origin, bot.id, sources, state ?? ''].join(' ');
  return {
    // A state goes on with what it began, whatever it is called by now; anything else is known by its name.
    progress: progressPath(directory, kind.name, subject, state === undefined ? resolve(out) : ''),
    place: state === undefined ? undefined : statePlace(directory, kind.name, state),
  };
}

function targetOf({ out, force, split, manifest, state }: Options): Target {
  const hasManifest = manifest === true || state !== undefined || split !== undefined;
  return { out, force: force === true, split, hasManifest };
}

/** An export that knows nothing of others, but may go on with itself. */
async function once<T extends Row>(
  files: Files<T>,
  { resume }: Options,
  { onNotice }: Tell,
  io: Io,
): Promise<NightFacts> {
  const { exportFiles } = await import('../../exports/export-files.js');
  const { finishPending } = await import('../../exports/commit.js');
  const { dropProgress, savedProgress, takenOver } = await import('../../exports/resume.js');
  const finished = (await finishPending(files.pending)) ?? [];
  if (finished.length > 0) {
    onNotice(`The run before was stopped after it had written ${finished[0]}; it is finished now`);
    await dropProgress(files.progress);
    if (resume) return { runs: [], finished };
  }
  const found = resume ? await savedProgress(files.progress) : undefined;
  if (found !== undefined && found.settings !== files.settings)
    throw new Failure('usage', 'The export that was stopped was another one', {
      advice: 'Give the flags it was begun with, or leave --resume out to begin anew',
    });
  const saved = found && (await takenOver(files.progress, found, io.uuid().slice(0, 8)));
  if (resume && saved === undefined)
    throw new Failure(
      'usage',
      `There is no stopped export to ${files.target.out} that could be gone on with`,
      {
        advice: 'Leave --resume out to begin it; it is kept from the first 10,000 rows or so on',
      },
    );
  const order = { ...files.order, range: saved?.range ?? files.order.range };
  const facts = await exportFiles({ ...files, order, saved, memory: undefined }, io);
  return { runs: facts === undefined ? [] : [facts], finished: [] };
}

async function nightly<T extends Row>(
  files: Files<T>,
  place: StatePlace,
  lookbackDays: number,
  { state = '', lookback, emit = 'new' }: Options,
  { onNotice, serverMs }: Tell,
  io: Io,
): Promise<NightFacts> {
  const { exportNight } = await import('../../exports/night/run-night.js');
  const { savedProgress, takenOver } = await import('../../exports/resume.js');
  const saved = async () => {
    const found = await savedProgress(files.progress);
    // Of a run with other settings nothing is left to go on with: its rows come again in this one.
    const isSame = found?.settings === files.settings;
    return found && isSame ? takenOver(files.progress, found, io.uuid().slice(0, 8)) : undefined;
  };
  const night = {
    name: state,
    place,
    emission: emit,
    lookbackDays: lookback ?? lookbackDays,
    serverMs,
    onNotice,
  };
  return exportNight({ ...files, saved }, night, io);
}

function keptWords({ state }: Options): string {
  return state === undefined
    ? 'What was read so far is kept; to go on, run the same command with --resume'
    : 'What was read so far is kept; the next run of this state goes on with it';
}

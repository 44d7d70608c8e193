import { createHash } from 'node:crypto';
import { basename, dirname, join, resolve } from 'node:path';
import { defaultMaxWaitMs } from '../../../base/duration.js';
import { Failure } from '../../../base/failure.js';
import type { Io } from '../../../base/io.js';
import { exportsDirectory } from '../../../config/paths.js';
import { scratchDirectory } from '../../../config/scratch.js';
import { finishPending } from '../../../exports/commit.js';
import { exportFiles, type FileExport } from '../../../exports/export-files.js';
import type { Target } from '../../../exports/file-plans.js';
import { exportIncrement, type IncrementFacts } from '../../../exports/incremental/export-increment.js';
import { lockExport } from '../../../exports/lock.js';
import type { ExportRequest } from '../../../exports/request.js';
import { dropProgress, progressPath, savedProgress, takenOver } from '../../../exports/resume.js';
import type { Row } from '../../../exports/row.js';
import { type StatePlace, statePlace } from '../../../exports/state.js';
import type { Finish } from '../../../exports/write/finish.js';
import type { ExportOptions } from './flags.js';
import type { ExportJob, ExportListener, ExportOutcome } from './job.js';
import { settingsText } from './options.js';

type FileOptions = ExportOptions & { readonly out: string };
type Files<T extends Row> = Omit<FileExport<T>, 'memory' | 'saved'>;

type FileContext<T extends Row> = {
  readonly request: ExportRequest<T>;
  readonly job: ExportJob<T>;
  readonly finish: Finish;
  readonly listener: ExportListener;
};

/** Exports into files, under a lock so that only one such export runs at a time. */
export async function exportToFiles<T extends Row>(
  io: Io,
  options: FileOptions,
  context: FileContext<T>,
): Promise<ExportOutcome> {
  const { request, job, finish, listener } = context;
  const { progress, place } = await placesOf(io, options, request);
  const lease = await lockExport(io, {
    directory: join(dirname(progress), 'locks'),
    name: basename(place?.path ?? progress, '.json'),
    what: options.state === undefined ? options.out : `the state ${options.state}`,
    run: `${job.name} export`,
    ifLocked: options.ifLocked,
    maxWaitMs: options.maxWait ?? defaultMaxWaitMs,
    onNotice: listener.onNotice,
  });
  if (lease === undefined) return { kind: 'skipped' };
  const { bot, origin, sources, filter } = request;
  const redactKey = createHash('sha256').update(request.writeOptions.redactKey).digest('hex');
  const more = {
    bot: bot.id,
    origin,
    sources,
    filter: filter?.text,
    isByMessage: job.isByMessage,
    redactKey,
  };
  const files: Files<T> = {
    request,
    target: targetOf(options),
    finish,
    failsOnEmpty: options.failOnEmpty === true,
    progress,
    pending: place?.pending ?? `${progress}.pending.json`,
    settings: settingsText(options, job.name, more),
    isOurs: lease.check,
    onRows: listener.onRows,
    onPass: listener.onPass,
    onStopped: (isKept) =>
      listener.onNotice(isKept ? keptWords(options) : 'Nothing was written, and no progress was saved'),
  };
  try {
    const { runs, finished } = await (place === undefined
      ? exportOnce(io, options, files, listener)
      : exportState(io, options, files, { place, lookbackDays: job.lookbackDays, listener }));
    return runs.length + finished.length === 0 ? { kind: 'empty' } : { kind: 'written', runs, finished };
  } finally {
    await lease.release();
  }
}

/** Where it is stored how far a long export came, and what a state knows. */
async function placesOf<T extends Row>(
  io: Io,
  { out, state, resume }: FileOptions,
  { kind, bot, origin, sources, filter }: ExportRequest<T>,
): Promise<{ readonly progress: string; readonly place: StatePlace | undefined }> {
  const wanted = exportsDirectory(io.env, io.home);
  // Only an export that resumes an earlier run needs the place where that one left its progress.
  const isKept = state !== undefined || resume === true;
  const directory = isKept ? wanted : await scratchDirectory(io, wanted);
  const subject = [origin, bot.id, sources, state ?? '', ...(filter === undefined ? [] : [filter.text])].join(
    ' ',
  );
  return {
    // A state resumes what it began, whatever the file is called by now; any other export is known by its file.
    progress: progressPath(directory, kind.name, subject, state === undefined ? resolve(out) : ''),
    place: state === undefined ? undefined : statePlace(directory, kind.name, state),
  };
}

function targetOf({ out, force, mkdir, split, manifest, state }: FileOptions): Target {
  const hasManifest = manifest === true || state !== undefined || split !== undefined;
  return { out, force: force === true, mkdir: mkdir === true, split, hasManifest };
}

/** An export without a state, which may resume itself. */
async function exportOnce<T extends Row>(
  io: Io,
  { resume }: FileOptions,
  files: Files<T>,
  { onNotice }: ExportListener,
): Promise<IncrementFacts> {
  const finished = (await finishPending(files.pending)) ?? [];
  if (finished.length > 0) {
    onNotice(`The previous run was interrupted after writing ${finished[0]}; it is now complete`);
    await dropProgress(files.progress);
    if (resume) return { runs: [], finished };
  }
  const found = resume ? await savedProgress(files.progress) : undefined;
  if (found !== undefined && found.settings !== files.settings)
    throw new Failure('usage', 'The interrupted export had different settings', {
      advice: 'Repeat the original flags, or omit --resume to start over',
    });
  const saved = found && (await takenOver(files.progress, found, io.uuid().slice(0, 8)));
  if (resume && saved === undefined)
    throw new Failure('usage', `There is no interrupted export to ${files.target.out} to resume`, {
      advice: 'Omit --resume to start it; progress is saved from about 10,000 rows',
    });
  const request = { ...files.request, range: saved?.range ?? files.request.range };
  const facts = await exportFiles(io, { ...files, request, saved, memory: undefined });
  return { runs: facts === undefined ? [] : [facts], finished: [] };
}

type StateContext = {
  readonly place: StatePlace;
  readonly lookbackDays: number;
  readonly listener: ExportListener;
};

/** What is new since the last good run of a state. */
function exportState<T extends Row>(
  io: Io,
  { state = '', lookback, emit = 'new' }: FileOptions,
  files: Files<T>,
  { place, lookbackDays, listener }: StateContext,
): Promise<IncrementFacts> {
  const saved = async () => {
    const found = await savedProgress(files.progress);
    // Progress of a run with other settings is dropped: its rows come again in this one.
    const isSame = found?.settings === files.settings;
    return found && isSame ? takenOver(files.progress, found, io.uuid().slice(0, 8)) : undefined;
  };
  const increment = {
    name: state,
    place,
    emission: emit,
    lookbackDays: lookback ?? lookbackDays,
    serverMs: listener.serverMs,
    onNotice: listener.onNotice,
  };
  return exportIncrement(io, { ...files, saved }, increment);
}

function keptWords({ state }: FileOptions): string {
  return state === undefined
    ? 'Progress was saved; to resume, run the same command with --resume'
    : 'Progress was saved; the next run with this state resumes it';
}

import { lstat, rm } from 'node:fs/promises';
import { ApiError } from '../api/error.js';
import type { DayRange } from '../api/listing.js';
import { Failure, type FailureKind } from '../base/failure.js';
import { openDraft } from '../base/files/draft.js';
import { refuseTaken } from '../base/files/place.js';
import type { Io } from '../base/io.js';
import { commit } from './commit.js';
import { filePlans, type Target, wholeName } from './file-plans.js';
import { type FilterCounts, nothingCounted } from './filter/row-filter.js';
import { nothingRead, type Standing } from './list/read-spans.js';
import { manifestFacts, manifestPath, manifestText } from './manifest.js';
import { type ExportRequest, rowChooser, rowWriter } from './request.js';
import { dropProgress, type Progress, removeDrafts, saveProgress } from './resume.js';
import type { Row } from './row.js';
import type { ExportState, StatePlace } from './state.js';
import { type Changes, noChanges } from './write/csv.js';
import { type Checkpoint, type FilePlan, type WholeFile, type Written, writeFiles } from './write/files.js';
import { type Finish, readBack } from './write/finish.js';

/** An export into files. */
export type FileExport<T extends Row> = {
  readonly request: ExportRequest<T>;
  readonly target: Target;
  readonly finish: Finish;
  /** Whether to write no file when there are no rows. */
  readonly failsOnEmpty: boolean;
  /** Paths of the saved progress and of the pending commit, and the settings that both belong to. */
  readonly progress: string;
  readonly pending: string;
  readonly settings: string;
  /** The saved progress of an interrupted export. */
  readonly saved: Progress | undefined;
  /** The callbacks of a named state. */
  readonly memory: Memory | undefined;
  /** Called before progress is saved or files are moved into place; rejects when another run has taken over. */
  readonly isOurs: () => Promise<void>;
  /** Called after each page with the number of rows so far. */
  readonly onRows: (rows: number) => void;
  /** Called before each pass over a span, counted from 1. */
  readonly onPass: (number: number) => void;
  /** Called when the export is interrupted, with whether its progress was saved for resuming. */
  readonly onStopped: (isKept: boolean) => void;
};

export type Memory = {
  readonly name: string;
  readonly place: StatePlace;
  readonly emit: string;
  /** Records a row, and returns whether to write it. */
  readonly takes: (row: Row) => boolean;
  /** Called when days are read again: discards what was recorded for them, and for the keys of undated rows taken with them. */
  readonly onRewind: (span: DayRange, undated: readonly string[]) => void;
  readonly notes: () => unknown;
  /** The new state once the files are in place. */
  readonly after: (run: RunFacts) => ExportState;
};

export type RunFacts = {
  readonly startedMs: number;
  readonly finishedMs: number;
  readonly rows: number;
  readonly files: readonly WholeFile[];
  readonly standing: Standing;
  readonly changes: Changes;
  readonly counts: FilterCounts;
  /** The path of the manifest, if there is one. */
  readonly manifest: string | undefined;
};

/** A running export. */
type Run<T extends Row> = FileExport<T> & {
  readonly startedMs: number;
  readonly mark: string;
  readonly changes: Changes;
  readonly counts: FilterCounts;
  readonly files: readonly FilePlan[];
  readonly manifest: string | undefined;
  /** Whether progress was saved that a later run can resume. */
  kept: boolean;
};

/**
 * Writes a list into files: first drafts next to the final paths, span by span until the completeness check succeeds, then
 * all of them are moved into place. When interrupted, the progress of a long export is saved. Resolves with `undefined`
 * when there are no rows and `failsOnEmpty` is set.
 */
export async function exportFiles<T extends Row>(io: Io, job: FileExport<T>): Promise<RunFacts | undefined> {
  if (job.saved === undefined) await dropProgress(job.progress);
  const run = await begun(io, job);
  // If this process is killed, the next run finds the drafts through this file, and removes or resumes them.
  if (job.saved === undefined) await saveProgress(job.progress, progressOf(io, run, nothingDone));
  try {
    const facts = factsOf(run, await written(io, run), io.now());
    const isNothing = facts.rows === 0 && job.failsOnEmpty;
    await (isNothing ? removeDrafts(run) : put(io, run, facts));
    await dropProgress(job.progress);
    return isNothing ? undefined : facts;
  } catch (error) {
    const isKept = run.kept && isWorthKeeping(error);
    if (!isKept) await dropDrafts(run, error instanceof Failure && error.kind === 'locked');
    if (isWorthKeeping(error)) job.onStopped(isKept);
    throw error;
  }
}

/** Plans a run and its file names. Throws Failure 'usage' when a file cannot be written at its path. */
async function begun<T extends Row>(io: Io, job: FileExport<T>): Promise<Run<T>> {
  const { request, target, saved } = job;
  const startedMs = saved?.startedMs ?? io.now();
  const files = saved?.files ?? (await filePlans(request, target, startedMs));
  for (const { path } of files) await refuseTaken(path, target.force);
  const whole = wholeName(target.out, request.range, request.bot, startedMs);
  return {
    ...job,
    startedMs,
    mark: saved?.mark ?? io.uuid().slice(0, 8),
    changes: saved?.checkpoint.changes ?? noChanges(),
    counts: saved?.checkpoint.counts ?? nothingCounted(),
    files,
    manifest: target.hasManifest ? manifestPath(whole) : undefined,
    kept: saved !== undefined,
  };
}

const nothingDone: Checkpoint = {
  files: [],
  rest: undefined,
  standing: nothingRead,
  changes: noChanges(),
  undated: [],
  notes: undefined,
};

function progressOf<T extends Row>({ pid, host }: Io, run: Run<T>, checkpoint: Checkpoint): Progress {
  const { settings, mark, startedMs, files, manifest, request } = run;
  return {
    version: 1,
    settings,
    mark,
    manifest,
    pid,
    host,
    startedMs,
    range: request.range,
    files,
    checkpoint,
  };
}

async function written<T extends Row>(io: Io, run: Run<T>): Promise<Written> {
  const { request, changes, counts, memory, saved, progress, files } = run;
  const { format, written: shown } = await rowWriter(request, changes);
  const choose = rowChooser(request, counts);
  const chosen = (rows: readonly T[]) => {
    const wanted = choose(rows);
    return shown(memory === undefined ? wanted : wanted.filter(memory.takes));
  };
  const reading = {
    ...request,
    seed: Math.floor(io.random() * 2 ** 32),
    undated: new Set(saved?.checkpoint.undated),
    onPass: run.onPass,
  };
  const writer = { format, changes, counts, chosen, onRewind: memory?.onRewind ?? (() => {}) };
  return writeFiles(
    {
      ...reading,
      ...writer,
      ...run,
      pdf: pdfOptions(request),
      notes: memory?.notes ?? (() => undefined),
      onCheckpoint: async (checkpoint) => {
        await run.isOurs();
        // With a single span there is nothing to gain: resuming would read as much as starting over.
        if (checkpoint.rest === undefined && files.length === 1) return;
        await saveProgress(progress, progressOf(io, run, checkpoint));
        run.kept = true;
      },
    },
    saved?.checkpoint,
  );
}

function pdfOptions<T extends Row>({ kind, bot, writeOptions }: ExportRequest<T>) {
  const name = kind.name === 'leads' ? 'leads' : 'convos';
  return { kind: name, title: `${bot.name}: ${kind.called}`, font: writeOptions.font } as const;
}

function factsOf<T extends Row>(run: Run<T>, { files, standing }: Written, finishedMs: number): RunFacts {
  const { startedMs, changes, counts, manifest } = run;
  const rows = files.reduce((sum, file) => sum + file.rows, 0);
  return { startedMs, finishedMs, rows, files, standing, changes, counts, manifest };
}

async function put<T extends Row>(io: Io, run: Run<T>, facts: RunFacts): Promise<void> {
  const { mark, target, memory } = run;
  const { manifest } = facts;
  const files = facts.files.map(({ partial, leftover, path, sha256 }) => ({
    ...{ partial, leftover, path, sha256 },
    force: target.force,
  }));
  // Write everything that could fail on a full disk before the first file is moved into place.
  if (manifest !== undefined) files.push(await draftOf(manifest, manifestFor(io, run, facts), mark));
  await run.isOurs();
  const state = memory && { path: memory.place.path, value: memory.after(facts) };
  await commit({ files, state }, run.pending);
}

async function draftOf(path: string, text: string, mark: string) {
  const partial = `${path}.${mark}.partial`;
  await rm(partial, { force: true });
  const draft = await openDraft(partial, path);
  await draft.write(text).finally(() => draft.close());
  const { sha256 } = await readBack(partial);
  return { partial, leftover: undefined, path, sha256, force: true };
}

function manifestFor<T extends Row>({ version }: Io, run: Run<T>, facts: RunFacts): string {
  const { request, finish, memory } = run;
  const { bot, origin, kind, range, writeOptions } = request;
  return manifestText({
    tool: `cbase ${version}`,
    kind: kind.name,
    bot: { id: bot.id, name: bot.name },
    origin,
    since: range.since ?? null,
    until: range.until ?? null,
    time_zone: range.zone ?? 'UTC',
    state: memory?.name ?? null,
    emit: memory?.emit ?? null,
    format: writeOptions.format,
    packed: finish === 'gzip',
    redacted: writeOptions.redact,
    ...filterFacts(request, facts.counts),
    ...manifestFacts(facts),
  });
}

/** What was chosen, and of how many rows. What somebody searched for can be what is to be redacted. */
function filterFacts<T extends Row>(
  { filter, sources, writeOptions }: ExportRequest<T>,
  counts: FilterCounts,
) {
  const isHidden = filter !== undefined && writeOptions.redact.length > 0;
  return {
    sources: sources === '' ? [] : sources.split(','),
    filter: isHidden ? 'redacted' : (filter?.text ?? null),
    ...counts,
  };
}

const passing: readonly FailureKind[] = ['temporary', 'interrupted', 'terminated', 'hangup'];

/** True for failures that may not recur on the next attempt. */
function isWorthKeeping(error: unknown): boolean {
  if (error instanceof Failure) return passing.includes(error.kind);
  return error instanceof ApiError || (error instanceof Error && error.name === 'AbortError');
}

/**
 * Removes the drafts, unless a commit is pending that the next run will complete. If another run has taken over,
 * the saved progress belongs to that run and stays.
 */
async function dropDrafts<T extends Row>(run: Run<T>, isTakenOver: boolean): Promise<void> {
  if ((await lstat(run.pending).catch(() => undefined)) !== undefined) return;
  await removeDrafts(run);
  if (!isTakenOver) await dropProgress(run.progress);
}

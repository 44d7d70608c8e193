import { lstat, rm } from 'node:fs/promises';
import { ApiError } from '../api/error.js';
import type { DayRange } from '../api/listing.js';
import { Failure, type FailureKind } from '../base/failure.js';
import { openDraft } from '../base/files/draft.js';
import { refuseTaken } from '../base/files/place.js';
import type { Io } from '../base/io.js';
import { commit } from './commit.js';
import { filePlans, type Target, wholeName } from './file-plans.js';
import { nothingRead, type Standing } from './list/read-spans.js';
import { manifestFacts, manifestPath, manifestText } from './manifest.js';
import { type ExportRequest, rowWriter } from './request.js';
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
  /** Whether nothing at all is written when there are no rows. */
  readonly failsOnEmpty: boolean;
  /** Where it is kept how far a long export came, what is left to do once it is whole, and the command line that both belong to. */
  readonly progress: string;
  readonly pending: string;
  readonly settings: string;
  /** What was kept of one that was stopped. */
  readonly saved: Progress | undefined;
  /** What a named state adds. */
  readonly memory: Memory | undefined;
  /** Asked before anything is put away or put in place; rejects when another run has taken over. */
  readonly isOurs: () => Promise<void>;
  /** Told after each page how many rows there are so far. */
  readonly onRows: (rows: number) => void;
  /** Told before each reading of a span which one it is. */
  readonly onPass: (number: number) => void;
  /** Told when the journey stops, and whether what was read is kept to be gone on with. */
  readonly onStopped: (isKept: boolean) => void;
};

export type Memory = {
  readonly name: string;
  readonly place: StatePlace;
  readonly emit: string;
  /** Notes a row, and says whether it is written. */
  readonly takes: (row: Row) => boolean;
  /** Days are read anew: what was noted of them does not count. */
  readonly onRewind: (span: DayRange) => void;
  readonly notes: () => unknown;
  /** The state once the files are in their places. */
  readonly after: (run: RunFacts) => ExportState;
};

export type RunFacts = {
  readonly startedMs: number;
  readonly finishedMs: number;
  readonly rows: number;
  readonly files: readonly WholeFile[];
  readonly standing: Standing;
  readonly changes: Changes;
  /** The path of the manifest, if there is one. */
  readonly manifest: string | undefined;
};

/** One export on its way. */
type Run<T extends Row> = FileExport<T> & {
  readonly startedMs: number;
  readonly mark: string;
  readonly changes: Changes;
  readonly files: readonly FilePlan[];
  readonly manifest: string | undefined;
  /** Whether something was put away that a later run can go on with. */
  kept: boolean;
};

/**
 * Writes a list into files: drafts beside their places, span by span until it is proven that nothing is missing; then all of
 * them are put in their places. When the journey stops, what a long export has written is kept. Resolves with `undefined`
 * when there are no rows and nothing was to be written then.
 */
export async function exportFiles<T extends Row>(io: Io, job: FileExport<T>): Promise<RunFacts | undefined> {
  if (job.saved === undefined) await dropProgress(job.progress);
  const run = await begun(io, job);
  // Whoever comes after a kill finds the drafts by this, and removes them or goes on with them.
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

/** A run with its names. Throws Failure 'usage' when a file cannot stand where it is to. */
async function begun<T extends Row>(io: Io, job: FileExport<T>): Promise<Run<T>> {
  const { request, target, saved } = job;
  const startedMs = saved?.startedMs ?? io.now();
  const files = saved?.files ?? (await filePlans(request, target, startedMs));
  for (const { path } of files) await refuseTaken(path, target.force);
  const whole = wholeName(target.out, request.range, request.bot.name, startedMs);
  return {
    ...job,
    startedMs,
    mark: saved?.mark ?? io.uuid().slice(0, 8),
    changes: saved?.checkpoint.changes ?? noChanges(),
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
  const { request, changes, memory, saved, progress, files } = run;
  const { format, written: shown } = await rowWriter(request, changes);
  const chosen = (rows: readonly T[]) => shown(memory === undefined ? rows : rows.filter(memory.takes));
  const reading = {
    ...request,
    seed: Math.floor(io.random() * 2 ** 32),
    undated: new Set(saved?.checkpoint.undated),
    onPass: run.onPass,
  };
  const writer = { format, changes, chosen, onRewind: memory?.onRewind ?? (() => {}) };
  return writeFiles(
    {
      ...reading,
      ...writer,
      ...run,
      pdf: pdfOptions(request),
      notes: memory?.notes ?? (() => undefined),
      onCheckpoint: async (checkpoint) => {
        await run.isOurs();
        // A list of one span is read again as fast as it is gone on with.
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
  const { startedMs, changes, manifest } = run;
  const rows = files.reduce((sum, file) => sum + file.rows, 0);
  return { startedMs, finishedMs, rows, files, standing, changes, manifest };
}

async function put<T extends Row>(io: Io, run: Run<T>, facts: RunFacts): Promise<void> {
  const { mark, target, memory } = run;
  const { manifest } = facts;
  const files = facts.files.map(({ partial, leftover, path, sha256 }) => ({
    ...{ partial, leftover, path, sha256 },
    force: target.force,
  }));
  // Whatever can fail for want of space fails before the first file takes its place.
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
    state: memory?.name ?? null,
    emit: memory?.emit ?? null,
    format: writeOptions.format,
    packed: finish === 'gzip',
    redacted: writeOptions.redact,
    ...manifestFacts(facts),
  });
}

const passing: readonly FailureKind[] = ['temporary', 'interrupted', 'terminated', 'hangup'];

/** What may be otherwise the next time. */
function isWorthKeeping(error: unknown): boolean {
  if (error instanceof Failure) return passing.includes(error.kind);
  return error instanceof ApiError || (error instanceof Error && error.name === 'AbortError');
}

/**
 * Removes the drafts, unless they are to be put in their places by whoever comes next. Where another run has taken over,
 * what is kept of the export is that run's.
 */
async function dropDrafts<T extends Row>(run: Run<T>, isTakenOver: boolean): Promise<void> {
  if ((await lstat(run.pending).catch(() => undefined)) !== undefined) return;
  await removeDrafts(run);
  if (!isTakenOver) await dropProgress(run.progress);
}

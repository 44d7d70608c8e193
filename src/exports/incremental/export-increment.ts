import { lstat } from 'node:fs/promises';
import type { DayRange } from '../../api/listing.js';
import { Failure } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import { finishPending } from '../commit.js';
import { day, dayAfter } from '../days.js';
import { exportFiles, type FileExport, type Memory, type RunFacts } from '../export-files.js';
import { plannedFiles, type Subject, type Target } from '../file-plans.js';
import type { Progress } from '../resume.js';
import type { Row } from '../row.js';
import {
  checkSubject,
  type ExportState,
  firstOpenDay,
  readState,
  type StatePlace,
  startDay,
} from '../state.js';
import { type Emission, type Noted, Window } from './window.js';

/** The settings of an incremental export. */
export type Increment = {
  readonly name: string;
  readonly place: StatePlace;
  readonly emission: Emission;
  /** Days that are read again in each run to find late rows. */
  readonly lookbackDays: number;
  /** The server's clock at its latest response, if known. */
  readonly serverMs: () => number | undefined;
  readonly onNotice: (text: string) => void;
};

/** An export without the parts that its state determines: the days to read, and the progress of an interrupted run. */
export type IncrementalExport<T extends Row> = Omit<FileExport<T>, 'memory' | 'saved'> & {
  readonly saved: () => Promise<Progress | undefined>;
};

/** What one run of an incremental export wrote. */
export type IncrementFacts = {
  readonly runs: readonly RunFacts[];
  /** Files of an earlier run that was interrupted after they were complete. */
  readonly finished: readonly string[];
};

/**
 * Exports the rows that are new since the last run with this state. First completes a run that was interrupted after its
 * files were complete, or resumes one that was interrupted earlier; newer rows then go into a separate file, unless that
 * would replace the file just written. Call it only while holding the lock of the state.
 */
export async function exportIncrement<T extends Row>(
  io: Io,
  job: IncrementalExport<T>,
  increment: Increment,
): Promise<IncrementFacts> {
  refuseStrangeClock(increment.serverMs(), io.now());
  const state = await readState(increment.place);
  if (state !== undefined) refuseOldClock(state, increment, io.now());
  const finished = (await finishPending(increment.place.pending)) ?? [];
  if (finished.length > 0)
    increment.onNotice(`The previous run was interrupted after writing ${finished[0]}; it is now complete`);
  const runs: RunFacts[] = [];
  const saved = await job.saved();
  if (saved !== undefined) {
    increment.onNotice(`Resuming the interrupted run of ${new Date(saved.startedMs).toISOString()}`);
    const facts = await runIncrement(io, job, increment, saved);
    if (facts !== undefined) runs.push(facts);
    const { zone } = job.request.range;
    if (day(saved.startedMs, zone) === day(io.now(), zone)) return { runs, finished };
  }
  const written = new Set([...finished, ...runs.flatMap(({ files }) => files.map(({ path }) => path))]);
  if (await wouldReplace(io, written, job, increment)) {
    increment.onNotice('Newer rows are left to the next run, because they would overwrite that file');
    return { runs, finished };
  }
  const facts = await runIncrement(io, job, increment, undefined);
  return { runs: facts === undefined ? runs : [...runs, facts], finished };
}

async function wouldReplace<T extends Row>(
  io: Io,
  written: ReadonlySet<string>,
  { request, target }: IncrementalExport<T>,
  increment: Increment,
): Promise<boolean> {
  if (written.size === 0) return false;
  const state = await readState(increment.place);
  const range = openRange(state, request.range, day(io.now(), request.range.zone));
  return plannedFiles({ ...request, range }, target, io.now()).some(({ path }) => written.has(path));
}

async function runIncrement<T extends Row>(
  io: Io,
  job: IncrementalExport<T>,
  increment: Increment,
  saved: Progress | undefined,
): Promise<RunFacts | undefined> {
  const { request } = job;
  const { zone } = request.range;
  const subject = {
    ...{ bot: request.bot.id, origin: request.origin, sources: request.sources },
    ...(zone !== undefined && { zone }),
    ...(request.filter && { filter: request.filter.text }),
  };
  const held = await readState(increment.place);
  if (held !== undefined) checkSubject(held, subject);
  const startedMs = saved?.startedMs ?? io.now();
  // Written by cbase itself, in a file that was validated when it was read.
  const noted = saved?.checkpoint.notes as Noted | undefined;
  const state = held ?? firstState(increment.name, request.kind.name, subject, noted?.salt ?? io.uuid());
  const today = day(startedMs, zone);
  const range =
    saved === undefined
      ? openRange(held, request.range, today)
      : { ...saved.range, until: saved.range.until ?? today };
  // The last day that ended at least `lookbackDays` days ago, hence the additional day.
  const window = new Window(state, increment.emission, dayAfter(today, -increment.lookbackDays - 1), noted);
  if (saved === undefined) await refuseOwnFile(state, { ...request, range }, job.target, startedMs);
  const memory = memoryOf(window, increment, range);
  return exportFiles(io, { ...job, request: { ...request, range }, saved, memory });
}

function memoryOf(
  window: Window,
  { place, emission, lookbackDays }: Increment,
  range: DayRange & { readonly until: string },
): Memory {
  const { state } = window;
  return {
    name: state.name,
    place,
    emit: emission,
    takes: (row) => window.take(row),
    onRewind: (span, undated) => window.forget(span, undated),
    notes: () => window.noted(),
    after: (facts) => ({
      ...state,
      ...window.after(range),
      runs: state.runs + 1,
      rows: state.rows + facts.rows,
      last: {
        started: new Date(facts.startedMs).toISOString(),
        finished: new Date(facts.finishedMs).toISOString(),
        rows: facts.rows,
        files: facts.files.map(({ path }) => path),
        manifest: facts.manifest ?? '',
        emit: emission,
        lookbackDays,
      },
    }),
  };
}

function firstState(name: string, kind: string, subject: ExportState['subject'], salt: string): ExportState {
  const nothing = { closedThrough: undefined, days: {}, runs: 0, rows: 0, last: undefined };
  return { version: 1, kind, name, subject, salt, ...nothing };
}

/**
 * From the first open day to the requested end, or today. `since` only applies to the first run; a later run starts where
 * the previous one ended, so that no day is skipped. Throws Failure 'usage' for an end before the first open day.
 */
function openRange(
  state: ExportState | undefined,
  range: DayRange,
  today: string,
): DayRange & { readonly until: string } {
  const { since, until } = range;
  const open = state && firstOpenDay(state);
  const last = until !== undefined && until < today ? until : today;
  if (open !== undefined && last < open)
    throw new Failure(
      'usage',
      `--until ${last} is before ${open}, the first day that is still open in this state`,
      {
        advice: 'Omit --until, or use another --state',
      },
    );
  return { ...range, since: open ?? since, until: last };
}

/**
 * The rows of each run with a state are in one file only, so a later run must not overwrite it because its placeholders
 * give the same name. (A name without `{…}` is meant to be reused.) Throws Failure 'usage'.
 */
async function refuseOwnFile(
  { last, name }: ExportState,
  subject: Subject,
  target: Target,
  nowMs: number,
): Promise<void> {
  if (!target.out.includes('{')) return;
  const paths = plannedFiles(subject, target, nowMs).map(({ path }) => path);
  const own = paths.find((path) => last?.files.includes(path));
  if (own === undefined || (await lstat(own).catch(() => undefined)) === undefined) return;
  throw new Failure(
    'usage',
    `This run would overwrite ${own}, the only copy of what the last run of the state "${name}" exported`,
    {
      advice: 'Add {time} to --out, so that each run writes a new file, or move that file away',
    },
  );
}

/** If the clock went back, days that are already closed would look as if they had not begun. */
function refuseOldClock({ last, name, subject }: ExportState, { place }: Increment, nowMs: number): void {
  if (last === undefined || day(nowMs, subject.zone) >= startDay(last, subject.zone)) return;
  throw new Failure(
    'usage',
    `The clock of this machine says ${new Date(nowMs).toISOString()}, but the last run of the state ${name} started at ${last.started}`,
    { advice: `Correct the clock, or move ${place.path} away to start a new state` },
  );
}

const farMs = 12 * 3_600_000;

/** If the clock is ahead, days would be closed before they are over. */
function refuseStrangeClock(serverMs: number | undefined, nowMs: number): void {
  if (serverMs === undefined || Math.abs(serverMs - nowMs) < farMs) return;
  const [own, other] = [nowMs, serverMs].map((ms) => new Date(ms).toISOString());
  throw new Failure('usage', `The clock of this machine says ${own}, but that of the server says ${other}`, {
    advice: 'Correct the clock, which determines the days to export',
  });
}

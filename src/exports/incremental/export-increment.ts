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
import { checkSubject, type ExportState, firstOpenDay, readState, type StatePlace } from '../state.js';
import { type Emission, type Noted, Window } from './window.js';

/** What a named export is, from one run to the next. */
export type Increment = {
  readonly name: string;
  readonly place: StatePlace;
  readonly emission: Emission;
  /** So many days are read again each time: late rows are found that long. */
  readonly lookbackDays: number;
  /** What the server's clock says, where it has said so. */
  readonly serverMs: () => number | undefined;
  readonly onNotice: (text: string) => void;
};

/** An export, but for what a state decides: which days are read, and what was kept of a run that was stopped. */
export type IncrementalExport<T extends Row> = Omit<FileExport<T>, 'memory' | 'saved'> & {
  readonly saved: () => Promise<Progress | undefined>;
};

/** What came of a increment. */
export type IncrementFacts = {
  readonly runs: readonly RunFacts[];
  /** Files of a run before, which had been stopped after they were whole. */
  readonly finished: readonly string[];
};

/**
 * Exports what is new since the last run of that name. A run that was stopped once its files were whole is finished first, and one
 * that was stopped before is gone on with; what came since then has a file of its own, unless that would take the name of
 * one that nobody has seen yet. Call it while the lock of the state is held.
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
    increment.onNotice(`The run before was stopped after it had written ${finished[0]}; it is finished now`);
  const runs: RunFacts[] = [];
  const saved = await job.saved();
  if (saved !== undefined) {
    increment.onNotice(
      `Going on with the run of ${new Date(saved.startedMs).toISOString()} that was stopped`,
    );
    const facts = await runIncrement(io, job, increment, saved);
    if (facts !== undefined) runs.push(facts);
    if (day(saved.startedMs) === day(io.now())) return { runs, finished };
  }
  const written = new Set([...finished, ...runs.flatMap(({ files }) => files.map(({ path }) => path))]);
  if (await wouldReplace(io, written, job, increment)) {
    increment.onNotice('What came since then waits for the next run: it would take the name of that file');
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
  const range = openRange(state, request.range, day(io.now()));
  return plannedFiles({ ...request, range }, target, io.now()).some(({ path }) => written.has(path));
}

async function runIncrement<T extends Row>(
  io: Io,
  job: IncrementalExport<T>,
  increment: Increment,
  saved: Progress | undefined,
): Promise<RunFacts | undefined> {
  const { request } = job;
  const subject = { bot: request.bot.id, origin: request.origin, sources: request.sources };
  const held = await readState(increment.place);
  if (held !== undefined) checkSubject(held, subject);
  const startedMs = saved?.startedMs ?? io.now();
  // Notes of this program's own, from a file that was checked when it was read.
  const noted = saved?.checkpoint.notes as Noted | undefined;
  const state = held ?? firstState(increment.name, request.kind.name, subject, noted?.salt ?? io.uuid());
  const today = day(startedMs);
  const range =
    saved === undefined
      ? openRange(held, request.range, today)
      : { ...saved.range, until: saved.range.until ?? today };
  // The last day that ended so many days ago: one day more than the difference of the dates.
  const window = new Window(
    state,
    increment.emission,
    dayAfter(day(startedMs), -increment.lookbackDays - 1),
    noted,
  );
  if (saved === undefined) await refuseOwnFile(state, { ...request, range }, job.target, startedMs);
  const memory = memoryOf(window, increment, range);
  return exportFiles(io, { ...job, request: { ...request, range }, saved, memory });
}

function memoryOf(
  window: Window,
  { place, emission }: Increment,
  range: DayRange & { readonly until: string },
): Memory {
  const { state } = window;
  return {
    name: state.name,
    place,
    emit: emission,
    takes: (row) => window.take(row),
    onRewind: (span) => window.forget(span),
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
      },
    }),
  };
}

function firstState(name: string, kind: string, subject: ExportState['subject'], salt: string): ExportState {
  const nothing = { closedThrough: undefined, days: {}, runs: 0, rows: 0, last: undefined };
  return { version: 1, kind, name, subject, salt, ...nothing };
}

/**
 * From the first open day to the end of the range that was asked for, or today. Where a first run begins is said by `since`; a
 * later one begins where the one before ended, or days would be left out. Throws Failure 'usage' for an end that is past.
 */
function openRange(
  state: ExportState | undefined,
  { since, until }: DayRange,
  today: string,
): DayRange & { readonly until: string } {
  const open = state && firstOpenDay(state);
  const last = until !== undefined && until < today ? until : today;
  if (open !== undefined && last < open)
    throw new Failure(
      'usage',
      `--until ${last} is before ${open}, the first day that is not exported for good`,
      {
        advice: 'Leave --until out, or begin another state',
      },
    );
  return { since: open ?? since, until: last };
}

/**
 * What a run of this state wrote is in no other file: a name that is meant to be another each time, and is not, must not take its
 * place. (A name without `{…}` is meant to be the same.) Throws Failure 'usage'.
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
    `${own} holds what the last run of the state ${name} exported, and nothing else does`,
    {
      advice: 'Put {time} into --out, so that each run has a file of its own, or take that one away',
    },
  );
}

/** A clock that went back would read days that are closed as if they were not there yet. */
function refuseOldClock({ last, name }: ExportState, { place }: Increment, nowMs: number): void {
  if (last === undefined || day(nowMs) >= last.started.slice(0, 10)) return;
  throw new Failure(
    'usage',
    `The clock of this machine says ${new Date(nowMs).toISOString()}, but the state ${name} was moved on ${last.started}`,
    { advice: `Set the clock, or move ${place.path} away to begin a new state` },
  );
}

const farMs = 12 * 3_600_000;

/** A clock that is ahead would close days that are not over. */
function refuseStrangeClock(serverMs: number | undefined, nowMs: number): void {
  if (serverMs === undefined || Math.abs(serverMs - nowMs) < farMs) return;
  const [own, other] = [nowMs, serverMs].map((ms) => new Date(ms).toISOString());
  throw new Failure('usage', `The clock of this machine says ${own}, that of the server ${other}`, {
    advice: 'Set the clock: which days are over is told by it',
  });
}

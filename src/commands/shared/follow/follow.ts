import { basename, dirname, join } from 'node:path';
import type { ListRequest } from '../../../api/listing.js';
import { maxListPageSize } from '../../../api/listing.js';
import { plainLine } from '../../../base/escape/terminal.js';
import type { Ending } from '../../../base/failure.js';
import { putJson } from '../../../base/files/replace.js';
import type { Io } from '../../../base/io.js';
import { count, counted, durationText } from '../../../base/text.js';
import type { Common } from '../../../cli/common-options.js';
import { type BotContext, withBot } from '../../../cli/with-account.js';
import type { Lease } from '../../../config/lease.js';
import { exportsDirectory } from '../../../config/paths.js';
import { originOf } from '../../../config/settings.js';
import { calendarOf } from '../../../exports/calendar.js';
import { day, dayAfter } from '../../../exports/days.js';
import type { RowFilter } from '../../../exports/filter/row-filter.js';
import { follow } from '../../../exports/follow/follow.js';
import { Outage } from '../../../exports/follow/outage.js';
import type { Sighting } from '../../../exports/follow/sightings.js';
import { type FollowState, readFollowState } from '../../../exports/follow/state.js';
import type { List } from '../../../exports/list/lists.js';
import { lockExport } from '../../../exports/lock.js';
import type { Row } from '../../../exports/row.js';
import { checkSubject, type FollowPlace, followPlace } from '../../../exports/state.js';
import { writeErr } from '../../../terminal/streams.js';
import { rangeOf } from '../day-range.js';
import { execProgram } from '../exec-program.js';
import { programFor } from './exec-rows.js';
import type { FollowFlags } from './follow-flags.js';
import { rowPrinter } from './print-rows.js';

export type FollowOptions = Common & FollowFlags & { readonly since?: string };

/** What is followed. */
export type FollowJob<T extends Row> = {
  readonly name: 'leads' | 'convos';
  readonly called: 'leads' | 'conversations';
  readonly sources: readonly string[] | undefined;
  readonly filter: RowFilter<T> | undefined;
  /** What must change for a row to be printed again. */
  readonly partsOf: (row: T) => readonly unknown[];
  readonly listOf: (context: BotContext) => Promise<List<T>>;
  readonly page: (context: BotContext, request: ListRequest) => Promise<readonly T[]>;
  /** A row as a line for people; its time is shown before it. */
  readonly line: (sighting: Sighting<T>) => string;
};

const usualIntervalMs = 60_000;
const usualLookbackDays = 2;

/** Prints rows as they appear, until the first interrupt. */
export async function runFollow<T extends Row>(
  io: Io,
  options: FollowOptions,
  job: FollowJob<T>,
): Promise<Ending> {
  const directory = exportsDirectory(io.env, io.home);
  const place = options.state === undefined ? undefined : followPlace(directory, job.name, options.state);
  const program =
    options.exec === undefined ? undefined : await execProgram(io, options.exec, options.execTimeout);
  rangeOf(io, options);
  const tell = (text: string) => writeErr(io, plainLine(text));
  const outage = new Outage(io, { intervalMs: options.interval ?? usualIntervalMs, tell });
  const begin = async (context: BotContext) => {
    outage.isOver();
    const lease = place && (await lockFor(io, options, job, place));
    try {
      await followBot(io, options, job, { context, place, lease, program, outage });
    } finally {
      await lease?.release();
    }
  };
  const followOnce = () => withBot(io, { ...options, format: undefined }, begin);
  // What was followed before is followed again as soon as that is possible: after a restart there may be no network yet.
  if (place !== undefined && (await readFollowState(place)) !== undefined) await outage.outlast(followOnce);
  else await followOnce();
  return endingOf(io);
}

function lockFor<T extends Row>(
  io: Io,
  { state = '' }: FollowOptions,
  { name }: FollowJob<T>,
  { path }: FollowPlace,
): Promise<Lease | undefined> {
  return lockExport(io, {
    directory: join(dirname(path), 'locks'),
    name: basename(path, '.json'),
    what: `the state ${state}`,
    run: `${name} list --follow`,
    ifLocked: 'fail',
    maxWaitMs: 0,
    onNotice: (text) => writeErr(io, plainLine(text)),
  });
}

type Parts = {
  readonly context: BotContext;
  readonly place: FollowPlace | undefined;
  readonly lease: Lease | undefined;
  readonly program: Awaited<ReturnType<typeof execProgram>> | undefined;
  readonly outage: Outage;
};

async function followBot<T extends Row>(
  io: Io,
  options: FollowOptions,
  job: FollowJob<T>,
  { context, place, lease, program, outage }: Parts,
): Promise<void> {
  const held = place && (await readFollowState(place));
  const state = stateFor(io, options, job, { context, held });
  const tell = (text: string) => writeErr(io, plainLine(text));
  const print = rowPrinter(io, options, job.line);
  const run = program && programFor(io, { program, rejects: place?.rejects, tell });
  const { interval = usualIntervalMs, lookback = usualLookbackDays, quiet } = options;
  if (!quiet) tell(beginning(job, context, state, held !== undefined, interval));
  let handedOn = 0;
  await follow<T>(io, {
    list: () => job.listOf(context),
    page: (range, page) => job.page(context, { bot: context.bot.id, page, size: maxListPageSize, ...range }),
    judge: {
      fits: job.filter?.fits ?? (() => true),
      partsOf: job.partsOf,
      hasUpdates: options.updates === true,
    },
    state,
    isFresh: held === undefined && options.since === undefined,
    lookbackDays: lookback,
    intervalMs: interval,
    deliver: async (sighting) => {
      await print(sighting);
      await run?.(sighting.row.raw);
      handedOn++;
    },
    save: async (now) => {
      if (place === undefined) return;
      await lease?.check();
      await putJson(place.path, now);
    },
    savesEach: program !== undefined,
    outage,
    mayBeginLate: held !== undefined,
  });
  if (!quiet) tell(`${counted(handedOn, job.called.slice(0, -1), job.called)} printed${ending(options)}`);
}

type Begun = { readonly context: BotContext; readonly held: FollowState | undefined };

/** The stored state, or a new one. Throws Failure 'usage' where the stored one belongs to something else. */
function stateFor<T extends Row>(
  io: Io,
  options: FollowOptions,
  { name, sources, filter }: FollowJob<T>,
  { context: { account, bot }, held }: Begun,
): FollowState {
  const subject = {
    bot: bot.id,
    origin: originOf(account.settings),
    sources: [...(sources ?? [])].sort().join(','),
    ...(filter && { filter: filter.text }),
  };
  if (held !== undefined) {
    checkSubject(held, subject);
    return held;
  }
  const today = day(io.now());
  const { since, fromMs } = startOf(io, options);
  return {
    version: 1,
    kind: name,
    name: options.state ?? '',
    subject,
    salt: io.uuid(),
    ...(fromMs !== undefined && { fromMs }),
    since: since ?? dayAfter(today, -(options.lookback ?? usualLookbackDays)),
    readThrough: since ?? today,
    days: {},
    rows: 0,
  };
}

/** Followed days are those of UTC; a first day of another zone begins at a moment of one of them. */
function startOf(io: Io, options: FollowOptions): Pick<FollowState, 'fromMs'> & { readonly since?: string } {
  const { since, zone } = rangeOf(io, options);
  if (since === undefined) return {};
  if (zone === undefined) return { since };
  const fromMs = calendarOf(zone).startMs(since);
  return { since: day(fromMs), fromMs };
}

function beginning<T extends Row>(
  { called, filter }: FollowJob<T>,
  { bot }: BotContext,
  { rows, since, fromMs }: FollowState,
  isContinued: boolean,
  intervalMs: number,
): string {
  const which = filter === undefined ? '' : ` (${filter.text})`;
  const from = isContinued ? `, after ${count(rows)} printed before` : '';
  const before =
    fromMs === undefined ? `days before ${since}` : `${called} before ${new Date(fromMs).toISOString()}`;
  const every = durationText(intervalMs / 1000);
  return `Following the ${called} of ${bot.name}${which}${from}, every ${every}; ${before} are not read. Ctrl-C stops`;
}

function ending({ state }: FollowOptions): string {
  return state === undefined ? '' : `; the next run with --state ${state} continues from here`;
}

function endingOf({ interrupt }: Io): Ending {
  const endings = { SIGINT: 'interrupted', SIGTERM: 'terminated', SIGHUP: 'hangup' } as const;
  return endings[interrupt.signal() ?? 'SIGINT'];
}

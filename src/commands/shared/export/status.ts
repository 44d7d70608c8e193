import { stat } from 'node:fs/promises';
import { Failure } from '../../../base/failure.js';
import type { Io } from '../../../base/io.js';
import { exportsDirectory } from '../../../config/paths.js';
import { type FollowState, readFollowState } from '../../../exports/follow/state.js';
import {
  type ExportState,
  followNames,
  followPlace,
  openDays,
  readState,
  stateNames,
  statePlace,
} from '../../../exports/state.js';
import { printFields, printList } from '../../../terminal/output.js';
import { writeErr } from '../../../terminal/streams.js';
import type { StatusFlags } from './status-flags.js';

type ShownExport = ExportState & { readonly mode: 'export'; readonly ageMs: number | undefined };

/** Its age is that of the last change. */
type ShownFollow = FollowState & {
  readonly mode: 'follow';
  readonly changedAt: string | undefined;
  readonly ageMs: number | undefined;
};

/** How one state is shown. */
type Shown = ShownExport | ShownFollow;

/** A column that only exports have. */
const ofExport =
  <T>(column: (state: ShownExport) => T) =>
  (state: Shown): T | undefined =>
    state.mode === 'export' ? column(state) : undefined;

const stateView = {
  short: ['state', 'mode', 'last_run', 'age', 'rows', 'total_rows', 'closed_through', 'open_days'],
  columns: {
    state: ({ name }: Shown) => name,
    mode: ({ mode }: Shown) => mode,
    bot: ({ subject }: Shown) => subject.bot,
    last_run: (state: Shown) => lastTime(state)?.replace(/\.\d+Z$/, 'Z'),
    age: ({ ageMs }: Shown) => (ageMs === undefined ? undefined : ageText(ageMs)),
    age_hours: ({ ageMs }: Shown) => (ageMs === undefined ? undefined : Math.round(ageMs / 360_000) / 10),
    rows: ofExport(({ last }) => last?.rows),
    runs: ofExport(({ runs }) => runs),
    total_rows: ({ rows }: Shown) => rows,
    closed_through: ofExport(({ closedThrough }) => closedThrough),
    open_days: ofExport(openDays),
    read_through: (state: Shown) => (state.mode === 'follow' ? state.readThrough : undefined),
    lookback: ofExport(({ last }) =>
      last?.lookbackDays === undefined ? undefined : `${last.lookbackDays}d`,
    ),
    emit: ofExport(({ last }) => last?.emit),
    files: ofExport(({ last }) => last?.files),
    manifest: ofExport(({ last }) => last?.manifest),
  },
  layout: {
    state: { kind: 'id' },
    mode: { hides: 5 },
    bot: { grows: true, hides: 4 },
    last_run: { header: 'last run', kind: 'time' },
    rows: { kind: 'number', hides: 2 },
    runs: { kind: 'number' },
    total_rows: { header: 'total rows', kind: 'number', hides: 1 },
    closed_through: { header: 'closed through', kind: 'time', hides: 3 },
    read_through: { header: 'read through', kind: 'time' },
  } as const,
  raw: ({ salt: _, days, ...shown }: Shown) => ({ ...shown, days: Object.keys(days) }),
  id: ({ name }: Shown) => name,
};

/**
 * Prints the states of exports, and those with which a list is followed. Throws Failure 'not-found' for an unknown one, 'limit' if
 * the last successful run of an export is too old.
 */
export async function showStates(
  io: Io,
  options: StatusFlags,
  kind: 'leads' | 'convos',
  name: string | undefined,
): Promise<undefined> {
  if (options.fields === true) return printFields(io, options, stateView);
  const shown = await statesOf(io, kind, name);
  if (options.maxAge !== undefined && name !== undefined) refuseNoExport(shown, name);
  const exports = shown.filter((one) => one.mode === 'export');
  const late = exports.filter(({ ageMs = Number.POSITIVE_INFINITY }) => ageMs > (options.maxAge ?? Infinity));
  const isOneDocument = options.json === true || options.format === 'json';
  if (late.length === 0 || !isOneDocument) await printList(io, options, stateView, shown);
  if (late.length > 0) throw tooOld(late, options.maxAge ?? 0, shown.map(stateView.raw));
  if (shown.length === 0 && !options.quiet)
    writeErr(io, `There is no state yet. Create one with: cbase ${kind} export --state nightly --out FILE`);
  return undefined;
}

/** All states, or those of one name: an export and a followed list may share it. */
async function statesOf(
  io: Io,
  kind: 'leads' | 'convos',
  name: string | undefined,
): Promise<readonly Shown[]> {
  const directory = exportsDirectory(io.env, io.home);
  const known = { exports: await stateNames(directory, kind), followed: await followNames(directory, kind) };
  const shown: Shown[] = [];
  for (const one of name === undefined ? known.exports : [name]) {
    const state = await readState(statePlace(directory, kind, one));
    const ageMs = state?.last && io.now() - Date.parse(state.last.finished);
    if (state !== undefined) shown.push({ ...state, mode: 'export', ageMs });
  }
  for (const one of name === undefined ? known.followed : [name]) {
    const place = followPlace(directory, kind, one);
    const state = await readFollowState(place);
    const changedMs = await stat(place.path).then(
      ({ mtimeMs }) => mtimeMs,
      () => undefined,
    );
    const changedAt = changedMs === undefined ? undefined : new Date(changedMs).toISOString();
    const ageMs = changedMs === undefined ? undefined : Math.max(0, io.now() - changedMs);
    if (state !== undefined) shown.push({ ...state, mode: 'follow', changedAt, ageMs });
  }
  if (name !== undefined && shown.length === 0)
    throw unknownState(name, kind, [...new Set([...known.exports, ...known.followed])]);
  return shown;
}

/** The time of the last run of an export, or of the last change of a followed list. */
function lastTime(state: Shown): string | undefined {
  return state.mode === 'export' ? state.last?.finished : state.changedAt;
}

/** A list is followed for as long as its process runs, and its state changes only when rows come: it cannot be late. */
function refuseNoExport(shown: readonly Shown[], name: string): void {
  if (shown.some(({ mode }) => mode === 'export')) return;
  throw new Failure(
    'usage',
    `--max-age is for exports, and "${name}" is the state of a list that is followed`,
    {
      advice: 'Leave out --max-age',
    },
  );
}

/** `25 s`, `25 min`, `31 h 5 min`, `4 d 2 h`; rounded up, so that what is over a limit is never shown as equal to it. */
function ageText(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.ceil(ms / 60_000);
  if (minutes < 60) return `${minutes} min`;
  if (minutes < 72 * 60) return inUnits(minutes, 60, 'h', 'min');
  return inUnits(Math.ceil(minutes / 60), 24, 'd', 'h');
}

function inUnits(amount: number, perLarge: number, large: string, small: string): string {
  const rest = amount % perLarge;
  return `${Math.floor(amount / perLarge)} ${large}${rest === 0 ? '' : ` ${rest} ${small}`}`;
}

function unknownState(name: string, kind: string, known: readonly string[]): Failure {
  return new Failure('not-found', `There is no state "${name}"`, {
    advice:
      known.length === 0
        ? `Create it with: cbase ${kind} export --state ${name} --out FILE`
        : `Choose one of: ${known.join(', ')}`,
  });
}

function tooOld(late: readonly ShownExport[], maxMs: number, states: readonly object[]): Failure {
  const words = late.map(
    ({ name, ageMs }) => `of "${name}" was ${ageMs === undefined ? 'never' : `${ageText(ageMs)} ago`}`,
  );
  return new Failure(
    'limit',
    `Overdue: the last successful export ${words.join(', ')} (limit ${ageText(maxMs)})`,
    { advice: "Check the scheduler's log, or run the export now", document: { states } },
  );
}

import { Failure } from '../../../base/failure.js';
import type { Io } from '../../../base/io.js';
import { exportsDirectory } from '../../../config/paths.js';
import { type ExportState, openDays, readState, stateNames, statePlace } from '../../../exports/state.js';
import { printFields, printList } from '../../../terminal/output.js';
import { writeErr } from '../../../terminal/streams.js';
import type { StatusFlags } from './status-flags.js';

/** How one state is shown. */
type Shown = ExportState & { readonly ageMs: number | undefined };

const stateView = {
  short: ['state', 'last_run', 'age', 'rows', 'total_rows', 'closed_through', 'open_days'],
  columns: {
    state: ({ name }: Shown) => name,
    bot: ({ subject }: Shown) => subject.bot,
    last_run: ({ last }: Shown) => last?.finished.replace(/\.\d+Z$/, 'Z'),
    age: ({ ageMs }: Shown) => (ageMs === undefined ? undefined : ageText(ageMs)),
    age_hours: ({ ageMs }: Shown) => (ageMs === undefined ? undefined : Math.round(ageMs / 360_000) / 10),
    rows: ({ last }: Shown) => last?.rows,
    runs: ({ runs }: Shown) => runs,
    total_rows: ({ rows }: Shown) => rows,
    closed_through: ({ closedThrough }: Shown) => closedThrough,
    open_days: (state: Shown) => openDays(state),
    lookback: ({ last }: Shown) => (last?.lookbackDays === undefined ? undefined : `${last.lookbackDays}d`),
    emit: ({ last }: Shown) => last?.emit,
    files: ({ last }: Shown) => last?.files,
    manifest: ({ last }: Shown) => last?.manifest,
  },
  layout: {
    state: { kind: 'id' },
    bot: { grows: true, hides: 4 },
    last_run: { header: 'last run', kind: 'time' },
    rows: { kind: 'number', hides: 2 },
    runs: { kind: 'number' },
    total_rows: { header: 'total rows', kind: 'number', hides: 1 },
    closed_through: { header: 'closed through', kind: 'time', hides: 3 },
  } as const,
  raw: ({ salt: _, days, ...shown }: Shown) => ({ ...shown, days: Object.keys(days) }),
  id: ({ name }: Shown) => name,
};

/** Prints states. Throws Failure 'not-found' for an unknown one, 'limit' if the last successful run is too old. */
export async function showStates(
  io: Io,
  options: StatusFlags,
  kind: 'leads' | 'convos',
  name: string | undefined,
): Promise<undefined> {
  if (options.fields === true) return printFields(io, options, stateView);
  const directory = exportsDirectory(io.env, io.home);
  const known = await stateNames(directory, kind);
  const shown: Shown[] = [];
  for (const one of name === undefined ? known : [name]) {
    const state = await readState(statePlace(directory, kind, one));
    if (state === undefined) throw unknownState(one, kind, known);
    shown.push({ ...state, ageMs: state.last && io.now() - Date.parse(state.last.finished) });
  }
  const late = shown.filter(({ ageMs = Number.POSITIVE_INFINITY }) => ageMs > (options.maxAge ?? Infinity));
  const isOneDocument = options.json === true || options.format === 'json';
  if (late.length === 0 || !isOneDocument) await printList(io, options, stateView, shown);
  if (late.length > 0) throw tooOld(late, options.maxAge ?? 0, shown.map(stateView.raw));
  if (shown.length === 0 && !options.quiet)
    writeErr(io, `There is no state yet. Create one with: cbase ${kind} export --state nightly --out FILE`);
  return undefined;
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

function tooOld(late: readonly Shown[], maxMs: number, states: readonly object[]): Failure {
  const words = late.map(
    ({ name, ageMs }) => `of "${name}" was ${ageMs === undefined ? 'never' : `${ageText(ageMs)} ago`}`,
  );
  return new Failure(
    'limit',
    `Overdue: the last successful export ${words.join(', ')} (limit ${ageText(maxMs)})`,
    { advice: "Check the scheduler's log, or run the export now", document: { states } },
  );
}

import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { diskFailure, Failure, isSystemError } from '../base/failure.js';
import { isObject, jsonOrNothing } from '../base/json.js';
import { isSameZone } from '../base/time-zone-names.js';
import { day, dayAfter, daysIn } from './days.js';

/** The state of an incremental export, kept between runs. */
export type ExportState = {
  readonly version: 1;
  readonly kind: string;
  readonly name: string;
  /** What the state belongs to: another bot, origin or selection of rows needs another state. */
  readonly subject: Subject;
  /** Salt for the hashes of ids. */
  readonly salt: string;
  /** The watermark: all days up to this one are closed and are not read again. */
  readonly closedThrough: string | undefined;
  /** The rows of the open days, which are read again. */
  readonly days: Readonly<Record<string, DayState>>;
  readonly runs: number;
  readonly rows: number;
  readonly last: LastRun | undefined;
};

export type Subject = {
  readonly bot: string;
  readonly origin: string;
  readonly sources: string;
  /** The text of a filter; absent without one, and in states of earlier versions. */
  readonly filter?: string | undefined;
  /** The zone of all its days; UTC if absent, as in states of earlier versions. */
  readonly zone?: string;
};

export type DayState = {
  /** Maps the hash of a row's id to the hash of its content when last exported. */
  readonly rows: Readonly<Record<string, string>>;
  /** A digest of the day's ids, for comparison with another pass. */
  readonly ids: string;
};

export type LastRun = {
  readonly started: string;
  readonly finished: string;
  readonly rows: number;
  readonly files: readonly string[];
  readonly manifest: string;
  /** Not in states of earlier versions. */
  readonly emit?: string;
  readonly lookbackDays?: number;
};

/** The paths of a state and of its pending commit. */
export type StatePlace = {
  readonly path: string;
  readonly pending: string;
};

/** Throws Failure 'usage' for an invalid name. */
export function statePlace(directory: string, kind: string, name: string): StatePlace {
  const base = placeOf(directory, kind, name);
  return { path: `${base}.state.json`, pending: `${base}.pending.json` };
}

/** The same for what a list is followed with. */
export function followPlace(directory: string, kind: string, name: string): FollowPlace {
  const base = placeOf(directory, kind, name);
  return { path: `${base}.follow.json`, rejects: `${base}.follow-rejects.ndjson` };
}

export type FollowPlace = {
  readonly path: string;
  /** Rows that a program refused for good. */
  readonly rejects: string;
};

function placeOf(directory: string, kind: string, name: string): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(name))
    throw new Failure('usage', `--state: "${name}" is not a valid name`, {
      advice: 'Use letters, digits, ".", "_" and "-", such as nightly',
    });
  return join(directory, `${kind}-${name}`);
}

/** The stored state; `undefined` when there is none yet. Throws Failure 'bug' for a corrupt file, and leaves it in place. */
export function readState({ path }: StatePlace): Promise<ExportState | undefined> {
  return readStateFile(path, isState, {
    advice: 'Move it away, and start a new state with --since set to the day after the last exported file',
  });
}

/**
 * What a state file holds; `undefined` when there is none. Throws Failure 'bug' with `more` for a corrupt one, 'usage' for one that a newer
 * cbase wrote.
 */
export async function readStateFile<T>(
  path: string,
  isState: (held: unknown) => held is T,
  more: { readonly advice: string },
): Promise<T | undefined> {
  const text = await readFile(path, 'utf8').catch((error) => {
    if (isSystemError(error) && error.code === 'ENOENT') return undefined;
    throw diskFailure(error, path);
  });
  if (text === undefined) return undefined;
  const held = jsonOrNothing(text);
  if (isState(held)) return held;
  if (isObject(held) && typeof held.version === 'number' && held.version > stateVersion)
    throw new Failure('usage', `The state file ${path} was written by a newer cbase`, {
      advice: `Update cbase. Or: ${more.advice}`,
    });
  throw new Failure('bug', `The state file ${path} is corrupt`, more);
}

/** The version of the format of both kinds of states. */
const stateVersion = 1;

function isState(held: unknown): held is ExportState {
  return (
    isObject(held) &&
    held.version === 1 &&
    isObject(held.subject) &&
    isObject(held.days) &&
    Object.values(held.days).every((one) => isObject(one) && isObject(one.rows)) &&
    typeof held.salt === 'string' &&
    (held.closedThrough === undefined || typeof held.closedThrough === 'string')
  );
}

/** The names of all states of exports of a kind. */
export function stateNames(directory: string, kind: string): Promise<readonly string[]> {
  return namesWith(directory, kind, 'state');
}

/** The names of all states with which a list is followed. */
export function followNames(directory: string, kind: string): Promise<readonly string[]> {
  return namesWith(directory, kind, 'follow');
}

async function namesWith(directory: string, kind: string, ending: 'state' | 'follow') {
  const pattern = new RegExp(`^${kind}-(.+)\\.${ending}\\.json$`);
  const names = await readdir(directory).catch(() => []);
  return names.flatMap((name) => pattern.exec(name)?.[1] ?? []).sort();
}

/** Throws Failure 'usage' when a state belongs to another bot, origin or selection, or counts its days in another zone. */
export function checkSubject(state: Pick<ExportState, 'name' | 'subject'>, subject: Subject): void {
  const named = { bot: 'bot', origin: 'origin', sources: 'selection of sources', filter: 'filter' } as const;
  const other = (['origin', 'bot', 'sources', 'filter'] as const).find(
    (part) => state.subject[part] !== subject[part],
  );
  if (other === undefined) {
    checkZone(state, subject);
    return;
  }
  throw new Failure('usage', otherSubject(state.name, named[other], state.subject[other], subject[other]), {
    advice: 'Use a separate --state for this one',
  });
}

/** Without sources, all are selected. */
function otherSubject(
  state: string,
  what: string,
  held: string | undefined,
  wanted: string | undefined,
): string {
  if (!held) return `The state ${state} was begun without a ${what}, and this is "${wanted}"`;
  if (!wanted) return `The state ${state} belongs to a ${what}, "${held}", and none is given now`;
  return `The state ${state} belongs to another ${what}: "${held}", not "${wanted}"`;
}

/** Days that are closed in one zone would be open in part in another. */
function checkZone(
  { name, subject: { zone: held = 'UTC' } }: Pick<ExportState, 'name' | 'subject'>,
  { zone = 'UTC' }: Subject,
): void {
  if (isSameZone(held, zone)) return;
  throw new Failure('usage', `The state ${name} counts its days in ${held}, not in ${zone}`, {
    advice: `${held === 'UTC' ? 'Omit --tz' : `Use --tz ${held}`}, or a separate --state for this export`,
  });
}

/** The first day that is not closed; `undefined` when no day is closed. */
export function firstOpenDay({ closedThrough }: Pick<ExportState, 'closedThrough'>): string | undefined {
  return closedThrough === undefined ? undefined : dayAfter(closedThrough, 1);
}

/** The days that the next run reads again: those after the last closed one, until the last run. */
export function openDays({
  closedThrough,
  last,
  subject,
}: Pick<ExportState, 'closedThrough' | 'last' | 'subject'>): number {
  const first = firstOpenDay({ closedThrough });
  return first === undefined || last === undefined ? 0 : daysIn(first, startDay(last, subject.zone));
}

/** The day on which a run started. */
export function startDay({ started }: LastRun, zone: string | undefined): string {
  return zone === undefined ? started.slice(0, 10) : day(Date.parse(started), zone);
}

/** The hash of an id or of a row's content, as stored in a state. */
export function remembered(text: string, salt: string): string {
  return createHash('sha256').update(`${salt} ${text}`).digest('base64url').slice(0, 16);
}

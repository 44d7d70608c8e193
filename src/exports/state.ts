import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { diskFailure, Failure, isSystemError } from '../base/failure.js';
import { isObject, jsonOrNothing } from '../base/json.js';
import { dayAfter } from './days.js';

/** What a named export knows from one run to the next. */
export type ExportState = {
  readonly version: 1;
  readonly kind: string;
  readonly name: string;
  /** What it is a state of: another bot, place or choice of rows needs another name. */
  readonly subject: Subject;
  /** Makes the hashes of ids its own. */
  readonly salt: string;
  /** Every day up to this one was exported for good. */
  readonly closedThrough: string | undefined;
  /** The rows of days that are still read again. */
  readonly days: Readonly<Record<string, DayState>>;
  readonly runs: number;
  readonly rows: number;
  readonly last: LastRun | undefined;
};

export type Subject = { readonly bot: string; readonly origin: string; readonly sources: string };

export type DayState = {
  /** By the hash of its id, the hash of what a row held when it was exported last. */
  readonly rows: Readonly<Record<string, string>>;
  /** What tells the ids of the day apart from those of another reading. */
  readonly ids: string;
};

export type LastRun = {
  readonly started: string;
  readonly finished: string;
  readonly rows: number;
  readonly files: readonly string[];
  readonly manifest: string;
};

/** Where a state is kept, and what is about to become of it. */
export type StatePlace = {
  readonly path: string;
  readonly pending: string;
};

/** Throws Failure 'usage' for a name that is none. */
export function statePlace(directory: string, kind: string, name: string): StatePlace {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(name))
    throw new Failure('usage', `--state: "${name}" is no name of a state`, {
      advice: 'Use letters, digits, ".", "_" and "-", such as nightly',
    });
  const base = join(directory, `${kind}-${name}`);
  return { path: `${base}.state.json`, pending: `${base}.pending.json` };
}

/** The state of that name; `undefined` when there is none yet. Throws Failure 'bug' for one that is damaged, and leaves it. */
export async function readState({ path }: StatePlace): Promise<ExportState | undefined> {
  const text = await readFile(path, 'utf8').catch((error) => {
    if (isSystemError(error) && error.code === 'ENOENT') return undefined;
    throw diskFailure(error, path);
  });
  if (text === undefined) return undefined;
  const held = jsonOrNothing(text);
  if (isState(held)) return held;
  throw new Failure('bug', `The state ${path} is damaged`, {
    advice:
      'Move it away and give --since with the day after the last file that was exported, to begin a new one',
  });
}

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

/** The names of all states of a kind. */
export async function stateNames(directory: string, kind: string): Promise<readonly string[]> {
  const pattern = new RegExp(`^${kind}-(.+)\\.state\\.json$`);
  const names = await readdir(directory).catch(() => []);
  return names.flatMap((name) => pattern.exec(name)?.[1] ?? []).sort();
}

/** Throws Failure 'usage' when a state is of something else. */
export function checkSubject(state: ExportState, subject: Subject): void {
  const named = { bot: 'bot', origin: 'place', sources: 'sources' } as const;
  const other = (['origin', 'bot', 'sources'] as const).find((part) => state.subject[part] !== subject[part]);
  if (other === undefined) return;
  throw new Failure(
    'usage',
    `The state ${state.name} is of another ${named[other]}: "${state.subject[other]}", not "${subject[other]}"`,
    { advice: 'Give this export a --state of its own' },
  );
}

/** The first day that is not closed; `undefined` when nothing is. */
export function firstOpenDay({ closedThrough }: Pick<ExportState, 'closedThrough'>): string | undefined {
  return closedThrough === undefined ? undefined : dayAfter(closedThrough, 1);
}

/** An id, or the content of a row, as a state remembers it. */
export function remembered(text: string, salt: string): string {
  return createHash('sha256').update(`${salt} ${text}`).digest('base64url').slice(0, 16);
}

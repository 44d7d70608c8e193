import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { diskFailure, Failure } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import { sessionsDirectory } from '../../config/paths.js';
import { titleOf } from '../conversation.js';
import { type Session, sessionFrom } from './session.js';
import { sessionPath } from './session-file.js';

/** A session stored on disk. */
export type Kept = {
  readonly id: string;
  readonly session: Session;
  /** When it was last written to, in milliseconds since 1970. */
  readonly changedMs: number;
};

type World = Pick<Io, 'env' | 'home'>;

/** The display name of a session: its name, or the beginning of its first question. */
export function calledIn({ session }: Pick<Kept, 'session'>): string {
  return session.name ?? titleOf(session.conversation);
}

/** All sessions, most recent first. Skips files that are not sessions. */
export async function keptSessions(deps: World): Promise<readonly Kept[]> {
  const directory = sessionsDirectory(deps.env, deps.home);
  const names = await readdir(directory).catch((error) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
    throw diskFailure(error, directory);
  });
  const ids = names.filter((name) => name.endsWith('.jsonl')).map((name) => name.slice(0, -'.jsonl'.length));
  const kept = await Promise.all(ids.map((id) => keptSession(deps, id)));
  return (
    kept
      .filter((one) => one !== undefined)
      // A session whose only question was never answered is not worth listing.
      .filter(({ session }) => session.conversation.turns.length > 0)
      .sort((a, b) => b.changedMs - a.changedMs || (a.id < b.id ? -1 : 1))
  );
}

async function keptSession(deps: World, id: string): Promise<Kept | undefined> {
  const path = sessionPath(deps, id);
  try {
    const [text, { mtimeMs }] = await Promise.all([readFile(path, 'utf8'), stat(path)]);
    const session = sessionFrom(text);
    return session && { id, session, changedMs: mtimeMs };
  } catch {
    // Another process removed it, or this user may not read it.
    return undefined;
  }
}

/** The session with this id, name or id prefix. Throws Failure 'not-found', or 'usage' when it is ambiguous. */
export async function sessionNamed(deps: World, wanted: string): Promise<Kept> {
  const all = await keptSessions(deps);
  const rules: readonly ((one: Kept) => boolean)[] = [
    ({ id }) => id === wanted,
    ({ session }) => session.name === wanted,
    ({ id }) => id.startsWith(wanted.toLowerCase()),
  ];
  const found = rules.map((rule) => all.filter(rule)).find((some) => some.length > 0) ?? [];
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  if (only === undefined)
    throw new Failure('not-found', `There is no session "${wanted}"`, {
      advice: 'List them with: cbase sessions list',
    });
  throw new Failure('usage', `Session "${wanted}" is ambiguous: ${found.map(({ id }) => id).join(' or ')}`, {
    advice: 'Type more characters of the id',
  });
}

/** The most recently written session. Throws Failure 'not-found' when there is none. */
export async function lastSession(deps: World): Promise<Kept> {
  const [last] = await keptSessions(deps);
  if (last !== undefined) return last;
  throw new Failure('not-found', 'There is no session to continue', {
    advice: 'Start one with: cbase chat',
  });
}

/** The shortest unambiguous prefix of an id, at least four characters. */
export async function shortId(deps: World, id: string): Promise<string> {
  const directory = sessionsDirectory(deps.env, deps.home);
  const names = await readdir(directory).catch(() => [] as string[]);
  const others = names.filter((name) => name.endsWith('.jsonl') && name !== `${id}.jsonl`);
  for (let length = 4; length < id.length; length++) {
    const start = id.slice(0, length);
    if (!others.some((name) => name.startsWith(start))) return start;
  }
  return id;
}

export async function removeSession(deps: World, id: string): Promise<void> {
  await rm(sessionPath(deps, id), { force: true });
}

/** Removes sessions that were not written to for longer than `keptMs` milliseconds. */
export async function removeOldSessions(deps: World & Pick<Io, 'now'>, keptMs: number): Promise<void> {
  const directory = sessionsDirectory(deps.env, deps.home);
  for (const name of await readdir(directory).catch(() => [] as string[])) {
    const path = join(directory, name);
    const there = await stat(path).catch(() => undefined);
    if (name.endsWith('.jsonl') && there !== undefined && deps.now() - there.mtimeMs > keptMs)
      await rm(path, { force: true }).catch(() => {});
  }
}

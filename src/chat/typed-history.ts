import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createDirectory } from '../base/files/create.js';
import { putText } from '../base/files/replace.js';
import type { Io } from '../base/io.js';
import { jsonOrNothing } from '../base/json.js';
import { type LockDeps, withLock } from '../config/lock.js';
import { typedFile } from '../config/paths.js';

/** The input history for the arrow keys, newest last. */
export type TypedHistory = {
  readonly entries: () => readonly string[];
  /** Ignores blank entries and consecutive duplicates; entries that begin with a space are not written to disk. */
  readonly add: (text: string) => void;
  /** Resolves once everything added is on disk, or has failed to be written. */
  readonly settled: () => Promise<void>;
};

type World = LockDeps & Pick<Io, 'env' | 'home' | 'uuid'>;

const kept = 1000;
const maxLines = 1500;

/** A history in memory only. */
export function briefHistory(entries: readonly string[] = []): TypedHistory {
  let all = entries;
  return {
    entries: () => all,
    add: (text) => {
      if (isWorthKeeping(all, text)) all = [...all, text].slice(-kept);
    },
    settled: async () => {},
  };
}

/**
 * The history of all sessions: one JSON string per line, appended atomically, so that concurrent sessions lose nothing.
 * Entries that cannot be read or written are dropped silently.
 */
export async function typedHistory(deps: World): Promise<TypedHistory> {
  const path = typedFile(deps.env, deps.home);
  const lines = await linesOf(path);
  await createDirectory(join(path, '..'), 'state').catch(() => {});
  if (lines.length > maxLines) await shorten(path, deps).catch(() => {});
  const inMemory = briefHistory(lines.slice(-kept));
  let queue: Promise<void> = Promise.resolve();
  return {
    entries: inMemory.entries,
    add: (text) => {
      if (!isWorthKeeping(inMemory.entries(), text)) return;
      inMemory.add(text);
      if (text.startsWith(' ')) return;
      queue = queue.then(() => withLock(`${path}.lock`, deps, () => appended(path, text))).catch(() => {});
    },
    settled: () => queue,
  };
}

function isWorthKeeping(entries: readonly string[], text: string): boolean {
  return text.trim() !== '' && entries.at(-1) !== text;
}

async function appended(path: string, text: string): Promise<void> {
  await appendFile(path, `${JSON.stringify(text)}\n`, { mode: 0o600 });
}

async function linesOf(path: string): Promise<readonly string[]> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return text.split('\n').flatMap((line) => {
    const entry = jsonOrNothing(line);
    return typeof entry === 'string' ? [entry] : [];
  });
}

/** Rereads the file under the lock, so that a line appended meanwhile is not lost. */
async function shorten(path: string, deps: World): Promise<void> {
  await withLock(`${path}.lock`, deps, async () => {
    const lines = (await linesOf(path)).slice(-kept);
    const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
    await putText(path, text, { mark: deps.uuid(), force: true });
  });
}

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createDirectory } from '../base/files/create.js';
import { hash } from '../base/hash.js';
import type { Io } from '../base/io.js';
import { stateDirectory } from './paths.js';

/** Whose contacts a kept list has. */
export type ListOwner = { readonly origin: string; readonly bot: string };

type Place = Pick<Io, 'env' | 'home'>;

function directoryOf({ env, home }: Place): string {
  return join(stateDirectory(env, home), 'contact-lists');
}

/** Under a name that tells neither origin nor bot; the list itself says whose it is. */
function nameOf({ origin, bot }: ListOwner): string {
  return hash(JSON.stringify([origin, bot]), 0)
    .toString(16)
    .padStart(8, '0');
}

/** The file with the contacts of a bot as they were listed last (--cached). */
export function contactListFile(place: Place, owner: ListOwner): string {
  return join(directoryOf(place), `${nameOf(owner)}.ndjson`);
}

/** A write within so long after a noted one is not noted again. */
const quietMs = 1000;

/** Notes that this process writes to the contacts of a bot, so that a list that was begun before holds no longer. */
export type WriteNotes = (bot: string) => Promise<void>;

/** Call it before and after each write. Never rejects: where nothing can be written, no list is kept either. */
export function contactWriteNotes(io: Place & Pick<Io, 'now' | 'monotonic'>, origin: string): WriteNotes {
  const notedMs = new Map<string, number>();
  return async (bot) => {
    const before = notedMs.get(bot);
    if (before !== undefined && io.monotonic() - before < quietMs) return;
    notedMs.set(bot, io.monotonic());
    await createDirectory(directoryOf(io), 'state')
      .then(() => writeFile(contactNoteFile(io, { origin, bot }), `${io.now()}\n`, { mode: 0o600 }))
      .catch(() => {});
  };
}

/**
 * Whether a list that was begun at `startedMs` may lack a write of this machine. What was written within `quietMs` of a note
 * has none of its own.
 */
export async function isOlderThanWrites(place: Place, owner: ListOwner, startedMs: number): Promise<boolean> {
  const text = await readFile(contactNoteFile(place, owner), 'utf8').catch((error) =>
    error.code === 'ENOENT' ? '0' : '',
  );
  // A note that cannot be read says that there was a write.
  return !/^\d+\n?$/.test(text) || startedMs <= Number(text) + 2 * quietMs;
}

/** The file with the time of the last write of this machine to the contacts of a bot. */
export function contactNoteFile(place: Place, owner: ListOwner): string {
  return join(directoryOf(place), `${nameOf(owner)}.written`);
}

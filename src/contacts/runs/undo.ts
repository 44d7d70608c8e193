import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bot } from '../../api/bots.js';
import { type Contact, maxPageSize } from '../../api/contacts.js';
import { ApiError } from '../../api/error.js';
import { contactPages } from '../../api/pages.js';
import { Failure } from '../../base/failure.js';
import { createFile, type WrittenFile } from '../../base/files/create.js';
import type { Io } from '../../base/io.js';
import { continueJournal, type Journal } from '../journal/journal.js';
import { journalEvents, journalLines } from '../journal/read-journal.js';
import { findingOf } from '../journal/record.js';
import { type ContactApi, contactIfThere } from '../sending/api-deps.js';
import type { FoundRun } from './find-run.js';
import { lockBot, type Place } from './lock.js';
import { journalFile } from './manifest.js';

export type UndoOptions = {
  readonly found: FoundRun;
  readonly bot: Bot;
  readonly place: Place;
  readonly api: ContactApi;
};

export type UndoListener = {
  readonly onProgress: (done: number, total: number) => void;
  readonly onNotice: (text: string) => void;
};

export type Undone = {
  /** Contacts that were deleted. */
  readonly deleted: number;
  /** Contacts of the run that are no longer there. */
  readonly gone: number;
  /** Contacts that have changed since, and are left alone. */
  readonly changed: readonly Contact[];
  /** Contacts for which the server returned no id or no usable time of the last change: left alone. */
  readonly unknown: number;
  /** The file with a copy of the deleted contacts, as the API returned them; undefined when none was deleted. */
  readonly kept: string | undefined;
};

/** A contact this run created, according to the journal. */
type Created = { readonly row: number; readonly stamp: number | undefined };

/** The contacts a run created, keyed by Chatbase's id, and how many others the server returned no id for. */
export async function createdBy({
  directory,
}: FoundRun): Promise<{ readonly created: ReadonlyMap<string, Created>; readonly unnamed: number }> {
  const created = new Map<string, Created>();
  let unnamed = 0;
  for await (const event of journalEvents(join(directory, journalFile))) {
    if (event.kind !== 'settled' || event.to !== 'created') continue;
    const { rows, contacts } = findingOf(event);
    rows.forEach((row, i) => {
      const id = contacts?.[i]?.id;
      const stamp = Array.isArray(event.stamps) ? event.stamps[i] : event.stamps;
      if (id === undefined) unnamed++;
      else created.set(id, { row, stamp: typeof stamp === 'number' ? stamp : undefined });
    });
  }
  return { created, unnamed };
}

/**
 * Deletes the contacts that a run created and that have not changed since, after writing each to `deleted.ndjson`. Changed
 * contacts are left alone. May be repeated after an interruption.
 */
export async function undoRun(io: Io, options: UndoOptions, listener: UndoListener): Promise<Undone> {
  const { found, place } = options;
  const { onNotice, onProgress } = listener;
  const lease = await lockBot(io, { place, shard: undefined, run: found.name, onNotice });
  try {
    const { created, unnamed } = await createdBy(found);
    const { held, changed, unknown } = await untouched(io, options, created);
    const kept = held.length === 0 ? undefined : await createFile(await freePath(found.directory));
    const journal = await journalOf(io, found);
    try {
      await deleteAll(io, held, { options, created, kept, journal, check: lease.check, onProgress });
    } finally {
      await kept?.close();
      await journal.close();
    }
    return {
      deleted: held.length,
      gone: created.size - held.length - changed.length - unknown,
      changed,
      unknown: unknown + unnamed,
      kept: kept?.path,
    };
  } finally {
    await lease.release();
  }
}

/** `deleted.ndjson`, or a numbered name if an earlier undo was interrupted. */
async function freePath(directory: string): Promise<string> {
  const earlier = (await readdir(directory)).filter((name) => /^deleted.*\.ndjson$/.test(name)).length;
  return join(directory, earlier === 0 ? 'deleted.ndjson' : `deleted-${earlier + 1}.ndjson`);
}

async function journalOf(io: Io, { directory }: FoundRun): Promise<Journal> {
  const path = join(directory, journalFile);
  const lines: string[] = [];
  for await (const some of journalLines(path)) lines.push(...some.map(({ line }) => line));
  return continueJournal(path, lines, io);
}

type Untouched = {
  readonly held: readonly Contact[];
  readonly changed: readonly Contact[];
  readonly unknown: number;
};

async function untouched(
  io: Io,
  { api, bot }: UndoOptions,
  created: ReadonlyMap<string, Created>,
): Promise<Untouched> {
  const [held, changed]: [Contact[], Contact[]] = [[], []];
  let unknown = 0;
  const page = (number: number) => api.contacts.page(bot.id, number, maxPageSize, io.interrupt.soft);
  for await (const { contacts } of contactPages(page))
    for (const contact of contacts) {
      const ours = contact.id === undefined ? undefined : created.get(contact.id);
      if (ours === undefined) continue;
      const stamp = ours.stamp ?? contact.createdAt;
      if (stamp === undefined || contact.updatedAt === undefined || !isNew(contact, stamp)) unknown++;
      else if (contact.updatedAt === stamp) held.push(contact);
      else changed.push(contact);
    }
  return { held, changed, unknown };
}

/** The maximum seconds between a contact's creation and its first timestamp. An overwritten contact has an older creation. */
const makingSeconds = 5;

function isNew({ createdAt }: Contact, stamp: number): boolean {
  return createdAt !== undefined && createdAt >= stamp - makingSeconds;
}

type Deleting = {
  readonly options: UndoOptions;
  readonly created: ReadonlyMap<string, Created>;
  readonly onProgress: UndoListener['onProgress'];
  readonly kept: WrittenFile | undefined;
  readonly journal: Journal;
  readonly check: () => Promise<void>;
};

async function deleteAll(
  io: Io,
  held: readonly Contact[],
  { options, created, kept, journal, check, onProgress }: Deleting,
): Promise<void> {
  await kept?.write(held.map(({ raw }) => `${JSON.stringify(raw)}\n`).join(''));
  await kept?.sync();
  if (held.length > 0) await journal.append({ kind: 'undone', rows: '' });
  for (const [i, contact] of held.entries()) {
    if (io.interrupt.soft.aborted)
      throw new Failure('interrupted', `Stopped after deleting ${i} of ${held.length} contacts`, {
        advice: 'Run the same command again to delete the rest',
      });
    await check();
    await deleteOne(io, options, contact);
    await journal.append({ kind: 'undone', rows: String(created.get(contact.id ?? '')?.row ?? '') });
    onProgress(i + 1, held.length);
  }
}

/** By Chatbase's id; by the external id only if the server accepts no other and confirms that it names this contact. */
async function deleteOne(io: Io, { api, bot }: UndoOptions, { id, externalId }: Contact): Promise<void> {
  const { hard } = io.interrupt;
  try {
    await api.contacts.remove(bot.id, id ?? '', hard);
  } catch (error) {
    if (!isAbsent(error)) throw error;
    const named =
      externalId === undefined ? undefined : await contactIfThere(api.contacts, bot.id, externalId, hard);
    if (named?.id === id) await api.contacts.remove(bot.id, externalId ?? '', hard);
  }
}

function isAbsent(error: unknown): boolean {
  return error instanceof ApiError && error.kind === 'not-found';
}

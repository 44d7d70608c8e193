import { join } from 'node:path';
import type { Bot } from '../../api/bots.js';
import type { Io } from '../../base/io.js';
import { spoolDirectory, spoolName } from '../../config/paths.js';
import { reopenJournal } from '../journal/read-journal.js';
import type { Progress } from '../run/progress.js';
import { beforeFile } from '../runs/before-file.js';
import { type Copies, createCopies } from '../runs/copies.js';
import type { FoundRun } from '../runs/find-run.js';
import { lockBot, type Place } from '../runs/lock.js';
import { journalFile } from '../runs/manifest.js';
import { removeContacts } from '../runs/remove.js';
import type { ContactApi } from '../sending/api-deps.js';
import { changesOf } from './changes.js';
import { openKeptBefore } from './kept-before.js';
import { type Left, type LookedThrough, lookedThrough } from './look-through.js';
import { type PutBackCounts, putBackAll } from './put-back-all.js';
import { createTasks, type PutBackTasks } from './put-back-tasks.js';

export type UndoOptions = {
  readonly found: FoundRun;
  readonly bot: Bot;
  readonly place: Place;
  readonly api: ContactApi;
};

export type UndoListener = {
  readonly onProgress: (progress: Progress) => void;
  readonly onNotice: (text: string) => void;
};

export type Undone = PutBackCounts &
  LookedThrough & {
    /** Contacts that were deleted. */
    readonly deleted: number;
    /** The file with a copy of the deleted contacts, as the API returned them; undefined when none was deleted. */
    readonly kept: string | undefined;
  };

/** What there is to undo of a run, before anything is read from the server. */
export type Undoable = {
  readonly created: number;
  /** Updated contacts of which is kept how they were. */
  readonly updated: number;
  /** Updated contacts of which nothing is kept from before: by earlier versions, or by a server that stored over them. */
  readonly unkept: number;
};

/** Reads what there is to undo. `random` returns 0 ≤ n < 1. */
export async function undoableOf(found: FoundRun, random: () => number): Promise<Undoable> {
  const changes = await changesOf(found, random);
  const before = await openKeptBefore(join(found.directory, beforeFile));
  let updated = 0;
  for (const row of changes.updatedRows()) if (before.has(row)) updated++;
  await before.close();
  return { created: changes.created, updated, unkept: changes.updated - updated };
}

/**
 * Undoes a run: deletes the contacts it created, after writing each to `deleted.ndjson`, and puts those it updated back as they
 * were. Contacts that have changed since are left alone. May be repeated after an interruption: what is done is not done again.
 */
export async function undoRun(io: Io, options: UndoOptions, listener: UndoListener): Promise<Undone> {
  const { found, place } = options;
  const lease = await lockBot(io, {
    place,
    shard: undefined,
    run: found.name,
    onNotice: listener.onNotice,
  });
  try {
    const changes = await changesOf(found, io.random);
    const before = await openKeptBefore(join(found.directory, beforeFile));
    const copies = await createCopies(found.directory);
    const tasks = createTasks(join(spoolDirectory(io.env, io.home), spoolName(io)), io.random);
    try {
      const left = await lookedThrough(io, options, {
        ...{ changes, before, copies, tasks },
        readLagMs: found.manifest.settings.readLagMs,
        onProgress: listener.onProgress,
        onNotice: listener.onNotice,
      });
      return await carriedOut(io, options, { copies, tasks, left, listener, check: lease.check });
    } finally {
      await copies.close();
      await tasks.remove();
      await before.close();
    }
  } finally {
    await lease.release();
  }
}

type CarryingOut = {
  readonly copies: Copies;
  readonly tasks: PutBackTasks;
  readonly listener: UndoListener;
  readonly left: Left;
  readonly check: () => Promise<void>;
};

/** Deletes first: a contact that the run created may hold an address that another one had. */
async function carriedOut(
  io: Io,
  { found, api, bot }: UndoOptions,
  { copies, tasks, left, listener, check }: CarryingOut,
): Promise<Undone> {
  const journal = await reopenJournal(join(found.directory, journalFile), io);
  try {
    await copies.close();
    if (copies.size() + tasks.size() > 0) await journal.append({ kind: 'undone', rows: '', as: 'begun' });
    for (const row of left.restored) journal.note({ kind: 'undone', rows: String(row), as: 'put back' });
    const removed = await removeContacts(io, {
      ...{ contacts: api.contacts, bot: bot.id, copies, check },
      onRemoving: (row) => journal.append({ kind: 'undone', rows: String(row), as: 'sending' }),
      onRemoved: (row) => journal.append({ kind: 'undone', rows: String(row) }),
      onProgress: (done, total) => listener.onProgress({ kind: 'deleting', done, total }),
    });
    const counts = await putBackAll(io, { api, bot: bot.id, tasks, journal, check, listener });
    const { restored, ...others } = left;
    await journal.append({ kind: 'undone', rows: '', as: 'ended' });
    return {
      ...others,
      ...counts,
      putBack: counts.putBack + restored.length,
      deleted: removed.deleted,
      gone: left.gone + removed.gone + counts.gone,
      kept: copies.path(),
    };
  } finally {
    await journal.close();
  }
}

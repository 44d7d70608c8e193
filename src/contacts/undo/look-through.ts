import { type Contact, maxPageSize } from '../../api/contacts.js';
import { contactPages } from '../../api/pages.js';
import type { Io } from '../../base/io.js';
import { counted } from '../../base/text.js';
import type { Progress } from '../run/progress.js';
import { RowSet } from '../run/row-set.js';
import type { Copies } from '../runs/copies.js';
import type { ContactApi } from '../sending/api-deps.js';
import type { Change, NamedContact, RunChanges } from './changes.js';
import type { KeptBefore } from './kept-before.js';
import { putBackOf } from './put-back-body.js';
import type { PutBackTasks } from './put-back-tasks.js';

/** The contacts of a run that an undo leaves as they are, and why. */
export type LookedThrough = {
  /** Contacts of the run that are no longer there, without those that an earlier undo deleted. */
  readonly gone: number;
  /** Contacts that have changed since. */
  readonly changed: readonly NamedContact[];
  /** Contacts that hold what they held before the run, without an undo. */
  readonly asBefore: number;
  /** Contacts for which the server returned no id or no usable time of the last change. */
  readonly unknown: number;
  /** Updated contacts of which nothing was kept from before. */
  readonly unkept: number;
};

type Looking = {
  readonly changes: RunChanges;
  readonly before: KeptBefore;
  readonly copies: Copies;
  readonly tasks: PutBackTasks;
  /** How long the server may take to show what was stored. */
  readonly readLagMs: number;
  readonly onProgress: (progress: Progress) => void;
  readonly onNotice: (text: string) => void;
};

export type Left = LookedThrough & {
  /** Rows that an interrupted undo has put back, as the list shows. */
  readonly restored: readonly number[];
};

const maxPasses = 3;

/** Reads the list, and sorts the contacts of the run. A list from which contacts vanished meanwhile may hide others: it is read again. */
export async function lookedThrough(
  io: Io,
  { api, bot }: { readonly api: ContactApi; readonly bot: { readonly id: string } },
  looking: Looking,
): Promise<Left> {
  const { changes, copies, tasks, readLagMs, onProgress, onNotice } = looking;
  const seen = new RowSet();
  const left = {
    changed: [] as NamedContact[],
    restored: [] as number[],
    asBefore: 0,
    unknown: 0,
    unkept: 0,
  };
  let found = 0;
  const named = changes.created + changes.updated - changes.unnamed.created - changes.unnamed.updated;
  const missing = () => Math.max(0, named - countSettled(changes, seen) - found);
  const read = async (isLate: boolean) => {
    for (let pass = 1; pass <= maxPasses; pass++) {
      let [read, most, hasShrunk] = [0, 0, false];
      const page = (number: number) => api.contacts.page(bot.id, number, maxPageSize, io.interrupt.soft);
      for await (const { contacts, total } of contactPages(page)) {
        read += contacts.length;
        hasShrunk ||= total !== undefined && total < most;
        most = Math.max(most, total ?? 0);
        for (const contact of contacts) {
          const change = contact.id === undefined ? undefined : changes.of(contact.id);
          if (change === undefined || seen.has(change.row)) continue;
          if (!isLate && isFromBefore(contact, change)) continue;
          seen.add(change.row);
          if (changes.done.has(change.row)) continue;
          found++;
          await sort(contact, change, looking, left);
        }
        await copies.flush();
        await tasks.flush();
        onProgress({ kind: 'looking', contacts: read, total });
      }
      if (!hasShrunk && read >= most) break;
    }
  };
  await read(false);
  if (missing() > 0) {
    // The server may not show yet what it stored just now: a contact that is not in the list is not gone for that.
    const waitMs = lagLeftMs(changes.latest, readLagMs, api.serverMs() ?? io.now());
    if (waitMs > 0) {
      const seconds = Math.ceil(waitMs / 1000);
      onNotice(
        `The server does not show ${counted(missing(), 'contact')} of the run yet; next check in ${seconds} s (the --read-lag of the import)`,
      );
      await io.sleep(waitMs, io.interrupt.soft);
    }
    await read(true);
  }
  const unnamed = changes.unnamed.created + changes.unnamed.updated;
  return { ...left, unknown: left.unknown + unnamed, gone: missing() };
}

/** A contact as it was before the run changed it. */
function isFromBefore({ updatedAt }: Contact, { stamp }: Change): boolean {
  return updatedAt !== undefined && stamp !== undefined && updatedAt < stamp;
}

/** How long the server may still take to show what the run wrote, in milliseconds. Its times are whole seconds. */
function lagLeftMs(latest: number | undefined, readLagMs: number, nowMs: number): number {
  return latest === undefined ? 0 : Math.min(readLagMs, (latest + 1) * 1000 + readLagMs - nowMs);
}

/** Rows that are done, and those whose contacts are gone since an interrupted undo was about to delete them. */
function countSettled({ rows, done, begun, isCreated }: RunChanges, seen: RowSet): number {
  let settled = 0;
  for (let row = 0; row < rows; row++)
    if (done.has(row) || (begun.has(row) && isCreated(row) && !seen.has(row))) settled++;
  return settled;
}

type Sorted = {
  readonly changed: NamedContact[];
  readonly restored: number[];
  asBefore: number;
  unknown: number;
  unkept: number;
};

async function sort(
  contact: Contact,
  { row, to, stamp }: Change,
  { changes, before, copies, tasks }: Looking,
  left: Sorted,
): Promise<void> {
  const changed = () => left.changed.push({ id: contact.id, externalId: contact.externalId });
  if (to === 'created') {
    const made = stamp ?? contact.createdAt;
    if (made === undefined || contact.updatedAt === undefined || !isNew(contact, made)) left.unknown++;
    else if (contact.updatedAt === made) copies.add(contact, row);
    else changed();
    return;
  }
  const kept = await before.of(row);
  if (kept === undefined) {
    left.unkept++;
    return;
  }
  const step = putBackOf({ ...kept, contact, updatedAt: stamp });
  if (step.do === 'put back') tasks.add(row, contact, step.body);
  else if (step.because === 'changed since') changed();
  else if (changes.begun.has(row)) left.restored.push(row);
  else left.asBefore++;
}

/** The maximum seconds between a contact's creation and its first timestamp. An overwritten contact has an older creation. */
const makingSeconds = 5;

function isNew({ createdAt }: Contact, stamp: number): boolean {
  return createdAt !== undefined && createdAt >= stamp - makingSeconds;
}

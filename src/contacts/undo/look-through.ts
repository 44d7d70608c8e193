import { type Contact, maxPageSize } from '../../api/contacts.js';
import { contactPages } from '../../api/pages.js';
import type { Io } from '../../base/io.js';
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
  readonly onProgress: (progress: Progress) => void;
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
  const { changes, copies, tasks, onProgress } = looking;
  const seen = new RowSet();
  const left = {
    changed: [] as NamedContact[],
    restored: [] as number[],
    asBefore: 0,
    unknown: 0,
    unkept: 0,
  };
  let found = 0;
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
  const settled = countDone(changes);
  const named = changes.created + changes.updated - changes.unnamed.created - changes.unnamed.updated;
  const unnamed = changes.unnamed.created + changes.unnamed.updated;
  return { ...left, unknown: left.unknown + unnamed, gone: Math.max(0, named - settled - found) };
}

function countDone({ rows, done }: RunChanges): number {
  let settled = 0;
  for (let row = 0; row < rows; row++) if (done.has(row)) settled++;
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

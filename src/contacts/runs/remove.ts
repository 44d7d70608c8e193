import type { Contact, Contacts } from '../../api/contacts.js';
import { ApiError } from '../../api/error.js';
import { Failure, stopped } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import { contactIfThere } from '../sending/api-deps.js';
import { forEachOf, unlessStopped } from '../sending/pool.js';
import type { Copies } from './copies.js';

/** How a contact that was to be deleted ended: `gone` if it was not there any more. */
export type RemovedAs = 'deleted' | 'gone';

export type Removal = {
  readonly contacts: Contacts;
  /** The id of the bot. */
  readonly bot: string;
  /** The contacts to delete, closed: nothing is deleted of which no copy is on disk. */
  readonly copies: Copies;
  /** Throws when the lock is no longer ours. Called before each request. */
  readonly check: () => Promise<void>;
  /** Writes down that a contact is about to be deleted; nothing is sent before it resolves. */
  readonly onRemoving: (row: number, contact: Contact) => Promise<void>;
  /** Writes down how a contact ended; nothing is counted before it resolves. `row` is what `copies` was given. */
  readonly onRemoved: (row: number, as: RemovedAs, contact: Contact) => Promise<void>;
  readonly onProgress: (done: number, total: number) => void;
};

export type Removed = { readonly deleted: number; readonly gone: number };

const concurrency = 4;

/**
 * Deletes contacts for good, each by the id that the server accepts. After a lost response it looks whether the contact is there,
 * and deletes it again if it is. Throws Failure 'interrupted' (or of another signal) at the first Ctrl-C, when the open requests have ended,
 * 'temporary' where the server never says how it ended, and ApiError; repeating the whole settles either.
 */
export async function removeContacts(io: Io, removal: Removal): Promise<Removed> {
  const { copies, check, onRemoving, onRemoved, onProgress } = removal;
  const { soft } = io.interrupt;
  const counts = { deleted: 0, gone: 0 };
  const remove = remover(io, removal);
  const total = copies.size();
  const one = async ({ contact, row }: { readonly contact: Contact; readonly row: number }) => {
    await check();
    await onRemoving(row, contact);
    const as = await remove(contact);
    await onRemoved(row, as, contact);
    counts[as]++;
    onProgress(counts.deleted + counts.gone, total);
  };
  await unlessStopped(
    forEachOf(copies.contacts(), concurrency, () => soft.aborted, one),
    soft,
  );
  const done = counts.deleted + counts.gone;
  if (soft.aborted && done < total)
    throw stopped(io.interrupt.signal(), `Stopped after deleting ${counts.deleted} of ${total} contacts`, {
      advice: 'Run the same command again to delete the rest',
    });
  return counts;
}

const maxAttempts = 4;
const betweenAttemptsMs = 1000;

/** Deletes by Chatbase's id; by the external id only if the server accepts no other and confirms that it names this contact. */
export function remover(
  io: Io,
  { contacts, bot }: Pick<Removal, 'contacts' | 'bot'>,
): (contact: Contact) => Promise<RemovedAs> {
  const { soft, hard } = io.interrupt;
  /** The id by which the server names this contact, if it is there under its external id. */
  const otherAddress = async ({ id, externalId }: Contact) => {
    if (externalId === undefined) return undefined;
    const named = await contactIfThere(contacts, bot, externalId, hard);
    return named !== undefined && named.id === id ? externalId : undefined;
  };
  const isAbsent = async ({ id, externalId }: Contact) => {
    for (const address of [id, externalId]) {
      const held = address === undefined ? undefined : await contactIfThere(contacts, bot, address, hard);
      if (held !== undefined && held.id === id) return false;
    }
    return true;
  };
  return async (contact) => {
    let address = contact.id ?? (await otherAddress(contact));
    let wasSent = false;
    for (let attempt = 1; address !== undefined; attempt++) {
      try {
        await contacts.remove(bot, address, hard);
        return 'deleted';
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        if (isBotGone(error) || (error.kind !== 'not-found' && !error.mayHaveHappened)) throw error;
        if (error.kind === 'stopped') throw error;
        if (error.kind === 'not-found')
          address = address === contact.externalId ? undefined : await otherAddress(contact);
        else {
          wasSent = true;
          await io.sleep(betweenAttemptsMs, soft).catch(() => {});
          if (await isAbsent(contact)) return 'deleted';
          if (attempt >= maxAttempts) throw undecided(contact, error);
        }
      }
    }
    return wasSent ? 'deleted' : 'gone';
  };
}

function isBotGone({ kind, message }: ApiError): boolean {
  return kind === 'not-found' && /chatbot/i.test(message);
}

function undecided({ externalId, id }: Contact, { message }: ApiError): Failure {
  return new Failure(
    'temporary',
    `The server does not say whether contact ${externalId ?? id} was deleted (${message})`,
    { advice: 'Run the same command again: it looks up which contacts are still there' },
  );
}

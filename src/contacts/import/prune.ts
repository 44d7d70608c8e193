import { join } from 'node:path';
import type { Bot } from '../../api/bots.js';
import type { Contact } from '../../api/contacts.js';
import { contactPages } from '../../api/pages.js';
import { Failure } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import type { PlannedDeletes } from '../plan/planned-deletes.js';
import type { ImportDeps } from '../run/deps.js';
import { copiedContacts, copyFiles, createCopies } from '../runs/copies.js';
import { removeContacts } from '../runs/remove.js';
import type { ContactApi } from '../sending/api-deps.js';
import type { Prune } from './prune-last.js';

type Pruning = { readonly bot: Bot; readonly directory: string };

/**
 * Deletes the contacts that a plan deletes, after reading the whole list once more: those that changed since are left alone,
 * and every other one is written to `deleted.ndjson` first. May be repeated after an interruption.
 */
export function pruner(
  io: Io,
  { bot, directory }: Pruning,
  deletes: PlannedDeletes,
  { api }: { readonly api: ContactApi },
): Prune {
  return async (log, deps, withheld) => {
    const copied = await copiedBefore(directory);
    const facts = {
      planned: deletes.size,
      gone: 0,
      changed: 0,
      withheld: withheld?.because,
      kept: undefined,
    };
    if (withheld !== undefined) {
      if (withheld.isFinal) await log.append({ kind: 'pruned', changed: 0, withheld: withheld.because });
      return { ...facts, deleted: 0 };
    }
    const { held, changed } = await plannedContacts(deletes, deps);
    const copies = await createCopies(directory);
    for (const contact of held) copies.add(contact, 0);
    await copies.close();
    const removed = await removeContacts(io, {
      ...{ contacts: api.contacts, bot: bot.id, copies, check: async () => deps.ready() },
      onRemoved: async (_, as, { id = '' }) => {
        if (as === 'deleted') await log.append({ kind: 'deleted', id });
      },
      onProgress: (done, total) => deps.onProgress({ kind: 'deleting', done, total }),
    });
    await log.append({ kind: 'pruned', changed: changed.size });
    const isThere = new Set(held.map(({ id }) => id));
    const earlier = [...copied].filter((id) => !isThere.has(id) && !changed.has(id));
    const deleted = earlier.length + removed.deleted;
    const gone = deletes.size - deleted - changed.size;
    return { ...facts, changed: changed.size, deleted, gone, kept: copies.path() };
  };
}

/** What earlier legs of the run were about to delete. What is not there any more was deleted by them. */
async function copiedBefore(directory: string): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  for (const name of await copyFiles(directory))
    for await (const { id } of copiedContacts(join(directory, name))) if (id !== undefined) ids.add(id);
  return ids;
}

const maxPasses = 3;

type Held = { readonly held: readonly Contact[]; readonly changed: ReadonlySet<string> };

/** Of the contacts to be deleted, those that are there and unchanged, from a list that was read to its end. */
async function plannedContacts(deletes: PlannedDeletes, deps: ImportDeps): Promise<Held> {
  for (let pass = 1; pass <= maxPasses; pass++) {
    const held = new Map<string, Contact>();
    const changed = new Set<string>();
    const totals = new Set<number | undefined>();
    let seen = 0;
    for await (const { contacts, total } of contactPages(deps.list)) {
      totals.add(total);
      seen += contacts.length;
      for (const contact of contacts.filter((one) => deletes.has(one)))
        if (deletes.isAsPlanned(contact)) held.set(contact.id ?? '', contact);
        else changed.add(contact.id ?? '');
      deps.onProgress({ kind: 'looking', contacts: seen, total });
    }
    const [total] = totals;
    if (totals.size <= 1 && total === seen) return { held: [...held.values()], changed };
  }
  throw new Failure(
    'temporary',
    `The contacts of the bot changed during each of ${maxPasses} passes over the list; nothing was deleted`,
    { advice: 'Resume the run when no one else is changing contacts' },
  );
}

import { join } from 'node:path';
import type { Bot } from '../../api/bots.js';
import type { Contact } from '../../api/contacts.js';
import { contactPages } from '../../api/pages.js';
import { Failure } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import { journalEvents } from '../journal/read-journal.js';
import type { PlannedDeletes } from '../plan/planned-deletes.js';
import type { ImportDeps } from '../run/deps.js';
import { journalFile } from '../runs/manifest.js';
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
    const before = await deletedBefore(join(directory, journalFile));
    const facts = {
      planned: deletes.size,
      gone: 0,
      changed: 0,
      withheld: withheld?.because,
      kept: undefined,
    };
    if (withheld !== undefined) {
      if (withheld.isFinal) await log.append({ kind: 'pruned', changed: 0, withheld: withheld.because });
      return { ...facts, deleted: before.size };
    }
    const { held, changed } = await plannedContacts(deletes, deps);
    const removed = await removeContacts(io, held, {
      ...{ api, bot, directory },
      check: deps.ready,
      onRemoved: async ({ id = '' }, done) => {
        await log.append({ kind: 'deleted', id });
        deps.onProgress({ kind: 'deleting', done, total: held.length });
      },
    });
    await log.append({ kind: 'pruned', changed });
    const gone = deletes.size - before.size - held.length - changed;
    return { ...facts, gone, changed, deleted: before.size + held.length, kept: removed.kept };
  };
}

/** What earlier legs of the run have deleted. */
async function deletedBefore(path: string): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  for await (const event of journalEvents(path)) if (event.kind === 'deleted') ids.add(event.id);
  return ids;
}

const maxPasses = 3;

type Held = { readonly held: readonly Contact[]; readonly changed: number };

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
    if (totals.size <= 1 && total === seen) return { held: [...held.values()], changed: changed.size };
  }
  throw new Failure(
    'temporary',
    `The contacts of the bot changed during each of ${maxPasses} passes over the list; nothing was deleted`,
    { advice: 'Resume the run when no one else is changing contacts' },
  );
}

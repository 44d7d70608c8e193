import { type Ending, Failure, stopped } from '../base/failure.js';
import type { Io } from '../base/io.js';
import type { ContactOutcome, Erasure } from './receipt.js';

export type ErasureDeps<T> = {
  /** Deletes a contact. Throws Failure 'temporary' if the outcome is unknown. */
  readonly remove: (contact: T) => Promise<ContactOutcome>;
  /** Keeps the receipt; called before the first deletion and after each. */
  readonly keep: (erasure: Erasure) => Promise<void>;
};

/**
 * Deletes the contacts that were found, one after the other; the receipt that is kept says how far it got. Throws Failure
 * 'interrupted' or the like between two contacts once the user has stopped it.
 */
export async function erase<T>(
  { interrupt }: Pick<Io, 'interrupt'>,
  found: Erasure,
  contacts: readonly T[],
  { remove, keep }: ErasureDeps<T>,
): Promise<Erasure> {
  const outcomes: ContactOutcome[] = contacts.map(() => 'pending');
  const now = () => ({
    ...found,
    contacts: found.contacts.map((one, i) => ({ ...one, outcome: outcomes[i] ?? 'pending' })),
  });
  // What is deleted and then interrupted has a receipt, too.
  await keep(now());
  for (const [i, contact] of contacts.entries()) {
    if (interrupt.soft.aborted)
      throw stopped(interrupt.signal(), `Stopped after ${i} of ${contacts.length} contacts`, {
        advice: 'Run the same command again to delete the rest',
      });
    outcomes[i] = await remove(contact).catch(async (error) => {
      if (!(error instanceof Failure && error.kind === 'temporary')) throw error;
      return 'in doubt' as const;
    });
    await keep(now());
  }
  return now();
}

/** Whether nothing was found of a person. */
export function isNothing({ contacts, leads, conversations }: Erasure): boolean {
  return contacts.length + leads.found.length + conversations.found.length === 0;
}

/** How the command ends: what cannot be deleted makes it partial. */
export function endingOf({ contacts, leads, conversations }: Erasure): Ending {
  if (contacts.some(({ outcome }) => outcome === 'in doubt')) return 'in-doubt';
  return leads.found.length + conversations.found.length > 0 ? 'partial' : 'done';
}

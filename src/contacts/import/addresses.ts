import type { Contact } from '../../api/contacts.js';
import { contactPages } from '../../api/pages.js';
import { Failure } from '../../base/failure.js';
import { withoutOuterInvisible } from '../checking/invisible.js';
import type { KnownAddress } from '../checking/known-address.js';
import type { ImportDeps } from '../run/deps.js';

const maxPasses = 3;

/**
 * The contacts of the bot by their email addresses in lower case, from a list that did not change while it was read. Throws
 * Failure 'temporary' when it keeps changing: a contact that was missed would be taken for a new one.
 */
export async function addressesOf({
  list,
  onProgress,
}: Pick<ImportDeps, 'list' | 'onProgress'>): Promise<ReadonlyMap<string, KnownAddress>> {
  for (let pass = 1; pass <= maxPasses; pass++) {
    const known = new Map<string, KnownAddress>();
    const totals = new Set<number | undefined>();
    let seen = 0;
    for await (const { contacts, total } of contactPages(list)) {
      totals.add(total);
      seen += contacts.length;
      for (const contact of contacts) note(contact, known);
      onProgress({ kind: 'looking', contacts: seen, total });
    }
    const [total = seen] = totals;
    if (totals.size <= 1 && seen >= total) return known;
  }
  throw new Failure(
    'temporary',
    `The contacts of the bot changed during each of ${maxPasses} passes over the list; nothing was sent`,
    { advice: 'Run the import again when no one else is changing contacts' },
  );
}

function note({ email, externalId }: Contact, known: Map<string, KnownAddress>): void {
  if (email === undefined) return;
  const key = withoutOuterInvisible(email).toLowerCase();
  const before = known.get(key);
  const now = externalId === undefined ? 'without-id' : { id: externalId };
  const isSame = typeof before === 'object' && before.id === externalId;
  known.set(key, before === undefined || isSame ? now : 'several');
}

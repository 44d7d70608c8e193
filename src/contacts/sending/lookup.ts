import type { Contact } from '../../api/contacts.js';
import { contactPages } from '../../api/pages.js';
import { isSegment } from '../../api/path.js';
import { Failure } from '../../base/failure.js';
import type { ImportDeps } from '../run/deps.js';
import type { Parcel } from './spool.js';

/** Which contacts of a batch already exist, keyed by row ordinal. */
export type Present = {
  readonly byId: ReadonlyMap<number, Contact>;
  /** Contacts with a different id that have the email address of a row. */
  readonly byEmail: ReadonlyMap<number, Contact>;
};

export type Lookup = (batch: readonly Parcel[], withEmails: boolean) => Promise<Present>;

/** Up to this many contacts are fetched one by one; for more, the list is read. */
const fewContacts = 5;
const maxPasses = 3;

/**
 * Looks up which contacts of a batch exist: a few by id, many by reading the list. A 404 for an external id proves
 * nothing until the server has recognized one, because the documents disagree about which id it accepts.
 */
export function createLookup(deps: Pick<ImportDeps, 'page' | 'get' | 'onProgress'>): Lookup {
  let takesExternalIds = false;
  return async (batch, withEmails) => {
    deps.onProgress({ kind: 'confirming', rows: batch.length });
    if (
      batch.length <= fewContacts &&
      !withEmails &&
      batch.every(({ externalId }) => isSegment(externalId))
    ) {
      const byId = await oneByOne(batch, deps);
      takesExternalIds ||= byId.size > 0;
      if (takesExternalIds || byId.size === batch.length) return { byId, byEmail: new Map() };
    }
    return inTheList(batch, withEmails, deps);
  };
}

async function oneByOne(
  batch: readonly Parcel[],
  { get }: Pick<ImportDeps, 'get'>,
): Promise<Map<number, Contact>> {
  const found = new Map<number, Contact>();
  for (const { ordinal, externalId } of batch) {
    const contact = await get(externalId);
    if (contact?.externalId === externalId) found.set(ordinal, contact);
  }
  return found;
}

async function inTheList(
  batch: readonly Parcel[],
  withEmails: boolean,
  deps: Pick<ImportDeps, 'page'>,
): Promise<Present> {
  const ids = new Map(batch.map(({ externalId, ordinal }) => [externalId, ordinal]));
  const emails = withEmails ? emailsOf(batch) : new Map<string, number>();
  const wanted = { ids, emails };
  const [byId, byEmail] = [new Map<number, Contact>(), new Map<number, Contact>()];
  for (let pass = 1; pass <= maxPasses; pass++) {
    let [before, seen, hasShrunk] = [0, 0, false];
    for await (const { contacts, total = seen } of contactPages(deps.page)) {
      hasShrunk ||= total < before;
      before = Math.max(before, total);
      seen += contacts.length;
      for (const contact of contacts) match(contact, wanted, { byId, byEmail });
    }
    // Contacts added during a pass only move others to later pages, where they are still seen; only a deletion can hide one.
    if (!hasShrunk && seen >= before) return { byId, byEmail };
  }
  throw new Failure('temporary', `Contacts were deleted during each of ${maxPasses} passes over the list`);
}

/** Rows of a batch, by id and by email address in lower case. */
type Wanted = { readonly ids: ReadonlyMap<string, number>; readonly emails: ReadonlyMap<string, number> };

function match(
  contact: Contact,
  { ids, emails }: Wanted,
  { byId, byEmail }: { readonly byId: Map<number, Contact>; readonly byEmail: Map<number, Contact> },
): void {
  const row = contact.externalId === undefined ? undefined : ids.get(contact.externalId);
  if (row !== undefined && !byId.has(row)) byId.set(row, contact);
  const rival = contact.email === undefined ? undefined : emails.get(contact.email.toLowerCase());
  if (rival !== undefined && rival !== row) byEmail.set(rival, contact);
}

function emailsOf(batch: readonly Parcel[]): Map<string, number> {
  const emails = new Map<string, number>();
  for (const { ordinal, encoded } of batch) {
    const { email } = JSON.parse(Buffer.from(encoded).toString('utf8')) as { readonly email?: string | null };
    if (typeof email === 'string') emails.set(email.toLowerCase(), ordinal);
  }
  return emails;
}

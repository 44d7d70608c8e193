import type { Contact } from '../../api/contacts.js';
import { contactPages } from '../../api/pages.js';
import { Failure } from '../../failure.js';
import { type ImportNeeds, type OnConflict, type RunState, settle } from '../run.js';

const mostReadings = 3;

/**
 * Looks which contacts of the file are there already, by reading the bot's list, 1000 to a page. A list that moves while it
 * is read (its total changes, or it ends before it) is read again. Returns how many pages were asked for. Throws Failure
 * 'temporary' when it does not hold still: a contact that was missed would be sent a second time.
 */
export async function preflight(
  state: RunState,
  onConflict: OnConflict,
  needs: Pick<ImportNeeds, 'page' | 'onProgress'>,
): Promise<number> {
  let pages = 0;
  for (let reading = 1; reading <= mostReadings; reading++) {
    const totals = new Set<number | undefined>();
    const takenEmails = new Map<number, Contact>();
    let seen = 0;
    for await (const page of contactPages(needs.page)) {
      pages++;
      totals.add(page.total);
      for (const contact of page.contacts) meet(contact, state, onConflict, takenEmails);
      seen += page.contacts.length;
      needs.onProgress({ kind: 'looking', contacts: seen, total: page.total });
    }
    rejectTaken(takenEmails, state);
    if (heldStill(totals, seen)) return Math.max(1, pages);
  }
  throw new Failure(
    'temporary',
    `The contacts of the bot changed each of the ${mostReadings} times they were read; nothing was sent`,
    {
      advice: 'Run the import again when nobody else is writing',
    },
  );
}

function heldStill(totals: ReadonlySet<number | undefined>, seen: number): boolean {
  const [total] = totals;
  return totals.size <= 1 && (total === undefined || seen >= total);
}

function meet(
  contact: Contact,
  state: RunState,
  onConflict: OnConflict,
  takenEmails: Map<number, Contact>,
): void {
  const row = contact.externalId === undefined ? undefined : state.keys.ids.rowOf(contact.externalId);
  const byEmail =
    contact.email === undefined ? undefined : state.keys.emails.rowOf(contact.email.toLowerCase());
  if (byEmail !== undefined && byEmail !== row) takenEmails.set(byEmail, contact);
  if (row !== undefined && state.classes.isPending(row)) settleExisting(row, contact, state, onConflict);
}

function settleExisting(row: number, contact: Contact, state: RunState, onConflict: OnConflict): void {
  switch (onConflict) {
    case 'skip':
      settle(state, row, 'skipped');
      break;
    case 'fail':
      settle(state, row, 'rejected', {
        code: 'exists',
        message: `the contact exists already (${contact.id ?? 'without an id'})`,
      });
      break;
    case 'update':
      // The same id may be there twice, or the list may be read twice: the latest word counts.
      state.changed.delete(row);
      if (state.prints?.isUnchanged(row, contact)) settle(state, row, 'unchanged');
      else state.changed.set(row, { id: contact.id, externalId: contact.externalId });
  }
}

/** The API demands unique e-mail addresses and would refuse the whole batch, without saying which row it means. */
function rejectTaken(takenEmails: ReadonlyMap<number, Contact>, state: RunState): void {
  for (const [row, holder] of takenEmails) {
    if (!state.classes.isPending(row)) continue;
    state.changed.delete(row);
    const message = `the e-mail address belongs to another contact (${holder.externalId ?? holder.id ?? 'without an id'})`;
    settle(state, row, 'rejected', { code: 'email_taken', message });
  }
}

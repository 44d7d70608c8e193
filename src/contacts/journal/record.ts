import type { Contact } from '../../api/contacts.js';
import type { RowState } from '../ledger.js';
import { type LeftAlone, leftAloneWords } from '../run/planned-rows.js';
import { countUp, type Reason, type RunState } from '../run/state.js';
import type { Ground, Settled, Settlement } from './events.js';
import type { RunLog } from './journal.js';
import { ordinalsIn, ordinalText } from './ordinals.js';

/** What the journal keeps of a contact. */
export type KnownContact = Pick<Contact, 'id'> & Partial<Pick<Contact, 'externalId' | 'updatedAt'>>;

/** Something that was learned about some rows. */
export type Finding = {
  readonly to: Settlement;
  readonly by: Ground;
  readonly batch?: number | undefined;
  /** Ascending. */
  readonly rows: readonly number[];
  /** The contacts of the rows as the server returned them, if it did, in the order of the rows. */
  readonly contacts?: readonly (KnownContact | undefined)[] | undefined;
  readonly reason?: Reason | undefined;
  /** Fields the server did not keep, with how many of the rows lost them. */
  readonly dropped?: ReadonlyMap<string, number> | undefined;
  /** Values of the rows that the server's message may quote: they must stay out of the journal. */
  readonly personal?: readonly string[] | undefined;
};

/** Writes a finding to the journal and applies it once it is on disk. Nothing is reported to the user before that. */
export async function settle(state: RunState, log: RunLog, finding: Finding): Promise<void> {
  if (finding.rows.length === 0) return;
  await log?.append(settledLine(finding));
  apply(state, finding);
}

/** The same for a finding that can be obtained again: the next `append` writes it to disk. */
export function noteDown(state: RunState, log: RunLog, finding: Finding): void {
  if (finding.rows.length === 0) return;
  log?.note(settledLine(finding));
  apply(state, finding);
}

/** Records that rows are about to be sent, and resolves with the number of their request once that is on disk. */
export async function intend(state: RunState, log: RunLog, rows: readonly number[]): Promise<number> {
  const batch = ++state.batches;
  state.hasSent = true;
  await log?.append({ kind: 'intent', batch, rows: ordinalText(rows) });
  for (const row of rows) state.classes.set(row, 'open');
  return batch;
}

/** The same for an update, which is not a batch and has no number. */
export async function intendUpdate(state: RunState, log: RunLog, row: number): Promise<void> {
  state.hasSent = true;
  state.touched.add(row);
  await log?.append({ kind: 'intent', batch: 0, rows: String(row) });
  state.classes.set(row, 'open');
}

/** Applies a finding to the state. */
export function apply(
  state: RunState,
  { to, by, rows, contacts, reason, dropped = new Map() }: Finding,
): void {
  for (const [field, times] of dropped) countUp(state.notes.dropped, field, times);
  if (to === 'unsent') state.unsentBatches++;
  rows.forEach((row, i) => {
    const isNew = state.classes.of(row) !== 'rejected';
    state.classes.set(row, stateAfter[to]);
    if (to === 'refused' || to === 'absent') state.retried.add(row);
    // An update in doubt is still an update.
    if (to !== 'in doubt') state.changed.delete(row);
    // An answer that makes an update pending again is one that stored nothing.
    if (to === 'changed' && by === 'answer') state.touched.delete(row);
    if (to === 'changed')
      state.changed.set(row, { id: contacts?.[i]?.id, externalId: contacts?.[i]?.externalId });
    if (reason === undefined) state.reasons.delete(row);
    else state.reasons.set(row, reason);
    if (to === 'skipped' && reason !== undefined) countUp(state.notes.leftAlone, reason.code);
    if (to === 'rejected' && isNew) countUp(state.notes.rejectedBy, reason?.code ?? 'other');
  });
}

const stateAfter: Readonly<Record<Settlement, RowState>> = {
  created: 'created',
  updated: 'updated',
  unchanged: 'unchanged',
  skipped: 'skipped',
  duplicate: 'duplicate',
  rejected: 'rejected',
  'in doubt': 'in doubt',
  elsewhere: 'elsewhere',
  changed: 'pending',
  refused: 'pending',
  absent: 'pending',
  unsent: 'pending',
};

function settledLine({ to, by, batch, rows, contacts, reason, dropped, personal }: Finding): Settled {
  return {
    kind: 'settled',
    to,
    by,
    batch,
    rows: ordinalText(rows),
    ids: idsOf(contacts),
    stamps: stampsOf(contacts),
    code: reason?.code,
    // A finding from a read is described by its code and the id of the contact.
    message: reason && by === 'answer' ? withoutPersons(reason.message, personal) : undefined,
    dropped: dropped?.size ? Object.fromEntries(dropped) : undefined,
  };
}

function idsOf(contacts: Finding['contacts']): Settled['ids'] {
  return contacts?.some((contact) => contact?.id !== undefined)
    ? contacts.map((contact) => contact?.id ?? null)
    : undefined;
}

function stampsOf(contacts: Finding['contacts']): Settled['stamps'] {
  const stamps = contacts?.map((contact) => contact?.updatedAt ?? null) ?? [];
  const [first] = stamps;
  if (stamps.every((stamp) => stamp === first)) return first ?? undefined;
  return stamps;
}

/** The server's message may quote an address or a phone number, and a journal must not contain personal data. */
export function withoutPersons(text: string, personal: readonly string[] = []): string {
  const bare = personal
    .filter((value) => value.length > 1)
    .reduce((words, value) => words.replaceAll(value, '…'), text);
  return bare.replace(/[^\s"'<>(),;:]+@[^\s"'<>(),;:]+/g, '…@…').replace(/\+?\d[\d ()./-]{6,}\d/g, '…');
}

/** The finding that a line of the journal records. */
export function findingOf(line: Settled): Finding {
  const rows = ordinalsIn(line.rows) ?? [];
  const { to, by, batch, ids, code, dropped } = line;
  const message = line.message ?? wordsFor(code, ids?.[0] ?? undefined);
  return {
    to,
    by,
    batch,
    rows,
    ...(ids && { contacts: rows.map((_, i) => ({ id: ids[i] ?? undefined })) }),
    ...(code !== undefined && { reason: { code, message } }),
    ...(dropped && { dropped: new Map(Object.entries(dropped)) }),
  };
}

function wordsFor(code: string | undefined, id: string | undefined): string {
  if (code === 'exists') return 'the contact already exists';
  if (code === 'gone') return 'the contact was deleted before it could be updated';
  if (code === 'email_taken')
    return `the email address belongs to another contact (${id ?? 'without an id'})`;
  if (code !== undefined && Object.hasOwn(leftAloneWords, code)) return leftAloneWords[code as LeftAlone];
  if (code === 'email_ring') return 'the row and others exchange their email addresses';
  if (code?.startsWith('duplicate')) return 'the same id or email address as another row';
  return code === 'no_answer' ? 'no response came; the contact may have been stored' : '';
}

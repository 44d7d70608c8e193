import type { Contact } from '../../api/contacts.js';
import { rowOfStored } from '../checking/keys.js';
import type { RunLog } from '../journal/journal.js';
import { noteDown } from '../journal/record.js';
import { orderOfAddresses } from '../run/address-order.js';
import type { Reason, RunState } from '../run/state.js';
import { takenReason } from '../sending/refusal.js';

/** Contacts that have the email addresses of rows which are not theirs, by row. */
export type TakenAddresses = Map<number, readonly Contact[]>;

export function noteTaken(taken: TakenAddresses, row: number, holder: Contact): void {
  taken.set(row, [...(taken.get(row) ?? []), holder]);
}

/**
 * The API requires unique email addresses and would refuse a whole batch without saying which row it means. A row whose
 * address belongs to a contact that another row gives another one waits for that row (if `mayWait`); any other is rejected, and so are rows
 * that swap addresses, which no order of single updates can do.
 */
export function settleTaken(
  taken: TakenAddresses,
  { state, log, mayWait }: { readonly state: RunState; readonly log: RunLog; readonly mayWait: boolean },
): void {
  const waits = new Map<number, number>();
  const holders = new Map<number, Contact | undefined>();
  const stuck: number[] = [];
  for (const [row, those] of taken) {
    if (!state.classes.isPending(row)) continue;
    const freed = those.map((holder) => (mayWait ? rowThatFrees(holder, state) : undefined));
    const [by] = freed;
    holders.set(row, those[freed.indexOf(undefined)] ?? those[0]);
    if (by === undefined || freed.length > 1) stuck.push(row);
    else waits.set(row, by);
  }
  const { rings, blocked } = orderOfAddresses(waits, stuck);
  const reject = (row: number, reason: Reason) => {
    const contacts = [holders.get(row)];
    noteDown(state, log, { to: 'rejected', by: 'list', rows: [row], contacts, reason });
    waits.delete(row);
  };
  for (const row of [...stuck, ...blocked]) reject(row, takenReason(holders.get(row)));
  for (const ring of rings) for (const row of ring) reject(row, ringReason(row, ring, state));
  state.waits = waits;
}

/** The row that gives the contact another email address, or none. */
function rowThatFrees(
  { externalId }: Contact,
  { keys, classes, changed, prints }: RunState,
): number | undefined {
  const row = rowOfStored(keys.ids, externalId);
  const frees =
    row !== undefined && classes.isPending(row) && changed.has(row) && prints?.sets(row, 'email') === true;
  return frees ? row : undefined;
}

const maxNamed = 5;

function ringReason(row: number, ring: readonly number[], { lines }: RunState): Reason {
  const others = ring.filter((other) => other !== row).map((other) => lines.of(other));
  const named = others.slice(0, maxNamed).join(', ') + (others.length > maxNamed ? ', …' : '');
  const message =
    others.length === 1
      ? `the row swaps email addresses with line ${named}, which one update after the other cannot do`
      : `the row passes email addresses around in a ring with lines ${named}, which one update after the other cannot do`;
  return {
    code: 'email_ring',
    message: `${message}; give one of them a temporary address first, then sync again`,
  };
}

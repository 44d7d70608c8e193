import type { Contact, ContactPage } from '../../api/contacts.js';
import { contactPages } from '../../api/pages.js';
import { isSegment } from '../../api/path.js';
import { Failure } from '../../base/failure.js';
import { rowOfStored } from '../checking/keys.js';
import type { Settlement } from '../journal/events.js';
import type { RunLog } from '../journal/journal.js';
import { noteDown } from '../journal/record.js';
import type { ImportDeps } from '../run/deps.js';
import type { OtherContacts } from '../run/others.js';
import type { ImportPlan } from '../run/plan.js';
import type { Reason, RunState } from '../run/state.js';
import { existsReason, leftAloneReason } from '../sending/refusal.js';
import type { Spool } from '../sending/spool.js';
import { noteTaken, settleTaken, type TakenAddresses } from './taken-addresses.js';

const maxPasses = 3;
/** Up to this many rows are looked up one by one, if the list has more pages than that and than a few. */
const fewRows = 20;
/** So short a list is read in any case: it also shows email addresses that are taken, before anything is sent. */
const fewPages = 5;

export type Preflight = {
  readonly plan: Pick<ImportPlan, 'preflight' | 'onConflict' | 'planned'>;
  readonly state: RunState;
  readonly log: RunLog;
  /** The contacts that may be sent; none in a dry run. */
  readonly spool: Spool | undefined;
  readonly deps: Pick<ImportDeps, 'list' | 'get' | 'before' | 'onProgress'>;
  /** Is told of the contacts that no row has. */
  readonly others?: OtherContacts | undefined;
};

/**
 * Looks up which contacts of the file already exist, the cheapest way: not at all for a bot without contacts, one by one
 * for a handful of rows and a large bot, otherwise by reading the whole list, 1000 per page. Throws Failure 'temporary' when the list keeps changing: a contact that was missed would be sent a second time.
 */
export async function preflight(given: Preflight): Promise<Looked> {
  const { plan, state, log } = given;
  const isSkipped = plan.preflight === 'none' && !state.mustLook;
  if (isSkipped || state.classes.countOf('pending') === 0)
    return { requests: 0, requestsOfRun: 0, contacts: undefined };
  const counted = withCount(given.deps);
  const looking = { ...given, deps: counted.deps };
  const first = await counted.deps.list(1);
  const isFresh = first.contacts.length === 0 && (first.total ?? 0) === 0;
  const rows = state.classes.countOf('pending');
  if (!isFresh && !(await oneByOne(first, looking))) await readList(first, looking);
  settleGone(given);
  state.wasAbsent = true;
  const requests = counted.requests();
  await log?.append({ kind: 'looked', pages: requests });
  const isOneByOne = given.spool === undefined && !isFresh && isFewRows(first, plan, rows);
  return { requests, requestsOfRun: isOneByOne ? rows + 2 : requests, contacts: first.total };
}

export type Looked = {
  /** How many requests were made. */
  readonly requests: number;
  /** How many a run makes; a dry run has no ids to look up one by one and reads the list. */
  readonly requestsOfRun: number;
  /** How many contacts the bot has, if the server said. */
  readonly contacts: number | undefined;
};

function withCount(deps: Preflight['deps']) {
  let requests = 0;
  const list: typeof deps.list = (page) => {
    requests++;
    return deps.list(page);
  };
  const get: typeof deps.get = (id) => {
    requests++;
    return deps.get(id);
  };
  return { deps: { ...deps, list, get }, requests: () => requests };
}

/** Whether looking up each row takes fewer requests than reading the list. */
function isFewRows({ totalPages = 0 }: ContactPage, plan: Preflight['plan'], rows: number): boolean {
  return plan.preflight !== 'full' && rows <= fewRows && totalPages > fewPages && rows + 1 < totalPages - 1;
}

/** Fetches each contact by its id; false where the list is cheaper, or the server does not accept external ids. */
async function oneByOne(first: ContactPage, looking: Preflight): Promise<boolean> {
  const { plan, state, spool, deps } = looking;
  if (spool === undefined || !isFewRows(first, plan, state.classes.countOf('pending'))) return false;
  const known = first.contacts.find(({ externalId = '' }) => isSegment(externalId))?.externalId;
  if (known === undefined || (await deps.get(known))?.externalId !== known) return false;
  for await (const parcels of spool.parcels()) {
    for (const { ordinal, externalId } of parcels) {
      if (!state.classes.isPending(ordinal)) continue;
      if (!isSegment(externalId)) return false;
      const contact = await deps.get(externalId);
      if (contact !== undefined) noteFound([contact], new Map(), looking);
      await deps.before.flush();
    }
  }
  return true;
}

/** Reads all pages; a list whose total changes, or that ends early, is read again. The first page is already loaded. */
async function readList(first: ContactPage, looking: Preflight): Promise<void> {
  const { state, log, plan, deps, others } = looking;
  for (let reading = 1; reading <= maxPasses; reading++) {
    const page = (number: number) =>
      reading === 1 && number === 1 ? Promise.resolve(first) : deps.list(number);
    const totals = new Set<number | undefined>();
    const taken: TakenAddresses = new Map();
    let seen = 0;
    others?.begin();
    for await (const { contacts, total } of contactPages(page)) {
      totals.add(total);
      noteFound(contacts, taken, looking);
      await deps.before.flush();
      await others?.flush(total);
      seen += contacts.length;
      deps.onProgress({ kind: 'looking', contacts: seen, total });
    }
    settleTaken(taken, { state, log, mayWait: plan.onConflict === 'update' });
    if (heldStill(totals, seen)) return;
  }
  throw new Failure(
    'temporary',
    `The contacts of the bot changed during each of ${maxPasses} passes over the list; nothing was sent`,
    {
      advice: 'Run the import again when no one else is changing contacts',
    },
  );
}

function heldStill(totals: ReadonlySet<number | undefined>, seen: number): boolean {
  const [total] = totals;
  return totals.size <= 1 && (total === undefined || seen >= total);
}

/** Settles the rows whose contacts are among these, and notes rows whose email address belongs to another contact. */
function noteFound(contacts: readonly Contact[], taken: TakenAddresses, looking: Preflight): void {
  const { state, log, deps, others } = looking;
  const { ids, emails } = state.keys;
  const last = new Map<number, Contact>();
  for (const contact of contacts) {
    const row = rowOfStored(ids, contact.externalId);
    const rival = rowOfStored(emails, contact.email?.toLowerCase());
    if (row === undefined) noteSimilar(contact, state);
    others?.seen(contact, row ?? (contact.externalId === undefined ? rival : undefined));
    if (rival !== undefined && rival !== row) noteTaken(taken, rival, contact);
    // The same id may occur twice: the last one counts.
    if (row !== undefined && state.classes.isPending(row)) last.set(row, contact);
  }
  const found = [...last]
    .map(([row, contact]) => ({ row, contact, ...standing(row, contact, looking) }))
    .sort((one, other) => one.row - other.row);
  for (const these of grouped(found)) {
    const [{ to, reason }] = these;
    if (to === 'changed')
      for (const { row, contact } of these) if (!state.touched.has(row)) deps.before.found(row, contact);
    noteDown(state, log, {
      to,
      by: 'list',
      rows: these.map(({ row }) => row),
      contacts: these.map(({ contact }) => contact),
      ...(reason !== undefined && { reason }),
    });
  }
}

type Standing = { readonly to: Settlement; readonly reason?: Reason | undefined };

/** By what they are settled as, each group with at least one. */
function grouped<F extends Standing>(found: readonly F[]): Iterable<readonly [F, ...F[]]> {
  const groups = new Map<string, [F, ...F[]]>();
  for (const one of found) {
    const key = `${one.to} ${one.reason?.code ?? ''}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  return groups.values();
}

const maxSimilarNamed = 3;

/** `CRM-1` beside `crm-1` may be the same person twice. */
function noteSimilar({ externalId }: Contact, { keys, similarIds, notes }: RunState): void {
  const row = externalId === undefined ? undefined : keys.ids.similarRowOf(externalId);
  // The list may be read more than once.
  if (row === undefined || externalId === undefined || similarIds.has(row)) return;
  similarIds.add(row);
  notes.similarToExisting++;
  if (notes.similarExistingIds.length < maxSimilarNamed) notes.similarExistingIds.push(externalId);
}

/** What an existing contact means for its row. One that is not what it was when the plan was made is left alone. */
function standing(row: number, contact: Contact, { state, plan }: Preflight): Standing {
  switch (plan.onConflict) {
    case 'skip':
      return { to: 'skipped' };
    case 'fail':
      return { to: 'rejected', reason: existsReason };
    case 'update': {
      if (state.prints?.isUnchanged(row, contact)) return { to: 'unchanged' };
      const alone = plan.planned?.rows.whyNotUpdate(row, contact);
      return alone === undefined ? { to: 'changed' } : { to: 'skipped', reason: leftAloneReason(alone) };
    }
  }
}

/** With a plan, a row whose contact is gone is not sent: the plan does not create it. */
function settleGone({ plan: { planned }, state, log }: Preflight): void {
  if (planned === undefined) return;
  const gone: number[] = [];
  for (let row = 0; row < state.classes.size; row++)
    if (state.classes.isPending(row) && !state.changed.has(row) && !planned.rows.mayCreate(row))
      gone.push(row);
  noteDown(state, log, { to: 'skipped', by: 'list', rows: gone, reason: leftAloneReason('gone_since_plan') });
}

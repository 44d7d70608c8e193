import type { Contact, ContactPage } from '../../api/contacts.js';
import { contactPages } from '../../api/pages.js';
import { isSegment } from '../../api/path.js';
import { Failure } from '../../base/failure.js';
import { rowOfStored } from '../checking/keys.js';
import type { Settlement } from '../journal/events.js';
import type { RunLog } from '../journal/journal.js';
import { noteDown } from '../journal/record.js';
import type { ImportDeps } from '../run/deps.js';
import type { ImportPlan, OnConflict } from '../run/plan.js';
import type { RunState } from '../run/state.js';
import { existsReason, takenReason } from '../sending/refusal.js';
import type { Spool } from '../sending/spool.js';

const maxPasses = 3;
/** Up to this many rows are looked up one by one, if the list has more pages than that and than a few. */
const fewRows = 20;
/** So short a list is read in any case: it also shows email addresses that are taken, before anything is sent. */
const fewPages = 5;

export type Preflight = {
  readonly plan: Pick<ImportPlan, 'preflight' | 'onConflict'>;
  readonly state: RunState;
  readonly log: RunLog;
  /** The contacts that may be sent; none in a dry run. */
  readonly spool: Spool | undefined;
  readonly deps: Pick<ImportDeps, 'list' | 'get' | 'before' | 'onProgress'>;
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
  const { state, log, deps } = looking;
  for (let reading = 1; reading <= maxPasses; reading++) {
    const page = (number: number) =>
      reading === 1 && number === 1 ? Promise.resolve(first) : deps.list(number);
    const totals = new Set<number | undefined>();
    const takenEmails = new Map<number, Contact>();
    let seen = 0;
    for await (const { contacts, total } of contactPages(page)) {
      totals.add(total);
      noteFound(contacts, takenEmails, looking);
      await deps.before.flush();
      seen += contacts.length;
      deps.onProgress({ kind: 'looking', contacts: seen, total });
    }
    rejectTaken(takenEmails, state, log);
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
function noteFound(
  contacts: readonly Contact[],
  takenEmails: Map<number, Contact>,
  { state, log, deps, plan: { onConflict } }: Preflight,
): void {
  const { ids, emails } = state.keys;
  const last = new Map<number, Contact>();
  for (const contact of contacts) {
    const row = rowOfStored(ids, contact.externalId);
    const rival = rowOfStored(emails, contact.email?.toLowerCase());
    if (row === undefined) noteSimilar(contact, state);
    if (rival !== undefined && rival !== row) takenEmails.set(rival, contact);
    // The same id may occur twice: the last one counts.
    if (row !== undefined && state.classes.isPending(row)) last.set(row, contact);
  }
  const found = [...last]
    .map(([row, contact]) => ({ row, contact }))
    .sort((one, other) => one.row - other.row);
  for (const to of existing[onConflict]) {
    const these = found.filter(({ row, contact }) => standing(row, contact, state, onConflict) === to);
    if (to === 'changed')
      for (const { row, contact } of these) if (!state.touched.has(row)) deps.before.found(row, contact);
    noteDown(state, log, {
      to,
      by: 'list',
      rows: these.map(({ row }) => row),
      contacts: these.map(({ contact }) => contact),
      ...(to === 'rejected' && { reason: existsReason }),
    });
  }
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

const existing: Readonly<Record<OnConflict, readonly Settlement[]>> = {
  skip: ['skipped'],
  fail: ['rejected'],
  update: ['unchanged', 'changed'],
};

function standing(row: number, contact: Contact, { prints }: RunState, onConflict: OnConflict): Settlement {
  if (onConflict === 'update') return prints?.isUnchanged(row, contact) ? 'unchanged' : 'changed';
  return onConflict === 'skip' ? 'skipped' : 'rejected';
}

/** The API requires unique email addresses and would refuse the whole batch without saying which row it means. */
function rejectTaken(takenEmails: ReadonlyMap<number, Contact>, state: RunState, log: RunLog): void {
  for (const [row, holder] of takenEmails) {
    if (!state.classes.isPending(row)) continue;
    noteDown(state, log, {
      to: 'rejected',
      by: 'list',
      rows: [row],
      contacts: [holder],
      reason: takenReason(holder),
    });
  }
}

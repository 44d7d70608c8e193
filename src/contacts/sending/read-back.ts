import type { Contact } from '../../api/contacts.js';
import { ApiError, stoppedWaiting } from '../../api/error.js';
import { Failure } from '../../base/failure.js';
import type { RunLog } from '../journal/journal.js';
import { type Finding, settle } from '../journal/record.js';
import type { ImportDeps } from '../run/deps.js';
import type { ImportPlan } from '../run/plan.js';
import type { Reason, RunState } from '../run/state.js';
import { droppedOf, isAsSent } from './held.js';
import { createLookup } from './lookup.js';
import { existsReason, leftAloneReason, reasonOfDoubt, takenReason } from './refusal.js';
import type { Batch, Parcel } from './spool.js';
import { updateBody } from './update-body.js';

type ReadBackContext = {
  readonly plan: ImportPlan;
  readonly state: RunState;
  readonly log: RunLog;
  readonly deps: Pick<ImportDeps, 'page' | 'get' | 'before' | 'pause' | 'onProgress'>;
  readonly attributes: readonly string[];
  readonly halt: (cause: unknown) => void;
};

/**
 * What triggered the read-back. After a loss, or a refusal for another reason, a contact that exists now and did not before
 * is ours. After a conflict it may be someone else's, and so may the email address of a row.
 */
export type After = 'loss' | 'refusal' | 'conflict';

export type ReadBack = {
  /**
   * Reads until every row is found, or until a read is late enough to show the missing rows as absent. Settles what is found
   * and resolves with the absent rows; `undefined` when that cannot be determined and they are in doubt.
   */
  readonly lookedFor: (
    batch: Batch,
    number: number | undefined,
    words: string,
    after: After,
  ) => Promise<Batch | undefined>;
  /** Reads once, settles the rows whose contacts exist, and resolves with the others. Throws ApiError. */
  readonly withoutPresent: (batch: Batch, number: number | undefined, after: After) => Promise<Batch>;
};

/** The minimum time between two reads that show a row as absent. */
const betweenReadingsMs = 5000;

/** Reads back rows that may have been stored, to find out whether they were. */
export function createReadBack(context: ReadBackContext): ReadBack {
  const { plan, state, log, deps } = context;
  const lookup = createLookup(deps);
  const settleAs = (finding: Omit<Finding, 'rows' | 'by'>, batch: Batch) =>
    settle(state, log, { ...finding, by: 'reading', rows: batch.map(({ ordinal }) => ordinal) });

  async function lookedFor(
    batch: Batch,
    number: number | undefined,
    words: string,
    after: After,
  ): Promise<Batch | undefined> {
    let rest = batch;
    const pauses = pausesBefore(plan.readLagMs, after, state.refusesWhole);
    try {
      for (const [i, ms] of pauses.entries()) {
        if (ms > 0) deps.onProgress({ kind: 'confirming', rows: rest.length, inMs: ms });
        if (ms > 0 && !(await deps.pause(ms))) break;
        rest = await withoutPresent(rest, number, after);
        if (rest.length === 0 || i === pauses.length - 1) return rest;
      }
      await settleAs({ to: 'in doubt', batch: number, reason: reasonOfDoubt(words) }, rest);
    } catch (error) {
      if (!isTroubleOfReading(error)) throw error;
      const isStopped =
        error instanceof ApiError && (error.kind === 'stopped' || error.more.code === stoppedWaiting);
      const reason = reasonOfDoubt(
        isStopped ? words : `${words}, and the contact could not be looked up (${error.message})`,
      );
      await settleAs({ to: 'in doubt', batch: number, reason }, rest);
      context.halt(error);
    }
    return undefined;
  }

  async function withoutPresent(batch: Batch, number: number | undefined, after: After): Promise<Batch> {
    const { byId, byEmail } = await lookup(batch, after === 'conflict');
    const found = grouped(batch, (parcel) => presentAs(parcel, byId.get(parcel.ordinal), after));
    for (const [to, rows] of found) {
      const contacts = rows.map(({ ordinal }) => byId.get(ordinal));
      if (to === 'changed') for (const [i, { ordinal }] of rows.entries()) noteBefore(ordinal, contacts[i]);
      const isTold = to === 'created' && plan.verify === 'echo';
      const dropped = isTold ? droppedOf(rows, contacts, context.attributes) : undefined;
      if (to === 'skipped') await settleAlone(rows, number, byId);
      else {
        const reason = to === 'rejected' ? existsReason : undefined;
        await settleAs({ to, batch: number, contacts, reason, dropped }, rows);
      }
    }
    await deps.before.flush();
    const isTaken = ({ ordinal }: Parcel) => byEmail.has(ordinal) && !byId.has(ordinal);
    for (const parcel of batch.filter(isTaken))
      await settleTaken(parcel, number, byEmail.get(parcel.ordinal));
    return batch.filter((parcel) => !byId.has(parcel.ordinal) && !isTaken(parcel));
  }

  function noteBefore(row: number, contact: Contact | undefined): void {
    if (contact !== undefined && !state.touched.has(row)) deps.before.found(row, contact);
  }

  function settleTaken(
    parcel: Parcel,
    number: number | undefined,
    holder: Contact | undefined,
  ): Promise<void> {
    return settleAs({ to: 'rejected', batch: number, contacts: [holder], reason: takenReason(holder) }, [
      parcel,
    ]);
  }

  /**
   * What an existing contact means for its row. It is ours if it did not exist before and holds what we sent; if the former
   * is not known, neither is its origin.
   */
  function presentAs(parcel: Parcel, contact: Contact | undefined, after: After): Finding['to'] | undefined {
    if (contact === undefined) return undefined;
    const isOurs = state.wasAbsent && after !== 'conflict';
    if (state.changed.has(parcel.ordinal)) {
      if (isAsSent({ encoded: updateBody(parcel, state) }, contact, false)) return 'updated';
      return whyAlone(parcel, contact) === undefined ? 'changed' : 'skipped';
    }
    if (isAsSent(parcel, contact, isOurs)) return isOurs ? 'created' : 'unchanged';
    if (whyAlone(parcel, contact) !== undefined) return 'skipped';
    return ({ skip: 'skipped', update: 'changed', fail: 'rejected' } as const)[plan.onConflict];
  }

  /** With a plan: why the contact is not touched. */
  function whyAlone({ ordinal }: Parcel, contact: Contact | undefined): Reason | undefined {
    const why = contact && plan.planned?.rows.whyNotUpdate(ordinal, contact);
    return why && leftAloneReason(why);
  }

  async function settleAlone(
    rows: Batch,
    number: number | undefined,
    byId: ReadonlyMap<number, Contact>,
  ): Promise<void> {
    const groups = grouped(rows, (parcel) => whyAlone(parcel, byId.get(parcel.ordinal))?.code ?? '');
    for (const some of groups.values()) {
      const [first] = some;
      const contacts = some.map(({ ordinal }) => byId.get(ordinal));
      const reason = first && whyAlone(first, contacts[0]);
      await settleAs({ to: 'skipped', batch: number, contacts, reason }, some);
    }
  }

  return { lookedFor, withoutPresent };
}

function isTroubleOfReading(error: unknown): error is ApiError | Failure {
  return error instanceof ApiError || (error instanceof Failure && error.kind === 'temporary');
}

/**
 * A lost batch is read back at once, 5 s later, and when the server must show what it stored. A batch that was answered is no
 * longer at work on the server: if the server shows at once what it stored, or stored nothing of a refused batch when this was
 * last seen, a single read is enough.
 */
function pausesBefore(lagMs: number, after: After, refusesWhole: boolean): readonly number[] {
  if (after !== 'loss' && (lagMs === 0 || refusesWhole)) return [0];
  return lagMs <= betweenReadingsMs ? [0, betweenReadingsMs] : [0, betweenReadingsMs, lagMs];
}

function grouped<K>(batch: Batch, keyOf: (parcel: Parcel) => K | undefined): ReadonlyMap<K, Batch> {
  const groups = new Map<K, Parcel[]>();
  for (const parcel of batch) {
    const key = keyOf(parcel);
    if (key === undefined) continue;
    const group = groups.get(key) ?? [];
    group.push(parcel);
    groups.set(key, group);
  }
  return groups;
}

import { ApiError } from '../../api/error.js';
import { Failure } from '../../base/failure.js';
import type { RunLog } from '../journal/journal.js';
import { type Finding, intendUpdate, settle } from '../journal/record.js';
import type { ImportDeps } from '../run/deps.js';
import type { ImportPlan } from '../run/plan.js';
import type { Halt } from '../run/result.js';
import type { RunState } from '../run/state.js';
import { freeAddresses, isHeldBack } from './free-addresses.js';
import { droppedOf, textsOf } from './held.js';
import { forEachOf } from './pool.js';
import { createSender, type Sender } from './sender.js';
import { type Batch, batchesOf, type Parcel, type Spool } from './spool.js';
import { updateBody } from './update-body.js';

export type Delivery = {
  readonly spool: Spool;
  readonly plan: ImportPlan;
  readonly state: RunState;
  readonly log: RunLog;
  readonly deps: ImportDeps;
  /** The attributes any row may set. */
  readonly attributes: readonly string[];
  /** False to settle what was sent before and do nothing else. */
  readonly maySend: boolean;
};

/**
 * Settles what was sent before, sends what is pending, and updates what exists. Returns why it stopped early, if it did;
 * never throws. Rows whose outcome could not be recorded stay `open`.
 */
export async function deliver(delivery: Delivery): Promise<Halt | undefined> {
  let halted: Halt | undefined;
  const halt = (cause: unknown) => {
    halted ??= { cause };
  };
  const isStopped = () => halted !== undefined || delivery.deps.stop.aborted;
  const sender = createSender({ ...delivery, halt, isStopped });
  try {
    await settleOpen(delivery, sender, isStopped);
    if (delivery.maySend) {
      const change = changer(delivery, halt);
      await freeAddresses(delivery, change, isStopped);
      await createAll(delivery, sender, isStopped);
      await updateAll(delivery, change, isStopped);
    }
  } catch (cause) {
    halt(cause);
  }
  return halted;
}

async function settleOpen(
  { spool, plan, state }: Delivery,
  sender: Sender,
  isStopped: () => boolean,
): Promise<void> {
  if (state.classes.countOf('open') === 0) return;
  const batches = batchesOf(spool.parcels(), plan.batchSize, (ordinal) => state.classes.isOpen(ordinal));
  await forEachOf(batches, plan.concurrency, isStopped, sender.settleOpen);
}

async function createAll(
  { spool, plan, state, deps }: Delivery,
  sender: Sender,
  isStopped: () => boolean,
): Promise<void> {
  const isWanted = (ordinal: number) =>
    state.classes.isPending(ordinal) && !state.changed.has(ordinal) && !isHeldBack(ordinal, state);
  const total = pendingCreations(state);
  let done = 0;
  const send = async (batch: Batch) => {
    await sender.send(batch);
    done += batch.length;
    deps.onProgress({ kind: 'sending', done, total });
  };
  if (total === 0) return;
  deps.onProgress({ kind: 'sending', done, total });
  await forEachOf(batchesOf(spool.parcels(), plan.batchSize, isWanted), plan.concurrency, isStopped, send);
}

/** The number of pending rows to create rather than update. */
export function pendingCreations({ classes, changed }: RunState): number {
  const updates = [...changed.keys()].filter((row) => classes.isPending(row)).length;
  return classes.countOf('pending') - updates;
}

/** After this many consecutive updates without a response, the server is assumed to be down. */
const patience = 3;

/** Updates the contact of one row. Halts when the server does not respond any more. */
function changer(delivery: Delivery, halt: (cause: unknown) => void): (parcel: Parcel) => Promise<void> {
  let silent = 0;
  return async (parcel) => {
    await changeOne(parcel, delivery, halt);
    silent = delivery.state.classes.of(parcel.ordinal) === 'in doubt' ? silent + 1 : 0;
    if (silent >= patience) halt(undefined);
  };
}

async function updateAll(
  { spool, plan, state, deps }: Delivery,
  change: (parcel: Parcel) => Promise<void>,
  isStopped: () => boolean,
): Promise<void> {
  const total = state.classes.countOf('pending') - pendingCreations(state);
  if (total === 0) return;
  let done = 0;
  const isWanted = (ordinal: number) =>
    state.classes.isPending(ordinal) && state.changed.has(ordinal) && !isHeldBack(ordinal, state);
  const work = async ([parcel]: Batch) => {
    if (parcel === undefined) return;
    await change(parcel);
    deps.onProgress({ kind: 'updating', done: ++done, total });
  };
  await forEachOf(batchesOf(spool.parcels(), 1, isWanted), plan.concurrency, isStopped, work);
}

async function changeOne(
  parcel: Parcel,
  { state, log, deps, plan, attributes }: Delivery,
  halt: (cause: unknown) => void,
): Promise<void> {
  const { ordinal, externalId } = parcel;
  const encoded = updateBody(parcel, state);
  const settled = (
    to: 'updated' | 'rejected' | 'in doubt' | 'changed',
    more: Pick<Finding, 'contacts' | 'reason' | 'dropped' | 'personal'> = {},
  ) => settle(state, log, { to, by: 'answer', rows: [ordinal], contacts: [{ id }], ...more });
  const id = state.changed.get(ordinal)?.id;
  try {
    await deps.before.sending(ordinal, id, encoded);
    await intendUpdate(state, log, ordinal);
    const updated = await deps.update({ id, externalId }, encoded, deps.ready);
    const dropped =
      plan.verify === 'none' ? undefined : droppedOf([{ ...parcel, encoded }], [updated], attributes);
    // Its time tells an undo whether anybody changed the contact since.
    await settled('updated', { contacts: [{ ...updated, id: updated.id ?? id }], dropped });
  } catch (error) {
    const isLocked = error instanceof Failure && error.kind === 'locked';
    if (isLocked) await settled('changed');
    if (!(error instanceof ApiError)) throw error;
    const { kind, message } = error;
    const isBotGone = kind === 'not-found' && /chatbot/i.test(message);
    if (!isBotGone && (kind === 'invalid' || kind === 'conflict' || kind === 'not-found'))
      await settled('rejected', {
        reason: { code: 'refused', message: `the API says: ${message}` },
        personal: textsOf(parcel),
      });
    else if (error.mayHaveHappened) await settled('in doubt', { reason: { code: 'no_answer', message } });
    else {
      await settled('changed');
      halt(error);
    }
  }
}

import { ApiError } from '../../api/error.js';
import { countUp, type ImportNeeds, type ImportPlan, type RunState, settle } from '../run.js';
import type { Outcome } from './outcome.js';
import { forEachOf } from './pool.js';
import { type CreateBatch, droppedFields, sendBatch } from './send.js';
import { batchesOf, type Parcel, type Spool } from './spool.js';

/** Why sending ended before the last row: an answer that concerns the whole account, trouble of the disk, or a silent server (no cause). */
export type Halt = { readonly cause: unknown };

/** After so many batches in a row without an answer the server is taken to be down. */
const patience = 3;

export type Delivery = {
  /** Batches that were sent. */
  readonly batches: number;
  readonly halt: Halt | undefined;
};

/** Sends everything that is still pending, then changes what exists. Says why it stopped early, if it did; never throws. */
export async function deliver(
  spool: Spool,
  plan: ImportPlan,
  state: RunState,
  needs: ImportNeeds,
): Promise<Delivery> {
  let batches = 0;
  const create: CreateBatch = (encoded) => {
    batches++;
    return needs.create(encoded);
  };
  try {
    const halt =
      (await createAll(spool, plan, state, { ...needs, create })) ??
      (await updateAll(spool, plan, state, needs));
    return { batches, halt };
  } catch (cause) {
    return { batches, halt: { cause } };
  }
}

async function createAll(
  spool: Spool,
  plan: ImportPlan,
  state: RunState,
  needs: ImportNeeds,
): Promise<Halt | undefined> {
  const isWanted = (ordinal: number) => state.classes.isPending(ordinal) && !state.changed.has(ordinal);
  const total = Math.ceil((state.classes.countPending() - state.changed.size) / plan.batchSize);
  let halt: Halt | undefined;
  let silent = 0;
  let done = 0;
  const send = async (batch: readonly Parcel[]) => {
    for (const outcome of await truly(sendBatch(batch, needs.create), batch, state)) {
      settleOutcome(outcome, state);
      if (outcome.kind === 'unsent') halt ??= { cause: outcome.cause };
      silent = outcome.kind === 'in doubt' && outcome.reason.code === 'no_answer' ? silent + 1 : 0;
    }
    if (silent >= patience) halt ??= { cause: undefined };
    needs.onProgress({ kind: 'sending', done: ++done, total });
  };
  if (total > 0)
    await forEachOf(
      batchesOf(spool.parcels(), plan.batchSize, isWanted),
      plan.concurrency,
      () => halt !== undefined || needs.stop.aborted,
      send,
    );
  return halt;
}

/** A bug of ours must not make a batch that may have left look unsent. */
async function truly<T>(sending: Promise<T>, batch: readonly Parcel[], state: RunState): Promise<T> {
  try {
    return await sending;
  } catch (error) {
    for (const { ordinal } of batch)
      settle(state, ordinal, 'in doubt', { code: 'no_answer', message: String(error) });
    throw error;
  }
}

function settleOutcome(outcome: Outcome, state: RunState): void {
  switch (outcome.kind) {
    case 'created':
      for (const { ordinal } of outcome.parcels) settle(state, ordinal, 'created');
      for (const field of outcome.dropped) countUp(state.notes.dropped, field);
      return;
    case 'refused':
      for (const { ordinal } of outcome.parcels) settle(state, ordinal, 'rejected', outcome.reason);
      return;
    case 'in doubt':
      for (const { ordinal } of outcome.parcels) settle(state, ordinal, 'in doubt', outcome.reason);
      return;
    case 'unsent':
  }
}

async function updateAll(
  spool: Spool,
  plan: ImportPlan,
  state: RunState,
  needs: ImportNeeds,
): Promise<Halt | undefined> {
  const total = state.changed.size;
  let halt: Halt | undefined;
  let silent = 0;
  let done = 0;
  const isWanted = (ordinal: number) => state.classes.isPending(ordinal) && state.changed.has(ordinal);
  const change = async ([parcel]: readonly Parcel[]) => {
    if (parcel === undefined) return;
    halt = (await changeOne(parcel, state, needs)) ?? halt;
    silent = state.classes.of(parcel.ordinal) === 'in doubt' ? silent + 1 : 0;
    if (silent >= patience) halt ??= { cause: undefined };
    needs.onProgress({ kind: 'updating', done: ++done, total });
  };
  if (total > 0)
    await forEachOf(
      batchesOf(spool.parcels(), 1, isWanted),
      plan.concurrency,
      () => halt !== undefined || needs.stop.aborted,
      change,
    );
  return halt;
}

async function changeOne(
  { ordinal, encoded }: Parcel,
  state: RunState,
  needs: ImportNeeds,
): Promise<Halt | undefined> {
  const contact = state.changed.get(ordinal) ?? { id: undefined, externalId: undefined };
  try {
    const updated = await needs.update(contact, withoutExternalId(encoded));
    for (const field of droppedFields({ encoded }, updated)) countUp(state.notes.dropped, field);
    settle(state, ordinal, 'updated');
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.kind === 'invalid' || error.kind === 'conflict' || error.kind === 'not-found') {
      settle(state, ordinal, 'rejected', { code: 'refused', message: `the API says: ${error.message}` });
    } else if (error.mayHaveHappened)
      settle(state, ordinal, 'in doubt', { code: 'no_answer', message: error.message });
    else return { cause: error };
  }
  return undefined;
}

function withoutExternalId(encoded: Uint8Array): Uint8Array {
  const { external_id: _, ...fields } = JSON.parse(Buffer.from(encoded).toString('utf8')) as Record<
    string,
    unknown
  >;
  return Buffer.from(JSON.stringify(fields));
}

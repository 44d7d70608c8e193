import type { RunLog } from '../journal/journal.js';
import { type Finding, settle } from '../journal/record.js';
import type { RowState } from '../ledger.js';
import { orderOfAddresses } from '../run/address-order.js';
import type { ImportDeps } from '../run/deps.js';
import type { ImportPlan } from '../run/plan.js';
import type { RunState } from '../run/state.js';
import { forEachOf } from './pool.js';
import type { Parcel, Spool } from './spool.js';

type Freeing = {
  readonly spool: Spool;
  readonly plan: Pick<ImportPlan, 'concurrency'>;
  readonly state: RunState;
  readonly log: RunLog;
  readonly deps: Pick<ImportDeps, 'onProgress'>;
};

/**
 * Updates first the contacts whose email addresses other rows take, each after the one whose address it takes itself. Then
 * rejects the rows that wait for a contact which keeps its address.
 */
export async function freeAddresses(
  freeing: Freeing,
  change: (parcel: Parcel) => Promise<void>,
  isStopped: () => boolean,
): Promise<void> {
  const { plan, state, deps } = freeing;
  if (state.waits.size === 0) return;
  const order = orderOfAddresses(state.waits).freeing;
  const parcels = await parcelsOf(new Set(order), freeing);
  const started = new Map<number, Promise<void>>();
  let done = 0;
  const free = async (row: number) => {
    await started.get(state.waits.get(row) ?? -1);
    const parcel = parcels.get(row);
    const isReady = state.classes.isPending(row) && !isHeldBack(row, state) && !isStopped();
    if (parcel !== undefined && isReady) await change(parcel);
    deps.onProgress({ kind: 'updating', done: ++done, total: order.length });
  };
  await forEachOf(inOrder(order), plan.concurrency, isStopped, (row) => {
    const work = free(row);
    started.set(row, work);
    return work;
  });
  for (const row of [...order, ...state.waits.keys()]) await rejectWaiting(row, freeing);
}

/** Copies: a parcel is a part of a page of the spool, which would stay in memory with it. */
async function parcelsOf(
  rows: ReadonlySet<number>,
  { spool }: Freeing,
): Promise<ReadonlyMap<number, Parcel>> {
  const parcels = new Map<number, Parcel>();
  for await (const some of spool.parcels())
    for (const parcel of some)
      if (rows.has(parcel.ordinal))
        parcels.set(parcel.ordinal, { ...parcel, encoded: Uint8Array.from(parcel.encoded) });
  return parcels;
}

async function* inOrder(rows: readonly number[]): AsyncGenerator<number> {
  yield* rows;
}

/** A contact in one of these classes was not updated, and will not be. */
const keepsAddress: ReadonlySet<RowState> = new Set<RowState>(['rejected', 'skipped', 'unchanged']);

async function rejectWaiting(row: number, { state, log }: Freeing): Promise<void> {
  const holder = state.waits.get(row);
  if (holder === undefined || !state.classes.isPending(row)) return;
  if (!keepsAddress.has(state.classes.of(holder))) return;
  const message = `the email address belongs to the contact of line ${state.lines.of(holder)}, which was not updated`;
  const finding: Finding = {
    to: 'rejected',
    by: 'list',
    rows: [row],
    reason: { code: 'email_taken', message },
  };
  await settle(state, log, finding);
}

/** True for a row that takes an email address which its holder has not given up. */
export function isHeldBack(ordinal: number, { waits, classes }: RunState): boolean {
  const holder = waits.get(ordinal);
  return holder !== undefined && classes.of(holder) !== 'updated';
}

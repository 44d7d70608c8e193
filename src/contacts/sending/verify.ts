import type { Contact } from '../../api/contacts.js';
import { contactPages } from '../../api/pages.js';
import { Failure } from '../../base/failure.js';
import type { Halt } from '../run/result.js';
import { countUp } from '../run/state.js';
import type { Delivery } from './deliver.js';
import { droppedOf } from './held.js';
import { batchesOf } from './spool.js';

/** The maximum number of differing contacts to examine; by then it is clear which fields are affected. */
const maxDiffering = 10_000;

/**
 * With --verify readback: reads the list again and counts created contacts that are missing from it, and fields that are
 * missing from the others. A created row stays created: the server confirmed it in a response that was read in full.
 */
export async function verifyStored(delivery: Delivery): Promise<Halt | undefined> {
  const { plan, state, deps } = delivery;
  if (plan.verify !== 'readback' || state.classes.countOf('created') === 0) return undefined;
  if (deps.stop.aborted) return { cause: new Failure('interrupted', unverified) };
  try {
    let shown = await readBack(delivery);
    // Recent writes may not be visible yet.
    if (shown.missing > 0 && (await deps.pause(plan.readLagMs))) shown = await readBack(delivery);
    state.notes.notShown = shown.missing;
    await lookInto(shown.differing, delivery);
    return undefined;
  } catch (cause) {
    return { cause };
  }
}

const unverified = 'All rows were sent, but not yet verified';

type Shown = { readonly missing: number; readonly differing: ReadonlyMap<number, Contact> };

async function readBack({ state, deps }: Delivery): Promise<Shown> {
  const seen = new Uint8Array(state.classes.size);
  const differing = new Map<number, Contact>();
  for await (const { contacts } of contactPages(deps.list)) {
    for (const contact of contacts) {
      const row = state.keys.ids.rowOf(contact.externalId ?? '');
      if (row === undefined || state.classes.of(row) !== 'created') continue;
      seen[row] = 1;
      if (!state.prints?.isUnchanged(row, contact) && differing.size < maxDiffering)
        differing.set(row, contact);
    }
  }
  const shown = seen.reduce((sum, one) => sum + one, 0);
  return { missing: state.classes.countOf('created') - shown, differing };
}

async function lookInto(
  differing: ReadonlyMap<number, Contact>,
  { spool, plan, state, attributes }: Delivery,
): Promise<void> {
  if (differing.size === 0) return;
  for await (const batch of batchesOf(spool.parcels(), plan.batchSize, (ordinal) => differing.has(ordinal)))
    for (const [field, times] of droppedOf(
      batch,
      batch.map(({ ordinal }) => differing.get(ordinal)),
      attributes,
    ))
      countUp(state.notes.dropped, field, times);
}

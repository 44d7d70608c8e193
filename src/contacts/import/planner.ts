import { type Contact, readContact } from '../../api/contacts.js';
import type { Failure } from '../../base/failure.js';
import { isObject, type JsonObject, jsonOrNothing } from '../../base/json.js';
import { changesOf } from '../checking/compared.js';
import { KeyIndex } from '../checking/keys.js';
import type { Operation, PlanCounts, PlannedPrune } from '../plan/plan-file.js';
import { deletionsAllowed, isPruned, type PruneOptions, whyNotPrune } from '../plan/prune.js';
import type { OnBefore } from '../run/before.js';
import type { OtherContacts } from '../run/others.js';
import type { Price } from '../run/price.js';
import type { RunState } from '../run/state.js';
import { pendingCreations } from '../sending/deliver.js';
import { rowsDigest } from '../sending/rows-digest.js';
import type { Parcel, Spool } from '../sending/spool.js';
import { updateBody } from '../sending/update-body.js';
import type { Scratch } from './scratch.js';

/** What is known of a plan before its operations are written. */
export type PlanFacts = {
  readonly counts: PlanCounts;
  readonly prune: PlannedPrune | null;
  readonly rowsSha256: string;
  readonly freedAddresses: number;
  readonly price: Price;
};

/** Where the operations of a plan go. */
export type PlanSink = {
  readonly begin: (facts: PlanFacts) => Promise<void>;
  readonly add: (operations: readonly Operation[]) => Promise<void>;
};

/** Watches a dry run, and makes a plan of what it finds. */
export type Planner = {
  readonly onBefore: OnBefore;
  readonly others: OtherContacts;
  /** How many contacts would be deleted. */
  readonly deletions: () => number;
  /** Why none may be; `undefined` where none would be, or where all guards are satisfied. */
  readonly refusal: () => Failure | undefined;
  /** Writes the plan, once everything is looked up. */
  readonly record: (state: RunState, spool: Spool, price: Price) => Promise<void>;
};

/** `prune` is absent where contacts that the file does not have stay. */
export function createPlanner(
  scratch: Scratch,
  {
    prune,
    sink,
    random,
  }: { readonly prune: PruneOptions | undefined; readonly sink: PlanSink; readonly random: () => number },
): Planner {
  const before = new Map<number, number>();
  let list = newList(random);
  let refusal: Failure | undefined;

  async function operationOf(parcel: Parcel, state: RunState): Promise<Operation | undefined> {
    const { ordinal, externalId, encoded } = parcel;
    if (!state.classes.isPending(ordinal)) return undefined;
    const after = state.waits.get(ordinal);
    const row = {
      row: ordinal + 1,
      line: state.lines.of(ordinal),
      external_id: externalId === '' ? null : externalId,
      ...(after !== undefined && { after_row: after + 1 }),
    };
    const place = before.get(ordinal);
    if (!state.changed.has(ordinal) || place === undefined)
      return { op: 'create', ...row, contact: objectIn(encoded) };
    const contact = readContact(await scratch.read(place));
    return {
      ...{ op: 'update', ...row, contact_id: contact.id ?? null, updated_at: contact.updatedAt ?? null },
      changes: changesOf(objectIn(updateBody(parcel, state)), contact),
    };
  }

  async function deletion(place: number): Promise<Operation> {
    const raw = await scratch.read(place);
    const { id = null, externalId = null, updatedAt = null } = readContact(raw);
    return { op: 'delete', external_id: externalId, contact_id: id, updated_at: updatedAt, contact: raw };
  }

  return {
    onBefore: (row, contact) => void before.set(row, scratch.add(contact)),
    others: {
      begin: () => {
        list = newList(random);
      },
      seen: (contact, row) => {
        list.read++;
        if (isKnown(list.ids, contact)) list.repeated++;
        if (row === undefined && prune !== undefined && isPruned(contact, prune))
          list.pruned.push(scratch.add(contact));
      },
      flush: async (total) => {
        list.total = total ?? list.total;
        await scratch.flush();
      },
    },
    deletions: () => list.pruned.length,
    refusal: () => refusal,
    record: async (state, spool, price) => {
      await scratch.flush();
      const counts = countsOf(state, list.pruned.length);
      refusal =
        prune &&
        whyNotPrune({ options: prune, ...pruneFacts(state, counts), ...list, deletions: counts.delete });
      const total = list.total ?? 0;
      await sink.begin({
        counts,
        prune: prune ? { contacts: total, max_delete: deletionsAllowed(prune.maxDelete, total) } : null,
        rowsSha256: await rowsDigest(spool),
        freedAddresses: new Set(state.waits.values()).size,
        price,
      });
      for await (const parcels of spool.parcels()) {
        const operations: Operation[] = [];
        for (const parcel of parcels) {
          const operation = await operationOf(parcel, state);
          if (operation !== undefined) operations.push(operation);
        }
        await sink.add(operations);
      }
      for (const place of list.pruned) await sink.add([await deletion(place)]);
    },
  };
}

/** What one pass over the list has shown. */
type ListFacts = {
  read: number;
  total: number | undefined;
  repeated: number;
  readonly ids: KeyIndex;
  /** Where the contacts are that would be deleted. */
  readonly pruned: number[];
};

function newList(random: () => number): ListFacts {
  const seed = Math.floor(random() * 2 ** 32);
  return { read: 0, total: undefined, repeated: 0, ids: new KeyIndex(seed), pruned: [] };
}

function isKnown(ids: KeyIndex, { id }: Contact): boolean {
  if (id === undefined) return false;
  const isThere = ids.rowOf(id) !== undefined;
  ids.put(id, 0);
  return isThere;
}

function countsOf({ classes, ...state }: RunState, deletions: number): PlanCounts {
  const pending = classes.countOf('pending');
  const create = pendingCreations({ classes, ...state });
  return {
    rows: classes.size - classes.countOf('elsewhere'),
    create,
    update: pending - create,
    unchanged: classes.countOf('unchanged'),
    duplicate: classes.countOf('duplicate'),
    rejected: classes.countOf('rejected'),
    delete: deletions,
  };
}

function pruneFacts({ notes }: RunState, { create, update, unchanged, rejected }: PlanCounts) {
  return { rows: create + update + unchanged, rejected, similarIds: notes.similarToExisting };
}

function objectIn(encoded: Uint8Array): JsonObject {
  const held = jsonOrNothing(Buffer.from(encoded).toString('utf8'));
  return isObject(held) ? held : {};
}

import { join } from 'node:path';
import type { Contact } from '../../api/contacts.js';
import { KeyIndex } from '../checking/keys.js';
import type { JournalEvent, Settled } from '../journal/events.js';
import { ordinalsIn } from '../journal/ordinals.js';
import { journalEvents } from '../journal/read-journal.js';
import { RowSet } from '../run/row-set.js';
import type { FoundRun } from '../runs/find-run.js';
import { journalFile } from '../runs/manifest.js';

/** The ids of a contact, to name it. */
export type NamedContact = Pick<Contact, 'id' | 'externalId'>;

/** What a run did to a contact. */
export type Change = {
  readonly row: number;
  readonly to: 'created' | 'updated';
  /** When the server says the contact was last changed by the run, in Unix seconds. */
  readonly stamp: number | undefined;
};

/** The contacts that a run created and updated, and what an undo has done about them, by the journal. */
export type RunChanges = {
  /** How many rows the run has. */
  readonly rows: number;
  readonly created: number;
  readonly updated: number;
  /** The latest time at which the run changed a contact, in the server's Unix seconds; `undefined` where it said none. */
  readonly latest: number | undefined;
  /** How many of these the server returned no id for. */
  readonly unnamed: { readonly created: number; readonly updated: number };
  readonly isCreated: (row: number) => boolean;
  readonly updatedRows: () => Iterable<number>;
  /** The change of the contact with this id of Chatbase's. */
  readonly of: (id: string) => Change | undefined;
  /** Rows whose contacts an undo was about to delete or to put back. */
  readonly begun: RowSet;
  /** Rows that an undo has settled: deleted, or put back. */
  readonly done: RowSet;
};

const [none, created, updated] = [0, 1, 2];

/** Reads the changes of a run. Memory grows by some 30 bytes per row. `random` returns 0 ≤ n < 1. */
export async function changesOf({ directory }: FoundRun, random: () => number): Promise<RunChanges> {
  const ids = new KeyIndex(Math.floor(random() * 2 ** 32));
  const [begun, done, named] = [new RowSet(), new RowSet(), new RowSet()];
  let rows = 0;
  let latest: number | undefined;
  let kinds = new Uint8Array(0);
  let stamps = new Float64Array(0);
  const note = (event: Settled) => {
    const kind = event.to === 'created' ? created : event.to === 'updated' ? updated : none;
    (ordinalsIn(event.rows) ?? []).forEach((row, i) => {
      if (row >= rows) return;
      kinds[row] = kind;
      const stamp = Array.isArray(event.stamps) ? event.stamps[i] : event.stamps;
      stamps[row] = typeof stamp === 'number' ? stamp : Number.NaN;
      const id = event.ids?.[i];
      if (kind !== none && typeof stamp === 'number') latest = Math.max(latest ?? stamp, stamp);
      if (kind === none || typeof id !== 'string') return;
      ids.put(id, row);
      named.add(row);
    });
  };
  const take = (event: JournalEvent) => {
    if (event.kind === 'begin') {
      rows = event.rows;
      [kinds, stamps] = [new Uint8Array(rows), new Float64Array(rows)];
    } else if (event.kind === 'settled') note(event);
    else if (event.kind === 'undone')
      for (const row of ordinalsIn(event.rows) ?? []) (event.as === 'sending' ? begun : done).add(row);
  };
  for await (const event of journalEvents(join(directory, journalFile))) take(event);
  return {
    ...{ rows, latest, begun, done },
    ...counted(kinds, named),
    isCreated: (row) => kinds[row] === created,
    updatedRows: function* () {
      for (let row = 0; row < rows; row++) if (kinds[row] === updated) yield row;
    },
    of: (id) => {
      const row = ids.rowOf(id);
      const kind = row === undefined ? none : kinds[row];
      if (row === undefined || kind === none) return undefined;
      const stamp = stamps[row] ?? Number.NaN;
      return {
        row,
        to: kind === created ? 'created' : 'updated',
        stamp: Number.isNaN(stamp) ? undefined : stamp,
      };
    },
  };
}

function counted(kinds: Uint8Array, named: RowSet): Pick<RunChanges, 'created' | 'updated' | 'unnamed'> {
  const [all, unnamed] = [
    { created: 0, updated: 0 },
    { created: 0, updated: 0 },
  ];
  kinds.forEach((kind, row) => {
    if (kind === none) return;
    const name = kind === created ? 'created' : 'updated';
    all[name]++;
    if (!named.has(row)) unnamed[name]++;
  });
  return { ...all, unnamed };
}

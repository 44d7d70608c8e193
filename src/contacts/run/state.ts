import type { JsonObject } from '../../base/json.js';
import type { CellChange } from '../checking/cleaned.js';
import { attributeField, Fingerprints } from '../checking/fingerprints.js';
import { type RowKeys, rowKeys } from '../checking/keys.js';
import type { Column } from '../columns/target.js';
import { RowClasses } from '../ledger.js';
import type { ContactAddress } from './deps.js';
import { LineLookup } from './line-lookup.js';
import type { ImportPlan } from './plan.js';
import { RowSet } from './row-set.js';

/** Why a row ended in its class, where the class alone does not say. */
export type Reason = { readonly code: string; readonly message: string };

/** A row as it would be sent, in the API's own names. */
export type Sample = { readonly line: number; readonly contact: JsonObject };

/** What changes while a run lasts. The only mutable state of an import; what must outlive it is in the journal. */
export type RunState = {
  readonly classes: RowClasses;
  readonly keys: RowKeys;
  /** The lines on which rows begin. */
  readonly lines: LineLookup;
  /** Rows that take an email address, by the row of the contact that must give it up first. */
  waits: ReadonlyMap<number, number>;
  readonly prints: Fingerprints | undefined;
  /** Why a row was rejected or is in doubt, where the file alone does not say. Rows of one batch share one reason. */
  readonly reasons: Map<number, Reason>;
  /** Rows whose contact exists and differs. */
  readonly changed: Map<number, ContactAddress>;
  /** Rows of which an update may have reached the server: what is found now is not what was there before the run. */
  readonly touched: RowSet;
  /** Rows that replaced an earlier one (--duplicates last), and the key they share with it. */
  readonly winners: Map<number, 'id' | 'email'>;
  /** Rows that our own check settled, for the journal. */
  readonly checked: CheckedRows;
  /** Rows that were sent, were not stored, and may be sent again: a contact found for them later may be our own. */
  readonly retried: Set<number>;
  /** Rows whose name lacks a part: an update leaves the name of the contact alone. */
  readonly partialNames: RowSet;
  /** The ids of contacts that were found by email address. */
  readonly matchedIds: Map<number, string>;
  /** Rows whose id is almost that of an existing contact. */
  readonly similarIds: RowSet;
  /** The first row that would be sent. */
  sample: Sample | undefined;
  /** Rows of other shards that fail the check. */
  flawedElsewhere: number;
  readonly notes: Notes;
  /** True once the list was read to its end before any row was sent: a contact that was not in it did not exist. */
  wasAbsent: boolean;
  /** Whether the server stores a part of a batch that it refuses. */
  storesParts: 'unknown' | 'never' | 'seen';
  /** Whether it was seen in an earlier run to store nothing of a batch that it refuses. */
  refusesWhole: boolean;
  /** True once a write request may have been sent, in this or an earlier invocation of the run. */
  hasSent: boolean;
  /** True when nothing is known about what was sent before, so that the list must be read. */
  mustLook: boolean;
  /** The number of the latest request with contacts, across all invocations of the run. */
  batches: number;
  /** How many of these requests were never sent. */
  unsentBatches: number;
};

/** Counts that are reported at the end. */
export type Notes = {
  trimmed: number;
  shortened: number;
  unescaped: number;
  /** Additional phone numbers that were left out because an earlier column has one. */
  spareNumbers: number;
  derivedIds: number;
  /** Contacts that were found by email address (--key email). */
  foundByEmail: number;
  /** Changes to cells, by column. */
  readonly changes: Map<CellChange, Map<string, number>>;
  /** Contacts that kept their name in an update because a part of it is blank in the file. */
  keptNames: number;
  /** Rows whose contacts are not what they were when the plan was made, by reason. */
  readonly leftAlone: Map<string, number>;
  nearDuplicates: number;
  /** Ids that differ from that of an existing contact only in case, whitespace, Unicode form or invisible characters. */
  similarToExisting: number;
  /** The first of these existing ids. */
  readonly similarExistingIds: string[];
  replacementCharacters: number;
  /** Created contacts that a later read did not show (--verify readback). */
  notShown: number;
  /** Fields the server did not keep, with how many contacts lost them. */
  readonly dropped: Map<string, number>;
  /** The number of rejected rows by code. */
  readonly rejectedBy: Map<string, number>;
};

/** How our own check can settle a row. */
export type CheckedClass = 'rejected' | 'duplicate' | 'elsewhere';

/** Rows that our own check settled, under what they were settled as and by which rule. */
export class CheckedRows {
  readonly #groups = new Map<string, { readonly to: CheckedClass; readonly code: string; rows: number[] }>();

  add(to: CheckedClass, code: string, row: number): void {
    const key = `${to} ${code}`;
    const group = this.#groups.get(key);
    if (group === undefined) this.#groups.set(key, { to, code, rows: [row] });
    else group.rows.push(row);
  }

  /** Each group with its rows ascending. */
  *groups(): Generator<{
    readonly to: CheckedClass;
    readonly code: string;
    readonly rows: readonly number[];
  }> {
    for (const { to, code, rows } of this.#groups.values())
      yield { to, code, rows: rows.toSorted((one, other) => one - other) };
  }
}

/** The state of a run before it starts. */
export function newState(
  plan: Pick<ImportPlan, 'columns' | 'onConflict' | 'verify'>,
  random: () => number,
): RunState {
  const names = plan.columns.flatMap(comparedName);
  return {
    classes: new RowClasses(),
    keys: rowKeys(random),
    lines: new LineLookup(),
    waits: new Map(),
    prints:
      plan.onConflict === 'update' || plan.verify === 'readback'
        ? new Fingerprints([...new Set(names)], Math.floor(random() * 2 ** 32))
        : undefined,
    reasons: new Map(),
    changed: new Map(),
    touched: new RowSet(),
    winners: new Map(),
    checked: new CheckedRows(),
    retried: new Set(),
    partialNames: new RowSet(),
    matchedIds: new Map(),
    similarIds: new RowSet(),
    sample: undefined,
    flawedElsewhere: 0,
    wasAbsent: false,
    storesParts: 'unknown',
    refusesWhole: false,
    hasSent: false,
    mustLook: false,
    batches: 0,
    unsentBatches: 0,
    notes: {
      trimmed: 0,
      shortened: 0,
      unescaped: 0,
      spareNumbers: 0,
      derivedIds: 0,
      foundByEmail: 0,
      changes: new Map(),
      keptNames: 0,
      leftAlone: new Map(),
      nearDuplicates: 0,
      similarToExisting: 0,
      similarExistingIds: [],
      replacementCharacters: 0,
      notShown: 0,
      dropped: new Map(),
      rejectedBy: new Map(),
    },
  };
}

function comparedName({ target }: Column): readonly string[] {
  switch (target.kind) {
    case 'field':
      return target.field === 'external_id' ? [] : [target.field];
    case 'spare-phone':
      return ['phonenumber'];
    case 'name-part':
      return ['name'];
    case 'stripe':
      return ['stripe_accounts'];
    case 'attribute':
      return [attributeField(target.attribute.name)];
    case 'left-out':
    case 'unknown':
      return [];
  }
}

/** Counts a change to a cell of a column. */
export function countChange({ changes }: Notes, change: CellChange, column: string): void {
  const byColumn = changes.get(change) ?? new Map<string, number>();
  changes.set(change, byColumn);
  countUp(byColumn, column);
}

export function countUp(counts: Map<string, number>, name: string, by = 1): void {
  counts.set(name, (counts.get(name) ?? 0) + by);
}

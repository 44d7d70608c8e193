/** Where a row ends. Every row ends in exactly one of these. */
export const rowClasses = [
  'created',
  'updated',
  'unchanged',
  'skipped',
  'duplicate',
  'rejected',
  'in doubt',
  'unprocessed',
] as const;

export type RowClass = (typeof rowClasses)[number];
export type Ledger = Readonly<Record<RowClass, number>>;

/**
 * The state of a row during a run: not sent yet (`pending`), or sent without a trusted response (`open`). A row that belongs
 * to another shard is `elsewhere`, and not ours.
 */
export type RowState = RowClass | 'pending' | 'open' | 'elsewhere';

const states: readonly RowState[] = ['pending', ...rowClasses, 'open', 'elsewhere'];
const codes = Object.fromEntries(states.map((state, code) => [state, code])) as Readonly<
  Record<RowState, number>
>;
const firstRoom = 1 << 12;

/** The state of every row: one byte per row, indexed by ordinal, so no row can be in two classes. */
export class RowClasses {
  #states = new Uint8Array(firstRoom);
  #size = 0;

  /** Rows seen so far, including those of other shards. */
  get size(): number {
    return this.#size;
  }

  /** Makes room for the next row and returns its ordinal. */
  add(): number {
    if (this.#size === this.#states.length) {
      const larger = new Uint8Array(this.#size * 2);
      larger.set(this.#states);
      this.#states = larger;
    }
    return this.#size++;
  }

  set(ordinal: number, state: RowState): void {
    this.#states[ordinal] = codes[state];
  }

  of(ordinal: number): RowState {
    return states[this.#states[ordinal] ?? 0] ?? 'pending';
  }

  isPending(ordinal: number): boolean {
    return this.#states[ordinal] === codes.pending;
  }

  isOpen(ordinal: number): boolean {
    return this.#states[ordinal] === codes.open;
  }

  /** How many rows are in this state. */
  countOf(state: RowState): number {
    const [held, code] = [this.#states, codes[state]];
    let rows = 0;
    for (let ordinal = 0; ordinal < this.#size; ordinal++) if (held[ordinal] === code) rows++;
    return rows;
  }

  /** Moves all rows in one state to another. */
  move(from: RowState, to: RowState): void {
    const [held, old, now] = [this.#states, codes[from], codes[to]];
    for (let ordinal = 0; ordinal < this.#size; ordinal++) if (held[ordinal] === old) held[ordinal] = now;
  }

  /** How many rows are in each class; rows without a class are not counted. */
  count(): Ledger {
    const counts = new Array<number>(states.length).fill(0);
    for (let ordinal = 0; ordinal < this.#size; ordinal++) {
      const place = this.#states[ordinal] ?? 0;
      counts[place] = (counts[place] ?? 0) + 1;
    }
    return Object.fromEntries(rowClasses.map((name) => [name, counts[codes[name]] ?? 0])) as Ledger;
  }
}

export function ledgerSum(ledger: Ledger): number {
  return rowClasses.reduce((sum, name) => sum + ledger[name], 0);
}

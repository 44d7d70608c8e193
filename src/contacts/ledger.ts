/** Where a row ends. Every row ends in exactly one of these; `pending` is none of them and only lasts while a run does. */
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

const pending = 0;
const firstRoom = 1 << 12;

/** The class of every row: one byte per row, indexed by ordinal, so no row can be in two classes. */
export class RowClasses {
  #classes = new Uint8Array(firstRoom);
  #size = 0;

  /** Rows seen so far. */
  get size(): number {
    return this.#size;
  }

  /** Makes room for the next row and returns its ordinal. */
  add(): number {
    if (this.#size === this.#classes.length) {
      const larger = new Uint8Array(this.#size * 2);
      larger.set(this.#classes);
      this.#classes = larger;
    }
    return this.#size++;
  }

  set(ordinal: number, rowClass: RowClass): void {
    this.#classes[ordinal] = rowClasses.indexOf(rowClass) + 1;
  }

  of(ordinal: number): RowClass | 'pending' {
    return rowClasses[(this.#classes[ordinal] ?? pending) - 1] ?? 'pending';
  }

  isPending(ordinal: number): boolean {
    return this.#classes[ordinal] === pending;
  }

  /** Rows without a class yet. */
  countPending(): number {
    let pendingRows = 0;
    for (let ordinal = 0; ordinal < this.#size; ordinal++) if (this.isPending(ordinal)) pendingRows++;
    return pendingRows;
  }

  /** Settles whatever is still pending. */
  settleRest(rowClass: RowClass): void {
    for (let ordinal = 0; ordinal < this.#size; ordinal++)
      if (this.isPending(ordinal)) this.set(ordinal, rowClass);
  }

  /** How many rows are in each class; pending rows are in none. */
  count(): Ledger {
    const counts = new Array<number>(rowClasses.length + 1).fill(0);
    for (let ordinal = 0; ordinal < this.#size; ordinal++) {
      const place = this.#classes[ordinal] ?? pending;
      counts[place] = (counts[place] ?? 0) + 1;
    }
    return Object.fromEntries(rowClasses.map((name, i) => [name, counts[i + 1] ?? 0])) as Ledger;
  }
}

export function ledgerSum(ledger: Ledger): number {
  return rowClasses.reduce((sum, name) => sum + ledger[name], 0);
}

import { day } from '../days.js';
import { keyOf, type Row } from '../row.js';
import { remembered } from '../state.js';
import type { FollowState } from './state.js';

/** The pseudo-day of rows without a creation time: it is never forgotten. */
const undated = 'undated';

/** Marks a row that was seen, and not handed on. */
const unwanted = '-';

/** A row to hand on, and since when it is known. */
export type Sighting<T> = {
  readonly row: T;
  /** How many messages it had when it was last handed on; `undefined` for a new row. */
  readonly before: number | undefined;
};

/** How a row is judged. */
export type Judge<T extends Row> = {
  readonly fits: (row: T) => boolean;
  /** What must change for a row to be handed on again, and how many parts it has: the messages of a conversation. */
  readonly partsOf: (row: T) => readonly unknown[];
  /** Whether changed rows are handed on again. */
  readonly hasUpdates: boolean;
};

/** The rows that are known in the days that are read again. Ids and contents are stored as salted hashes. */
export class Sightings<T extends Row> {
  readonly #days: Map<string, Map<string, string>>;

  constructor(
    { days }: Pick<FollowState, 'days'>,
    readonly salt: string,
    readonly judge: Judge<T>,
  ) {
    this.#days = new Map(Object.entries(days).map(([made, rows]) => [made, new Map(Object.entries(rows))]));
  }

  /** What a row is to us: to be handed on, or `undefined`. Notes a row that is not wanted. */
  look(row: T): Sighting<T> | undefined {
    const mark = this.#markOf(row);
    const isHandedOn = mark !== undefined && mark !== unwanted;
    const { fits, hasUpdates } = this.judge;
    if (isHandedOn && (!hasUpdates || mark === this.#newMark(row))) return undefined;
    if (fits(row)) return { row, before: isHandedOn ? Number.parseInt(mark, 10) : undefined };
    if (!isHandedOn) this.#note(row, unwanted);
    return undefined;
  }

  /** Whether a row is known as it is. */
  isKnown(row: T): boolean {
    return this.#markOf(row) !== undefined;
  }

  /** Notes a row that was there before: it is handed on only once it is wanted, or has changed. */
  wasThere(row: T): void {
    this.#note(row, this.judge.fits(row) ? this.#newMark(row) : unwanted);
  }

  /** Notes that a row was handed on. */
  handedOn(row: T): void {
    this.#note(row, this.#newMark(row));
  }

  /** Forgets the days before one. */
  forgetBefore(first: string): void {
    for (const made of this.#days.keys()) if (made !== undated && made < first) this.#days.delete(made);
  }

  days(): FollowState['days'] {
    return Object.fromEntries([...this.#days].map(([made, rows]) => [made, Object.fromEntries(rows)]));
  }

  #markOf(row: T): string | undefined {
    return this.#days.get(dayOf(row))?.get(this.#idOf(row));
  }

  #note(row: T, mark: string): void {
    const rows = this.#days.get(dayOf(row)) ?? new Map<string, string>();
    this.#days.set(dayOf(row), rows.set(this.#idOf(row), mark));
  }

  #idOf(row: T): string {
    return remembered(keyOf(row), this.salt);
  }

  #newMark(row: T): string {
    const parts = this.judge.partsOf(row);
    return `${parts.length}.${remembered(JSON.stringify(parts), this.salt)}`;
  }
}

function dayOf({ createdAtMs }: Row): string {
  return createdAtMs === undefined ? undated : day(createdAtMs);
}

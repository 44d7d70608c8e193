import { keyOf, type Row } from '../row.js';
import { IdSet } from './id-set.js';

/** A list that can be read in several passes. */
export type Reading<T extends Row> = {
  /** All its pages, `ahead` of them requested concurrently. `onCut` is called when there may be more. */
  readonly pages: (ahead: number, onCut: () => void) => AsyncIterable<readonly T[]>;
  readonly ahead: number;
  readonly fits: (row: T) => boolean;
  /** Maximum number of passes. */
  readonly passes: number;
  /** Whether a single response with the whole list needs no second pass. */
  readonly trustsOnePage: boolean;
  readonly seed: number;
  /** Called before each pass, counted from 1. */
  readonly onPass?: ((number: number) => void) | undefined;
};

/** The consumer of the rows. */
export type Taker<T> = {
  /** Receives rows, each id once. */
  readonly take: (rows: readonly T[]) => Promise<void>;
  /** Discards what was taken; absent where that is impossible, as on stdout. */
  readonly rewind?: (() => Promise<void>) | undefined;
};

export type Proof = {
  /** Whether every row that was in the list the whole time has certainly been taken. */
  readonly isProven: boolean;
  readonly passes: number;
  /** Rows that appeared twice within a pass, because the list shifted. */
  readonly overlap: number;
  /** Number of ids in the next-to-last pass that the last one did not see. */
  readonly unconfirmed: number;
};

/**
 * Reads a list until the completeness check succeeds. A row is missed when rows before it are deleted while pages are
 * read; those rows had already been read, so a second pass lacks them. If it lacks none, the first pass was complete. This
 * covers every row the server returns, whether it is wanted or not, and requires pages read sequentially; pages read
 * concurrently must not have overlapped either, so after an overlap the next pass reads one page at a time. A row that moved
 * ahead of the current position is found and taken by a later pass. If the second pass is inconclusive, or the first one saw
 * a row twice, the third pass takes everything again, and the newest version of any row that appears twice. A list that fits
 * into one response needs no second pass.
 */
export async function readProven<T extends Row>(reading: Reading<T>, taker: Taker<T>): Promise<Proof> {
  const known: Known = { ids: new IdSet(reading.seed), repeated: new Set() };
  let before: Pass | undefined;
  let overlap = 0;
  for (let number = 1; ; number++) {
    reading.onPass?.(number);
    // The first pass alone needs no second set.
    if (number === 2) known.ids = known.ids.copy();
    const isFresh = number === 3 && taker.rewind !== undefined;
    if (isFresh) await taker.rewind?.();
    const pass = await readPass(reading, taker, {
      isHasty: isHasty(before, reading.ahead),
      known,
      isFirstPass: number === 1,
      isFresh,
    });
    overlap = Math.max(overlap, pass.overlap);
    const isProven = before === undefined ? isOneAnswer(pass, reading.trustsOnePage) : proves(before, pass);
    const unconfirmed = before?.ids.missingIn(pass.ids) ?? 0;
    if (isProven || number >= reading.passes) return { isProven, passes: number, overlap, unconfirmed };
    before = pass;
  }
}

/** What one pass over a list saw. */
type Pass = {
  readonly ids: IdSet;
  /** Rows without an id, counted by their content. */
  readonly nameless: ReadonlyMap<string, number>;
  readonly pages: number;
  readonly rows: number;
  readonly overlap: number;
  /** Whether several pages were requested concurrently. */
  readonly isHasty: boolean;
  readonly isFirst: boolean;
  /** Whether it ended although the list may have more. */
  readonly isCut: boolean;
};

/** What all passes together saw. */
type Known = {
  ids: IdSet;
  /** Keys that appeared twice within a pass. */
  readonly repeated: Set<string>;
};

function isHasty(before: Pass | undefined, ahead: number): boolean {
  return ahead > 1 && (before === undefined || (before.overlap === 0 && before.isHasty));
}

/** No server uses a smaller page size, so a page with fewer rows is the whole list. */
export const smallestPage = 10;

function isOneAnswer({ pages, rows, overlap }: Pass, trustsOnePage: boolean): boolean {
  return trustsOnePage && pages <= 1 && rows < smallestPage && overlap === 0;
}

function proves(before: Pass, now: Pass): boolean {
  const isOrderly = before.overlap === 0 || !(before.isHasty || before.isFirst);
  const isAll = before.ids.missingIn(now.ids) === 0 && isSame(before.nameless, now.nameless);
  return isOrderly && isAll && isWhole(before, now);
}

/** If the server repeats its last page forever, every pass ends at the same page with the same rows. */
function isWhole(before: Pass, now: Pass): boolean {
  if (!before.isCut && !now.isCut) return true;
  return before.isCut && now.isCut && before.pages === now.pages && before.ids.size === now.ids.size;
}

function isSame(one: ReadonlyMap<string, number>, other: ReadonlyMap<string, number>): boolean {
  return one.size === other.size && [...one].every(([text, count]) => other.get(text) === count);
}

type PassOptions = {
  /** Whether pages are requested ahead. */
  readonly isHasty: boolean;
  readonly known: Known;
  readonly isFirstPass: boolean;
  /** Whether all rows are taken again. */
  readonly isFresh: boolean;
};

async function readPass<T extends Row>(
  { pages: pagesOf, ahead, fits }: Reading<T>,
  { take }: Taker<T>,
  { isHasty, known, isFirstPass, isFresh }: PassOptions,
): Promise<Pass> {
  const isFirst = known.ids.size === 0;
  const sieve = new Sieve<T>(fits, known, isFirstPass, isFresh);
  let [pages, isCut] = [0, false];
  const onCut = () => {
    isCut = true;
  };
  for await (const page of pagesOf(isHasty ? ahead : 1, onCut)) {
    pages++;
    await take(sieve.freshOf(page));
  }
  const held = sieve.held();
  if (held.length > 0) await take(held);
  const { ids, nameless, rows, overlap } = sieve;
  return { ids, nameless, pages, rows, overlap, isHasty, isFirst, isCut };
}

/** Counts the rows of one pass, and filters those to be taken. */
class Sieve<T extends Row> {
  readonly ids: IdSet;
  readonly nameless = new Map<string, number>();
  rows = 0;
  overlap = 0;
  readonly #held = new Map<string, T>();
  readonly #repeatedBefore: ReadonlySet<string>;

  constructor(
    readonly fits: (row: T) => boolean,
    readonly known: Known,
    /** Whether no pass came before, so that the ids of this one are all that are known. */
    readonly isFirst: boolean,
    /** Whether to take everything, not only rows that no earlier pass has seen. */
    readonly isFresh: boolean,
  ) {
    this.ids = isFirst ? known.ids : new IdSet(known.ids.seed);
    this.#repeatedBefore = new Set(isFresh ? known.repeated : []);
  }

  freshOf(page: readonly T[]): readonly T[] {
    return page.filter((row) => {
      this.rows++;
      const key = this.#keyOf(row);
      const isNew = this.ids.add(key);
      if (!isNew) this.overlap++;
      if (!isNew) this.known.repeated.add(key);
      const isUnknown = this.isFirst ? isNew : this.known.ids.add(key);
      if (!this.fits(row)) return false;
      if (this.#repeatedBefore.has(key)) this.#held.set(key, newer(this.#held.get(key), row));
      else return isUnknown || (this.isFresh && isNew);
      return false;
    });
  }

  /** Rows known to appear more than once, held back until their newest version is known. */
  held(): readonly T[] {
    return [...this.#held.values()];
  }

  /** Rows without an id are never deduplicated, even if they look the same. */
  #keyOf(row: T): string {
    if (row.id) return row.id;
    const text = keyOf(row);
    const count = (this.nameless.get(text) ?? 0) + 1;
    this.nameless.set(text, count);
    return `${text}#${count}`;
  }
}

function newer<T extends Row>(before: T | undefined, row: T): T {
  return before === undefined || (row.changedAtMs ?? 0) > (before.changedAtMs ?? 0) ? row : before;
}

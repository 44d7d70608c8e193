import { keyOf, type Row } from '../row.js';
import { IdSet } from './id-set.js';

/** A list that can be read again and again. */
export type Reading<T extends Row> = {
  /** All its pages, so many of them on their way at once. `onCut` is told when it may have had more. */
  readonly pages: (ahead: number, onCut: () => void) => AsyncIterable<readonly T[]>;
  readonly ahead: number;
  readonly fits: (row: T) => boolean;
  /** So many times it is read at most. */
  readonly passes: number;
  /** Whether one answer that holds the whole list is enough. */
  readonly trustsOnePage: boolean;
  readonly seed: number;
  /** Told before each reading which one it is. */
  readonly onPass?: ((number: number) => void) | undefined;
};

/** Who gets the rows. */
export type Taker<T> = {
  /** Rows, each id once. */
  readonly take: (rows: readonly T[]) => Promise<void>;
  /** Forgets what was taken; absent where that cannot be, as on stdout. */
  readonly rewind?: (() => Promise<void>) | undefined;
};

export type Proof = {
  /** Whether it is certain that everything that was in the list all the time was taken. */
  readonly isProven: boolean;
  readonly passes: number;
  /** Rows that came a second time within a pass: the list moved. */
  readonly overlap: number;
  /** Ids of the pass before the last that the last one did not see. */
  readonly unconfirmed: number;
};

/**
 * Reads a list until it is certain that nothing was missed. A row is missed when others vanish in front of it while pages
 * are read; those others were read before, so a second reading lacks them. When it lacks none, the first one was whole. That
 * holds for every row the server gives, whether it is wanted or not, and for pages read one after the other; read at once, they
 * must not have overlapped either, so after an overlap the next reading takes one page at a time. A row that moved in front of
 * what was read is one that a later reading sees first, and is taken then. When the second reading does not settle it,
 * or the first one saw a row twice, the third one takes everything anew, and of what comes twice the newest form. A list that
 * fits into one answer needs no second reading.
 */
export async function readProven<T extends Row>(reading: Reading<T>, taker: Taker<T>): Promise<Proof> {
  const known: Known = { ids: new IdSet(reading.seed), repeated: new Set() };
  let before: Pass | undefined;
  let overlap = 0;
  for (let number = 1; ; number++) {
    reading.onPass?.(number);
    const isAnew = number === 3 && taker.rewind !== undefined;
    if (isAnew) await taker.rewind?.();
    const pass = await readPass(reading, taker, isHasty(before, reading.ahead), known, isAnew);
    overlap = Math.max(overlap, pass.overlap);
    const isProven = before === undefined ? isOneAnswer(pass, reading.trustsOnePage) : proves(before, pass);
    const unconfirmed = before?.ids.missingIn(pass.ids) ?? 0;
    if (isProven || number >= reading.passes) return { isProven, passes: number, overlap, unconfirmed };
    before = pass;
  }
}

/** What one reading of a list saw. */
type Pass = {
  readonly ids: IdSet;
  /** How many rows without an id looked the same, by what they look like. */
  readonly nameless: ReadonlyMap<string, number>;
  readonly pages: number;
  readonly rows: number;
  readonly overlap: number;
  /** Whether several pages were on their way at once. */
  readonly isHasty: boolean;
  readonly isFirst: boolean;
  /** Whether it ended where the list may have had more. */
  readonly isCut: boolean;
};

/** What all readings together saw. */
type Known = {
  readonly ids: IdSet;
  /** Keys that came twice within a reading. */
  readonly repeated: Set<string>;
};

function isHasty(before: Pass | undefined, ahead: number): boolean {
  return ahead > 1 && (before === undefined || (before.overlap === 0 && before.isHasty));
}

/** No server gives fewer rows a page than this, so fewer are all there are. */
const smallestPage = 10;

function isOneAnswer({ pages, rows, overlap }: Pass, trustsOnePage: boolean): boolean {
  return trustsOnePage && pages <= 1 && rows < smallestPage && overlap === 0;
}

function proves(before: Pass, now: Pass): boolean {
  const isOrderly = before.overlap === 0 || !(before.isHasty || before.isFirst);
  const isAll = before.ids.missingIn(now.ids) === 0 && isSame(before.nameless, now.nameless);
  return isOrderly && isAll && isWhole(before, now);
}

/** A server that gives its last page for ever ends every reading at the same place, with the same rows. */
function isWhole(before: Pass, now: Pass): boolean {
  if (!before.isCut && !now.isCut) return true;
  return before.isCut && now.isCut && before.pages === now.pages && before.ids.size === now.ids.size;
}

function isSame(one: ReadonlyMap<string, number>, other: ReadonlyMap<string, number>): boolean {
  return one.size === other.size && [...one].every(([text, count]) => other.get(text) === count);
}

async function readPass<T extends Row>(
  { pages: pagesOf, ahead, fits, seed }: Reading<T>,
  { take }: Taker<T>,
  isHasty: boolean,
  known: Known,
  isAnew: boolean,
): Promise<Pass> {
  const isFirst = known.ids.size === 0;
  const sieve = new Sieve<T>(seed, fits, known, isAnew);
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

/** Counts the rows of one reading, and lets through those that are to be taken. */
class Sieve<T extends Row> {
  readonly ids: IdSet;
  readonly nameless = new Map<string, number>();
  rows = 0;
  overlap = 0;
  readonly #held = new Map<string, T>();
  readonly #repeatedBefore: ReadonlySet<string>;

  constructor(
    seed: number,
    readonly fits: (row: T) => boolean,
    readonly known: Known,
    /** Whether everything is taken, not only what no reading before has seen. */
    readonly isAnew: boolean,
  ) {
    this.ids = new IdSet(seed);
    this.#repeatedBefore = new Set(isAnew ? known.repeated : []);
  }

  freshOf(page: readonly T[]): readonly T[] {
    return page.filter((row) => {
      this.rows++;
      const key = this.#keyOf(row);
      const isNew = this.ids.add(key);
      if (!isNew) this.overlap++;
      if (!isNew) this.known.repeated.add(key);
      const isUnknown = this.known.ids.add(key);
      if (!this.fits(row)) return false;
      if (this.#repeatedBefore.has(key)) this.#held.set(key, newer(this.#held.get(key), row));
      else return isUnknown || (this.isAnew && isNew);
      return false;
    });
  }

  /** What is known to come more than once waits for its newest form. */
  held(): readonly T[] {
    return [...this.#held.values()];
  }

  /** A row without an id is never taken for another that looks the same. */
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

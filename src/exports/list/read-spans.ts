import type { DayRange } from '../../api/listing.js';
import { Failure } from '../../base/failure.js';
import { within } from '../days.js';
import { keyOf, type Row } from '../row.js';
import type { List } from './lists.js';
import { type Proof, readProven, type Taker } from './proof.js';
import type { Step } from './spans.js';

/** How carefully a list is read. */
export type ReadOptions = {
  /** Pages on their way at once. */
  readonly ahead: number;
  /** Readings at most; with one, nothing is proven and nothing is claimed. */
  readonly passes: number;
  /** Whether one answer that holds all is enough; not where a day is closed for good. */
  readonly trustsOnePage: boolean;
  /** Whether a list that does not hold still is taken as it came. */
  readonly isBestEffort: boolean;
  /** Whether rows without a moment are taken: of many shards one has them. */
  readonly takesUndated: boolean;
};

/** What is known in the end of all that was read. */
export type Standing = {
  readonly isProven: boolean;
  /** The most readings that a span took. */
  readonly passes: number;
  readonly overlap: number;
  readonly unconfirmed: number;
};

export const nothingRead: Standing = { isProven: true, passes: 0, overlap: 0, unconfirmed: 0 };

export type SpanReading<T> = {
  readonly list: List<T>;
  readonly readOptions: ReadOptions;
  readonly seed: number;
  /** Keys of rows without a moment that were taken already: they may come with any day. */
  readonly undated: Set<string>;
  /** Told before each reading of a span which one it is. */
  readonly onPass?: ((number: number) => void) | undefined;
};

/** What is done with the spans of a range. */
export type SpanWork<T> = {
  readonly takerOf: (span: DayRange) => Taker<T>;
  /** Told after each span how all of them stand, and which days are left. */
  readonly onSpan?: (standing: Standing, rest: DayRange | undefined) => Promise<void>;
};

/** Reads a range span after span, the latest first. Throws Failure 'temporary' when the list does not hold still. */
export async function readRange<T extends Row>(
  range: DayRange | undefined,
  reading: SpanReading<T>,
  { takerOf, onSpan }: SpanWork<T>,
  before: Standing = nothingRead,
): Promise<Standing> {
  let standing = before;
  let mayBeEmpty = false;
  for (let rest = range; rest !== undefined; ) {
    const step: Step | undefined = await reading.list.next(rest, mayBeEmpty);
    if (step === undefined) break;
    const read = await readSpan(step.span, reading, takerOf(step.span));
    standing = together(standing, read);
    mayBeEmpty = !read.sawOlder;
    rest = step.rest;
    await onSpan?.(standing, rest);
  }
  return standing;
}

/** What reading a span came to. */
type SpanRead = Proof & {
  /** Whether rows from before the span were among those the server gave. */
  readonly sawOlder: boolean;
};

/** Reads one span of days. Throws Failure 'temporary' when the list does not hold still. */
async function readSpan<T extends Row>(
  span: DayRange,
  { list, readOptions, seed, undated, onPass }: SpanReading<T>,
  taker: Taker<T>,
): Promise<SpanRead> {
  const { ahead, passes, trustsOnePage, isBestEffort, takesUndated } = readOptions;
  const undatedHere = new Set<string>();
  let sawOlder = false;
  const isInSpan = within(span);
  const isNotOlder = within({ since: span.since });
  const fits = (row: T) => {
    sawOlder ||= !isNotOlder(row.createdAtMs);
    if (isUndated(row)) return takesUndated && !undated.has(keyOf(row));
    return isInSpan(row.createdAtMs);
  };
  const take = async (rows: readonly T[]) => {
    for (const row of rows) if (isUndated(row)) undatedHere.add(keyOf(row));
    await taker.take(rows);
  };
  const pages = (most: number, onCut: () => void) => list.pages(span, most, onCut);
  const reading = { pages, ahead, fits, passes, trustsOnePage, seed, onPass };
  const proof = await readProven(reading, { ...taker, take });
  if (!proof.isProven && passes > 1 && !isBestEffort) throw moved(proof);
  for (const key of undatedHere) undated.add(key);
  return { ...proof, sawOlder };
}

function isUndated({ createdAtMs }: Row): boolean {
  return createdAtMs === undefined;
}

/** Two standings as one. */
function together(before: Standing, proof: Proof): Standing {
  return {
    isProven: before.isProven && proof.isProven,
    passes: Math.max(before.passes, proof.passes),
    overlap: before.overlap + proof.overlap,
    unconfirmed: before.unconfirmed + (proof.isProven ? 0 : proof.unconfirmed),
  };
}

function moved({ passes, unconfirmed }: Proof): Failure {
  const rows = unconfirmed === 1 ? '1 row' : `${unconfirmed} rows`;
  return new Failure(
    'temporary',
    `The list moved while it was read, ${passes} times: ${unconfirmed === 0 ? 'pages overlapped' : `${rows} could not be confirmed`}, so it is not certain that all are there`,
    { advice: 'Run it again when less is going on, or add --best-effort to take what came' },
  );
}

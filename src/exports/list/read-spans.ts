import type { DayRange } from '../../api/listing.js';
import { Failure } from '../../base/failure.js';
import { counted } from '../../base/text.js';
import { within } from '../days.js';
import { keyOf, type Row } from '../row.js';
import type { List } from './lists.js';
import { type Proof, readProven, type Taker } from './proof.js';
import type { Step } from './spans.js';

/** Options for reading a list. */
export type ReadOptions = {
  /** Number of pages requested concurrently. */
  readonly ahead: number;
  /** Maximum number of passes; 1 skips the completeness check. */
  readonly passes: number;
  /** Whether a single response with all rows needs no second pass; false where days are closed permanently. */
  readonly trustsOnePage: boolean;
  /** Whether to accept an unverified result if the list keeps changing. */
  readonly isBestEffort: boolean;
  /** Whether to take rows without a creation time: only one of several shards does. */
  readonly takesUndated: boolean;
};

/** The overall result of reading. */
export type Standing = {
  readonly isProven: boolean;
  /** The highest number of passes any span took. */
  readonly passes: number;
  readonly overlap: number;
  readonly unconfirmed: number;
};

export const nothingRead: Standing = { isProven: true, passes: 0, overlap: 0, unconfirmed: 0 };

export type SpanReading<T> = {
  readonly list: List<T>;
  readonly readOptions: ReadOptions;
  readonly seed: number;
  /** Keys of rows without a creation time that were already taken: the server may return them for any day. */
  readonly undated: Set<string>;
  /** The days right before the range, if they are read after it as a range of their own. */
  readonly following?: DayRange | undefined;
  /** Called before each pass over a span, counted from 1. */
  readonly onPass?: ((number: number) => void) | undefined;
};

/** What to do with the spans of a range. */
export type SpanHandlers<T> = {
  readonly takerOf: (span: DayRange) => Taker<T>;
  /** Called after each span with the overall result so far, and the days left. */
  readonly onSpan?: (standing: Standing, rest: DayRange | undefined) => Promise<void>;
};

/** Reads a range span by span, the latest first. Throws Failure 'temporary' when the list keeps changing. */
export async function readRange<T extends Row>(
  range: DayRange | undefined,
  reading: SpanReading<T>,
  { takerOf, onSpan }: SpanHandlers<T>,
  before: Standing = nothingRead,
): Promise<Standing> {
  let standing = before;
  let mayBeEmpty = false;
  for (let rest = range; rest !== undefined; ) {
    const step: Step | undefined = await reading.list.next(rest, mayBeEmpty);
    if (step === undefined) break;
    const following = step.rest === undefined ? reading.following : undefined;
    const read = await readSpan({ ...step, following }, reading, takerOf(step.span));
    standing = together(standing, read);
    mayBeEmpty = !read.sawOlder;
    rest = step.rest;
    await onSpan?.(standing, rest);
  }
  return standing;
}

/** The result of reading a span. */
type SpanRead = Proof & {
  /** Whether the server also returned rows from before the span. */
  readonly sawOlder: boolean;
};

/** Reads one span of days. Throws Failure 'temporary' when the list keeps changing. */
async function readSpan<T extends Row>(
  step: Step,
  { list, readOptions, seed, undated, onPass }: SpanReading<T>,
  taker: Taker<T>,
): Promise<SpanRead> {
  const { span } = step;
  const { ahead, passes, trustsOnePage, isBestEffort, takesUndated } = readOptions;
  const undatedHere = new Set<string>();
  let sawOlder = false;
  const isInSpan = within(span);
  const isNotOlder = within({ since: span.since, zone: span.zone });
  const fits = (row: T) => {
    sawOlder ||= !isNotOlder(row.createdAtMs);
    if (isUndated(row)) return takesUndated && !undated.has(keyOf(row));
    return isInSpan(row.createdAtMs);
  };
  const take = async (rows: readonly T[]) => {
    for (const row of rows) if (isUndated(row)) undatedHere.add(keyOf(row));
    await taker.take(rows);
  };
  const pages = (max: number, onCut: () => void) => list.pages(step, max, onCut);
  const reading = { pages, ahead, fits, passes, trustsOnePage, seed, onPass };
  const proof = await readProven(reading, { ...taker, take });
  if (!proof.isProven && passes > 1 && !isBestEffort) throw moved(proof);
  for (const key of undatedHere) undated.add(key);
  return { ...proof, sawOlder };
}

function isUndated({ createdAtMs }: Row): boolean {
  return createdAtMs === undefined;
}

/** Combines two results. */
function together(before: Standing, proof: Proof): Standing {
  return {
    isProven: before.isProven && proof.isProven,
    passes: Math.max(before.passes, proof.passes),
    overlap: before.overlap + proof.overlap,
    unconfirmed: before.unconfirmed + (proof.isProven ? 0 : proof.unconfirmed),
  };
}

function moved({ passes, unconfirmed }: Proof): Failure {
  const rows = counted(unconfirmed, 'row');
  return new Failure(
    'temporary',
    `The list kept changing during ${passes} passes (${unconfirmed === 0 ? 'pages overlapped' : `${rows} could not be confirmed`}), so the export may be incomplete`,
    { advice: 'Run it again at a quieter time, or add --best-effort to accept an unverified export' },
  );
}

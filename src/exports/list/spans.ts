import type { DayRange } from '../../api/listing.js';
import { day, dayAfter, daysIn, widened, within } from '../days.js';
import type { Row } from '../row.js';

/** Target number of rows per span, estimated from the density of the latest rows. */
const rowsPerSpan = 10_000;
/** A range of fewer days than this is not split. */
const shortest = 8;
const longest = 3660;

/** Fetches the first page of a range, as the server returns it. */
export type FirstPage<T> = (range: DayRange) => Promise<readonly T[]>;

/** The days to read next, and those left after them; `undefined` if none are left. */
export type Step = {
  readonly span: DayRange;
  readonly rest: DayRange | undefined;
  /** The days before the last span of a range, which are read as a range of their own: those of the next file. */
  readonly following?: DayRange | undefined;
};

/**
 * The latest days of a range as a span to be read separately; `undefined` when nothing is left, which is believed only if
 * `mayBeEmpty`. A long list is read span by span: each is checked for completeness and saved, so an interrupted run loses
 * only one span, and memory holds only one. The length of a span depends only on the content of the list. A short list, or
 * one whose server ignores the day filter, is a single span.
 */
export async function nextSpan<T extends Row>(
  range: DayRange,
  firstPage: FirstPage<T>,
  mayBeEmpty: boolean,
): Promise<Step | undefined> {
  const { since } = range;
  const whole = { span: range, rest: undefined };
  if (isShort(range)) return whole;
  const page = await firstPage(range);
  if (page.length === 0 && mayBeEmpty) return undefined;
  const begin = beginOf(page, range);
  if (begin === undefined || (since !== undefined && begin <= since)) return whole;
  return { span: { ...range, since: begin }, rest: { ...range, until: dayAfter(begin, -1) } };
}

/** Whether a range is a single span without looking at it. */
export function isShort({ since, until }: DayRange): boolean {
  return since !== undefined && until !== undefined && daysIn(since, until) < shortest;
}

/** The first day of a span, estimated from a page of the latest rows; `undefined` if it gives no estimate. */
function beginOf<T extends Row>(page: readonly T[], range: DayRange): string | undefined {
  const moments = page.flatMap(({ createdAtMs }) => createdAtMs ?? []);
  const isInRange = within(widened(range));
  const isObeyed = page.every(({ createdAtMs }) => isInRange(createdAtMs));
  if (page.length < 10 || moments.length < page.length || !isObeyed) return undefined;
  const [latest, earliest] = [Math.max(...moments), Math.min(...moments)];
  const days = Math.round(((latest - earliest) / 86_400_000) * (rowsPerSpan / page.length));
  if (days >= longest) return undefined;
  const last = day(latest, range.zone);
  const end = range.until !== undefined && range.until < last ? range.until : last;
  return dayAfter(end, 1 - Math.max(1, days));
}

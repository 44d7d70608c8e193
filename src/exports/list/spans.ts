import type { DayRange } from '../../api/listing.js';
import { day, dayAfter, daysIn, widened, within } from '../days.js';
import type { Row } from '../row.js';

/** So many rows a span should have, by the density of the latest ones. */
const rowsPerSpan = 10_000;
/** A range of so few days is not taken apart. */
const shortest = 8;
const longest = 3660;

/** The first page of the list of a range, as the server gives it. */
export type FirstPage<T> = (range: DayRange) => Promise<readonly T[]>;

/** Days that are read next, and what is left after them; nothing where it was the last. */
export type Step = { readonly span: DayRange; readonly rest: DayRange | undefined };

/**
 * The latest days of a range as a span to be read by itself; `undefined` when nothing is left, which is believed of a server
 * only where `mayBeEmpty`. A long list is
 * read span after span: each is proven and put away, so a run that is stopped loses one of them, and memory never holds more.
 * How long a span is depends on nothing but what the list holds. A short list, or one of a server that does not obey days, is
 * one span.
 */
export async function nextSpan<T extends Row>(
  range: DayRange,
  firstPage: FirstPage<T>,
  mayBeEmpty: boolean,
): Promise<Step | undefined> {
  const { since, until } = range;
  const whole = { span: range, rest: undefined };
  if (since !== undefined && until !== undefined && daysIn(since, until) < shortest) return whole;
  const page = await firstPage(range);
  if (page.length === 0 && mayBeEmpty) return undefined;
  const begin = beginOf(page, range);
  if (begin === undefined || (since !== undefined && begin <= since)) return whole;
  return { span: { since: begin, until }, rest: { since, until: dayAfter(begin, -1) } };
}

/** The first day of a span, going by a page of the latest rows; `undefined` where nothing can be told from it. */
function beginOf<T extends Row>(page: readonly T[], range: DayRange): string | undefined {
  const moments = page.flatMap(({ createdAtMs }) => createdAtMs ?? []);
  const isInRange = within(widened(range));
  const isObeyed = page.every(({ createdAtMs }) => isInRange(createdAtMs));
  if (page.length < 10 || moments.length < page.length || !isObeyed) return undefined;
  const [latest, earliest] = [Math.max(...moments), Math.min(...moments)];
  const days = Math.round(((latest - earliest) / 86_400_000) * (rowsPerSpan / page.length));
  if (days >= longest) return undefined;
  const end = range.until !== undefined && range.until < day(latest) ? range.until : day(latest);
  return dayAfter(end, 1 - Math.max(1, days));
}

import type { DayRange } from '../../api/listing.js';
import { day, dayAfter, daysIn, within } from '../days.js';

/** The days that statistics cover. */
export type Period = DayRange & {
  /** For people, such as `2026-11-21 to 2026-11-27 (7 days in UTC, today so far)`. */
  readonly text: string;
  /** Whether a row created at this time, in milliseconds, belongs to it. */
  readonly has: (createdAtMs: number | undefined) => boolean;
};

const dayMs = 86_400_000;

/** The period that a range selects. Today is only partly over, which its text says. */
export function periodOf({ since, until }: DayRange, nowMs: number): Period {
  const today = day(nowMs);
  const has = within({ since, until });
  if (since === undefined)
    return { since, until, has, text: until === undefined ? 'all days' : `all days until ${until} (UTC)` };
  const last = until ?? today;
  const note = last === today ? ', today so far' : '';
  return { since, until: last, has, text: daysText(since, last, note) };
}

/**
 * As many days immediately before a period; `undefined` if it has no first day. If the period includes today, the one before
 * ends at this time of day too, because a part of a day cannot be compared with a whole one.
 */
export function periodBefore({ since, until }: Period, nowMs: number): Period | undefined {
  if (since === undefined || until === undefined) return undefined;
  const days = daysIn(since, until);
  const range = { since: dayAfter(since, -days), until: dayAfter(since, -1) };
  const isPartly = until === day(nowMs);
  const endMs = isPartly ? nowMs - days * dayMs : Number.POSITIVE_INFINITY;
  const isIn = within(range);
  return {
    ...range,
    text: daysText(range.since, range.until, isPartly ? ', until the same time of day' : ''),
    has: (ms) => ms !== undefined && isIn(ms) && ms <= endMs,
  };
}

function daysText(since: string, until: string, note: string): string {
  const days = daysIn(since, until);
  const range = since === until ? since : `${since} to ${until}`;
  return `${range} (${days === 1 ? '1 day' : `${days} days`} in UTC${note})`;
}

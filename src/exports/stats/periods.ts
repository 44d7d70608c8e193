import type { DayRange } from '../../api/listing.js';
import { calendarOf } from '../calendar.js';
import { day, dayAfter, daysIn, within } from '../days.js';

/** The days that statistics cover. */
export type Period = DayRange & {
  /** For people, such as `2026-11-21 to 2026-11-27 (7 days in UTC, today so far)`. */
  readonly text: string;
  /** Whether a row created at this time, in milliseconds, belongs to it. */
  readonly has: (createdAtMs: number | undefined) => boolean;
};

/** The period that a range selects. Today is only partly over, which its text says. */
export function periodOf({ since, until, zone }: DayRange, nowMs: number): Period {
  const today = day(nowMs, zone);
  const has = within({ since, until, zone });
  if (since === undefined) {
    const days = until === undefined ? 'all days' : `all days until ${until}`;
    return { since, until, zone, has, text: `${days} (${zoneText({ zone })})` };
  }
  const last = until ?? today;
  const note = last === today ? ', today so far' : '';
  return { since, until: last, zone, has, text: daysText({ since, until: last, zone }, note) };
}

/**
 * As many days immediately before a period; `undefined` if it has no first day. If the period includes today, the one before
 * ends at this time of day too, because a part of a day cannot be compared with a whole one.
 */
export function periodBefore({ since, until, zone }: Period, nowMs: number): Period | undefined {
  if (since === undefined || until === undefined) return undefined;
  const days = daysIn(since, until);
  const range = { since: dayAfter(since, -days), until: dayAfter(since, -1), zone };
  const isPartly = until === day(nowMs, zone);
  const endMs = isPartly ? calendarOf(zone).daysBefore(nowMs, days) : Number.POSITIVE_INFINITY;
  const isIn = within(range);
  return {
    ...range,
    text: daysText(range, isPartly ? ', until the same time of day' : ''),
    has: (ms) => ms !== undefined && isIn(ms) && ms <= endMs,
  };
}

/** The zone of a period, for people and for programs. */
export function zoneText({ zone = 'UTC' }: Pick<DayRange, 'zone'>): string {
  return zone;
}

type Days = Pick<DayRange, 'zone'> & { readonly since: string; readonly until: string };

function daysText({ since, until, zone }: Days, note: string): string {
  const days = daysIn(since, until);
  const range = since === until ? since : `${since} to ${until}`;
  return `${range} (${days === 1 ? '1 day' : `${days} days`} in ${zoneText({ zone })}${note})`;
}

import type { DayRange } from '../api/listing.js';
import { Failure } from '../base/failure.js';

const dayMs = 86_400_000;

/**
 * The whole UTC days that `--since` and `--until` select: `YYYY-MM-DD`, `today`, `yesterday`, or `7d` (7 days ago).
 * Throws Failure 'usage' for anything else, for a day that does not exist, and for an end before the start.
 */
export function dayRange(since: string | undefined, until: string | undefined, nowMs: number): DayRange {
  const range = { since: dayOf(since, '--since', nowMs), until: dayOf(until, '--until', nowMs) };
  if (range.since !== undefined && range.until !== undefined && range.until < range.since)
    throw new Failure('usage', `--until ${range.until} is before --since ${range.since}`, {
      advice: 'Swap them',
    });
  return range;
}

function dayOf(text: string | undefined, flag: string, nowMs: number): string | undefined {
  if (text === undefined) return undefined;
  if (text === 'today') return day(nowMs);
  if (text === 'yesterday') return day(nowMs - dayMs);
  const [, ago] = /^(\d{1,5})d$/.exec(text) ?? [];
  if (ago !== undefined) return day(nowMs - Number(ago) * dayMs);
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  if (!Number.isNaN(ms) && day(ms) === text) return text;
  throw new Failure('usage', `${flag}: "${text}" is not a day`, {
    advice: 'Write it like 2026-01-31, 7d, yesterday or today',
  });
}

/** The UTC day of a time, as `YYYY-MM-DD`. */
export function day(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

/** The day `days` after another one, or before it if negative. */
export function dayAfter(from: string, days: number): string {
  return day(Date.parse(`${from}T00:00:00Z`) + days * dayMs);
}

/** The number of days from one day to another, both inclusive. */
export function daysIn(since: string, until: string): number {
  return Math.round((Date.parse(`${until}T00:00:00Z`) - Date.parse(`${since}T00:00:00Z`)) / dayMs) + 1;
}

/** True if the creation time is within these days; an unknown time matches every range. */
export function isWithin(createdAtMs: number | undefined, range: DayRange): boolean {
  return within(range)(createdAtMs);
}

/** The same as a reusable predicate. */
export function within({ since, until }: DayRange): (createdAtMs: number | undefined) => boolean {
  const fromMs = since === undefined ? Number.NEGATIVE_INFINITY : Date.parse(`${since}T00:00:00Z`);
  const beforeMs = until === undefined ? Number.POSITIVE_INFINITY : Date.parse(`${until}T00:00:00Z`) + dayMs;
  return (ms) => ms === undefined || (ms >= fromMs && ms < beforeMs);
}

/**
 * The same days plus one at either end. The API documents neither the time zone of its days nor whether the last one is
 * included, so adjacent days are requested as well, and rows outside the range are dropped here.
 */
export function widened({ since, until }: DayRange): DayRange {
  return { since: since && dayAfter(since, -1), until: until && dayAfter(until, 1) };
}

/** Shard `index` of `count`: consecutive ranges of days that together cover the whole range, the latest first. */
export function shardOf(since: string, until: string, index: number, count: number): DayRange | undefined {
  const total = daysIn(since, until);
  const from = Math.floor(((index - 1) * total) / count);
  const to = Math.floor((index * total) / count);
  if (to === from) return undefined;
  return { since: dayAfter(until, 1 - to), until: dayAfter(until, -from) };
}

/** The calendar days or months of a range, the latest first; the first and the last are clipped to the range. */
export function periods(since: string, until: string, by: 'day' | 'month'): DayRange[] {
  const found: DayRange[] = [];
  for (let end = until; end >= since; ) {
    const begin = by === 'day' ? end : `${end.slice(0, 7)}-01`;
    found.push({ since: begin < since ? since : begin, until: end });
    end = dayAfter(begin, -1);
  }
  return found;
}

import type { DayRange } from '../api/listing.js';
import { Failure } from '../base/failure.js';
import { nearest } from '../base/nearest.js';
import { calendarOf } from './calendar.js';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/**
 * The whole days of a time zone that `--since` and `--until` select. Both take `YYYY-MM-DD`, `today`, `yesterday`, `this-week`,
 * `last-week`, `this-month` and `last-month` (the first day of it for `--since`, the last one for `--until`; weeks begin on
 * Monday), and `7d` or `2w`: `--since 7d` begins the last seven days, today included; `--until 7d` ends before them. Throws
 * Failure 'usage' for anything else, for a day that does not exist, and for a range without days.
 */
export function dayRange(
  since: string | undefined,
  until: string | undefined,
  nowMs: number,
  {
    sinceFlag = '--since',
    zone,
  }: { readonly sinceFlag?: string | undefined; readonly zone?: string | undefined } = {},
): DayRange {
  const today = day(nowMs, zone);
  const range = {
    ...(zone !== undefined && { zone }),
    since: since === undefined ? undefined : dayOf(since, { end: 'since', flag: sinceFlag }, today),
    until: until === undefined ? undefined : dayOf(until, { end: 'until', flag: '--until' }, today),
  };
  if (range.since === undefined) return range;
  if (range.until !== undefined && range.until < range.since)
    throw new Failure('usage', `--until ${range.until} is before --since ${range.since}`, {
      advice: 'Swap them',
    });
  if (range.until === undefined && range.since > today)
    throw new Failure(
      'usage',
      `${sinceFlag} ${range.since} is in the future: today is ${today} in ${zone ?? 'UTC'}`,
      {
        advice: 'Choose an earlier day',
      },
    );
  return range;
}

type End = { readonly end: 'since' | 'until'; readonly flag: string };

function dayOf(text: string, { end, flag }: End, today: string): string {
  const period = periodNamed(text.replaceAll(' ', '-'), today) ?? lastDays(text, today);
  if (period !== undefined) return period[end];
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  if (!Number.isNaN(ms) && day(ms) === text) return text;
  const isShort = /^\d+ ?(ms|s|m|h|min|hours?|minutes?|seconds?)$/.test(text);
  throw new Failure(
    'usage',
    isShort
      ? `${flag}: "${text}" is not a number of days; only whole days can be selected`
      : `${flag}: "${text}" is not a day`,
    { advice: `${meant(text)}Write it like 2026-01-31, 7d, 2w, yesterday, last-week or last-month` },
  );
}

function meant(text: string): string {
  const near = /^[a-z][a-z -]*$/i.test(text) ? nearest(text.replaceAll(' ', '-'), periodNames) : undefined;
  return near === undefined ? '' : `Did you mean ${near}? `;
}

type Period = { readonly since: string; readonly until: string };

const periodNames = ['today', 'yesterday', 'this-week', 'last-week', 'this-month', 'last-month'];

/** What has begun ends today at the latest. */
function periodNamed(name: string, today: string): Period | undefined {
  const monday = dayAfter(today, -weekdayOf(today));
  const first = `${today.slice(0, 7)}-01`;
  const lastOfMonth = dayAfter(first, -1);
  const periods: Readonly<Record<string, Period>> = {
    today: { since: today, until: today },
    yesterday: { since: dayAfter(today, -1), until: dayAfter(today, -1) },
    'this-week': { since: monday, until: today },
    'last-week': { since: dayAfter(monday, -7), until: dayAfter(monday, -1) },
    'this-month': { since: first, until: today },
    'last-month': { since: `${lastOfMonth.slice(0, 7)}-01`, until: lastOfMonth },
  };
  return Object.hasOwn(periods, name) ? periods[name] : undefined;
}

/** `7d`: from the first of the last seven days, or until the day before it, so that the two ends meet. */
function lastDays(text: string, today: string): Period | undefined {
  const [, amount, unit] = /^(\d{1,5})([dw])$/.exec(text) ?? [];
  if (amount === undefined) return undefined;
  const days = Number(amount) * (unit === 'w' ? 7 : 1);
  return { since: dayAfter(today, 1 - Math.max(1, days)), until: dayAfter(today, -days) };
}

/** Days since Monday. */
export function weekdayOf(date: string): number {
  return (new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7;
}

/** The day of a time in a zone, or in UTC, as `YYYY-MM-DD`. */
export function day(ms: number, zone?: string): string {
  return zone === undefined ? new Date(ms).toISOString().slice(0, 10) : calendarOf(zone).dayOf(ms);
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
export function within({ since, until, zone }: DayRange): (createdAtMs: number | undefined) => boolean {
  const calendar = calendarOf(zone);
  const fromMs = since === undefined ? Number.NEGATIVE_INFINITY : calendar.startMs(since);
  const beforeMs = until === undefined ? Number.POSITIVE_INFINITY : calendar.startMs(dayAfter(until, 1));
  return (ms) => ms === undefined || (ms >= fromMs && ms < beforeMs);
}

/**
 * The days to request for a range: for one of UTC days, the same plus one before and two after it. The API documents neither the
 * time zone of its days nor whether the last one is included, so adjacent days are requested as well, and rows outside the range
 * are dropped here: a server east of Greenwich that leaves out the last day ends it up to 14 hours before the day before it is
 * over. For the days of another zone, as many as are needed wherever the server counts its days.
 */
export function widened({ since, until, zone }: DayRange): DayRange {
  if (zone === undefined) return { since: since && dayAfter(since, -1), until: until && dayAfter(until, 2) };
  return { since: since && firstAsked(since, zone), until: until && lastAsked(until, zone) };
}

/** Days begin last at UTC−12 and end first at UTC+14. */
const [westMs, eastMs] = [12 * hourMs, 14 * hourMs];

/** The last day that has begun everywhere when a day of a zone begins; at least the day before, whose rows show that there are any. */
function firstAsked(since: string, zone: string): string {
  const begun = day(calendarOf(zone).startMs(since) - westMs);
  return begun < since ? begun : dayAfter(since, -1);
}

/** The first day that begins nowhere before a day of a zone ends, so that the server may leave it out. */
function lastAsked(until: string, zone: string): string {
  return day(calendarOf(zone).startMs(dayAfter(until, 1)) + eastMs + dayMs - 1);
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

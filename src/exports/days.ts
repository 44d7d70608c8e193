import type { DayRange } from '../api/listing.js';
import { Failure } from '../failure.js';

const dayMs = 86_400_000;

/**
 * The whole UTC days that `--since` and `--until` mean: `YYYY-MM-DD`, `today`, `yesterday`, or `7d` (so many days ago).
 * Throws Failure 'usage' for what is none of these, for a day that does not exist, and for an end before the beginning.
 */
export function dayRange(since: string | undefined, until: string | undefined, nowMs: number): DayRange {
  const range = { since: dayOf(since, '--since', nowMs), until: dayOf(until, '--until', nowMs) };
  if (range.since !== undefined && range.until !== undefined && range.until < range.since)
    throw new Failure('usage', `--until ${range.until} is before --since ${range.since}`, {
      advice: 'Exchange them',
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

/** The UTC day of a moment, as `YYYY-MM-DD`. */
export function day(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

import type { Row } from '../row.js';

/** Shorter than the distance between any two time zones that days could begin in, so that no row lies unseen in between. */
const maxGapMs = 3_600_000;

/**
 * Whether the server begins the given day at midnight UTC and ends the day before there, as far as its rows show: then the
 * days from it and the days before it can be requested separately, and no row is in neither or in both. The API documents neither the time
 * zone of its days nor whether the last one is included. `earliestMs` is the creation time of the earliest row it returned for the days
 * from `day`; `before` are the latest rows it returned for those before.
 */
export function isSeam(day: string, earliestMs: number, before: readonly Row[]): boolean {
  const midnightMs = Date.parse(`${day}T00:00:00Z`);
  const latestMs = Math.max(...before.map(({ createdAtMs }) => createdAtMs ?? Infinity));
  return (
    earliestMs >= midnightMs &&
    earliestMs < midnightMs + maxGapMs &&
    latestMs < midnightMs &&
    latestMs >= midnightMs - maxGapMs
  );
}

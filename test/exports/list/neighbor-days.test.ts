import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DayRange } from '../../../src/api/listing.js';
import { dayAfter, periods } from '../../../src/exports/days.js';
import { listByDays } from '../../../src/exports/list/lists.js';
import { nothingRead, readRange } from '../../../src/exports/list/read-spans.js';
import type { Row } from '../../../src/exports/row.js';
import { idsOf, rowAt } from '../../support/rows.js';

const hourMs = 3_600_000;
const latestMs = Date.parse('2026-03-20T15:00:00Z');

/** How a server reads `startDate` and `endDate`. */
type Days = {
  readonly startsAtHour: number;
  readonly endsAtHour: number;
  readonly isEndIncluded: boolean;
};

const utc: Days = { startsAtHour: 0, endsAtHour: 0, isEndIncluded: true };

/** A server with a row every so many minutes, the latest first; counts the page requests. */
function server(count: number, minutes: number, { startsAtHour, endsAtHour, isEndIncluded }: Days) {
  const rows = Array.from({ length: count }, (_, i) =>
    rowAt(`${i}`, new Date(latestMs - i * minutes * 60_000).toISOString()),
  );
  let requests = 0;
  const boundary = (day: string, hour: number) => Date.parse(`${day}T00:00:00Z`) + hour * hourMs;
  const fetchPage = async ({ since, until }: DayRange, page: number, size: number) => {
    requests++;
    const from = since === undefined ? -Infinity : boundary(since, startsAtHour);
    const end =
      until === undefined ? Infinity : boundary(until, endsAtHour) + (isEndIncluded ? 24 * hourMs : 0);
    const listed = rows.filter(({ createdAtMs = 0 }) => createdAtMs >= from && createdAtMs < end);
    return listed.slice((page - 1) * size, page * size);
  };
  return { rows, fetchPage, requests: () => requests };
}

async function readAll(
  { fetchPage }: Pick<ReturnType<typeof server>, 'fetchPage'>,
  range: DayRange,
  { ahead = 4, passes = 3 } = {},
) {
  const taken: Row[] = [];
  const readOptions = { ahead, passes, trustsOnePage: true, isBestEffort: false, takesUndated: true };
  const reading = { list: listByDays(fetchPage), readOptions, seed: 1, undated: new Set<string>() };
  const takerOf = () => ({ take: async (rows: readonly Row[]) => void taken.push(...rows) });
  const standing = await readRange(range, reading, { takerOf }, nothingRead);
  return { taken, standing };
}

describe('days at the border of two spans', () => {
  test('are requested once where the rows show that the server counts its days in UTC', async () => {
    const dense = server(30_000, 1, utc);
    const { taken } = await readAll(dense, {}, { passes: 1, ahead: 1 });
    expect(idsOf(taken)).toEqual(idsOf(dense.rows));
    // Three hundred full pages; per span one that is not full; and two to learn that nothing is left.
    expect(dense.requests()).toBeLessThanOrEqual(300 + 5 + 2);
  });

  test('cost no more pages when several are requested at once, but for those ahead of the last one', async () => {
    const dense = server(30_000, 1, utc);
    await readAll(dense, {}, { passes: 1, ahead: 8 });
    expect(dense.requests()).toBeLessThanOrEqual(300 + 5 + 2 + 5 * 7);
  });

  test('are requested with both spans where the server counts them in another zone', async () => {
    const west = server(12_000, 1, { ...utc, startsAtHour: 8, endsAtHour: 8 });
    const { taken, standing } = await readAll(west, {});
    expect(idsOf(taken).toSorted()).toEqual(idsOf(west.rows).toSorted());
    expect(standing).toMatchObject({ isProven: true, overlap: 0 });
  });

  test('are requested with both spans where a row has no creation time', async () => {
    const east = server(12_000, 1, { ...utc, startsAtHour: -9, endsAtHour: -9 });
    const undated = rowAt('undated');
    const fetchPage: typeof east.fetchPage = async (range, page, size) => {
      const rows = await east.fetchPage(range, page, size);
      return page === 2 ? [...rows.slice(0, -1), undated, ...rows.slice(-1)] : rows;
    };
    const { taken } = await readAll({ fetchPage }, {});
    expect(idsOf(taken).toSorted()).toEqual([...idsOf(east.rows), 'undated'].toSorted());
  });

  test.each([1, 4])(
    'do not end the list where one answer is empty by mistake (%i at once)',
    async (ahead) => {
      const dense = server(25_000, 1, utc);
      let isWrong = true;
      const fetchPage: typeof dense.fetchPage = async (range, page, size) => {
        const rows = await dense.fetchPage(range, page, size);
        const isFirstLook = range.since === undefined && range.until !== undefined && page === 1;
        if (!isFirstLook || !isWrong) return rows;
        isWrong = false;
        return [];
      };
      const { taken } = await readAll({ fetchPage }, {}, { ahead });
      expect([isWrong, idsOf(taken).toSorted()]).toEqual([false, idsOf(dense.rows).toSorted()]);
    },
  );

  test('law: wherever the server begins and ends its days, every row is read once', async () => {
    const hour = fc.integer({ min: -14, max: 12 });
    const days = fc.oneof(
      hour.map((at): Days => ({ ...utc, startsAtHour: at, endsAtHour: at })),
      hour.map((at): Days => ({ startsAtHour: at, endsAtHour: at, isEndIncluded: false })),
      fc
        .record({ startsAtHour: hour, endsAtHour: hour, isEndIncluded: fc.constant(true) })
        // A single day must hold something: at no server does a day end before it begins.
        .filter(({ startsAtHour, endsAtHour }) => startsAtHour < endsAtHour + 24),
    );
    await fc.assert(
      fc.asyncProperty(
        days,
        fc.constantFrom(1, 7, 45, 90),
        fc.constantFrom(1, 4),
        async (how, minutes, ahead) => {
          const some = server(11_000, minutes, how);
          for (const passes of [1, 2]) {
            const { taken } = await readAll(some, {}, { passes, ahead });
            expect(new Set(idsOf(taken))).toEqual(new Set(idsOf(some.rows)));
            expect(taken).toHaveLength(some.rows.length);
          }
        },
      ),
      { numRuns: 25 },
    );
  });
});

describe('days that go into a file each', () => {
  const files = (days: number) => periods(dayAfter('2026-03-20', 1 - days), '2026-03-20', 'day');

  /** Reads each day after the other, as for files of their own. */
  async function readDays(
    { fetchPage }: Pick<ReturnType<typeof server>, 'fetchPage'>,
    days: number,
    { ahead = 4, passes = 2 } = {},
  ) {
    const taken: Row[] = [];
    const readOptions = { ahead, passes, trustsOnePage: true, isBestEffort: false, takesUndated: true };
    const reading = { list: listByDays(fetchPage), readOptions, seed: 1, undated: new Set<string>() };
    const takerOf = () => ({ take: async (rows: readonly Row[]) => void taken.push(...rows) });
    for (const [i, range] of files(days).entries())
      await readRange(range, { ...reading, following: files(days)[i + 1] }, { takerOf }, nothingRead);
    return taken;
  }

  test('are requested once where the rows show that the server counts its days in UTC', async () => {
    const dense = server(14_000, 1, utc);
    const taken = await readDays(dense, 9, { passes: 1, ahead: 1 });
    expect(idsOf(taken)).toEqual(idsOf(dense.rows.slice(0, taken.length)));
    // Fifteen pages per day; but for the last file, the day before is requested with it.
    expect(dense.requests()).toBeLessThanOrEqual(9 * 15 + 15 + 2);
  });

  test('of few rows are requested together with their neighbors, and no more often than that', async () => {
    const sparse = server(300, 60, utc);
    await readDays(sparse, 9, { passes: 1, ahead: 1 });
    // Two empty pages end a short list; the first one was looked at before.
    expect(sparse.requests()).toBeLessThanOrEqual(9 * 3 + 1);
  });

  test('law: wherever the server begins and ends its days, every row is read once', async () => {
    const hour = fc.integer({ min: -14, max: 12 });
    const days = fc.oneof(
      hour.map((at): Days => ({ ...utc, startsAtHour: at, endsAtHour: at })),
      hour.map((at): Days => ({ startsAtHour: at, endsAtHour: at, isEndIncluded: false })),
    );
    await fc.assert(
      fc.asyncProperty(
        days,
        fc.constantFrom(1, 7, 20, 90),
        fc.constantFrom(1, 4),
        fc.constantFrom(1, 2),
        async (how, minutes, ahead, passes) => {
          const some = server(8000, minutes, how);
          const fromMs = Date.parse('2026-03-17T00:00:00Z');
          const wanted = some.rows.filter(({ createdAtMs = 0 }) => createdAtMs >= fromMs);
          const taken = await readDays(some, 4, { ahead, passes });
          expect(idsOf(taken).toSorted()).toEqual(idsOf(wanted).toSorted());
        },
      ),
      { numRuns: 25 },
    );
  });
});

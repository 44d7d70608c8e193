import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DayRange } from '../../../src/api/listing.js';
import { dayAfter, periods, widened, within } from '../../../src/exports/days.js';
import { listByDays } from '../../../src/exports/list/lists.js';
import { nothingRead, readRange } from '../../../src/exports/list/read-spans.js';
import type { Row } from '../../../src/exports/row.js';
import { idsOf, rowAt } from '../../support/rows.js';

const hourMs = 3_600_000;
const latestMs = Date.parse('2026-11-05T15:00:00Z');

/** How a server counts its days: its hours ahead of UTC, and whether it includes the last day. */
type Server = { readonly ahead: number; readonly isEndIncluded: boolean };

function listOf(rows: readonly Row[], { ahead, isEndIncluded }: Server) {
  const startMs = (day: string) => Date.parse(`${day}T00:00:00Z`) - ahead * hourMs;
  return async ({ since, until }: DayRange, page: number, size: number) => {
    const from = since === undefined ? -Infinity : startMs(since);
    const end = until === undefined ? Infinity : startMs(dayAfter(until, isEndIncluded ? 1 : 0));
    const listed = rows.filter(({ createdAtMs = 0 }) => createdAtMs >= from && createdAtMs < end);
    return listed.slice((page - 1) * size, page * size);
  };
}

async function read(fetchPage: ReturnType<typeof listOf>, ranges: readonly DayRange[]) {
  const taken: Row[] = [];
  const readOptions = { ahead: 4, passes: 2, trustsOnePage: true, isBestEffort: false, takesUndated: true };
  const reading = { list: listByDays(fetchPage), readOptions, seed: 1, undated: new Set<string>() };
  const takerOf = () => ({ take: async (rows: readonly Row[]) => void taken.push(...rows) });
  for (const range of ranges) await readRange(range, reading, { takerOf }, nothingRead);
  return taken;
}

const rowsEvery = (minutes: number, count: number) =>
  Array.from({ length: count }, (_, i) =>
    rowAt(`${i}`, new Date(latestMs - i * minutes * 60_000).toISOString()),
  );

const zone = fc.constantFrom(
  ...['Europe/Berlin', 'America/New_York', 'Pacific/Kiritimati', 'Etc/GMT+12', 'Pacific/Pago_Pago'],
  ...['Asia/Kathmandu', '+14:00', '-12:00'],
);
const server = fc.record({ ahead: fc.integer({ min: -12, max: 14 }), isEndIncluded: fc.boolean() });

describe('days of a zone, at a server that counts its days in any other', () => {
  test('law: all rows of a range and of each of its days are read, once', async () => {
    await fc.assert(
      fc.asyncProperty(zone, server, fc.constantFrom(11, 90), async (name, how, minutes) => {
        const rows = rowsEvery(minutes, 2000);
        const range = { since: '2026-10-24', until: '2026-11-03', zone: name };
        const isIn = within(range);
        const wanted = idsOf(rows.filter(({ createdAtMs }) => isIn(createdAtMs)));
        const fetchPage = listOf(rows, how);
        const split = periods(range.since, range.until, 'day').map((part) => ({ ...part, zone: name }));
        expect(idsOf(await read(fetchPage, [range]))).toEqual(wanted);
        expect(idsOf(await read(fetchPage, split))).toEqual(wanted);
      }),
      { numRuns: 15 },
    );
  });

  test('law: a long list is read span by span to its end', async () => {
    await fc.assert(
      fc.asyncProperty(zone, server, fc.constantFrom(1, 45), async (name, how, minutes) => {
        const rows = rowsEvery(minutes, 11_000);
        expect(idsOf(await read(listOf(rows, how), [{ zone: name }]))).toEqual(idsOf(rows));
      }),
      { numRuns: 6 },
    );
  });

  test('one day more is requested before, and as many after as it takes', () => {
    const asked = (name: string) => widened({ since: '2026-03-10', until: '2026-03-10', zone: name });
    expect(asked('Europe/Berlin')).toEqual({ since: '2026-03-09', until: '2026-03-12' });
    expect(asked('Pacific/Kiritimati')).toEqual({ since: '2026-03-08', until: '2026-03-11' });
    expect(asked('Etc/GMT+12')).toEqual({ since: '2026-03-09', until: '2026-03-13' });
    expect(widened({ zone: 'Europe/Berlin' })).toEqual({ since: undefined, until: undefined });
  });
});

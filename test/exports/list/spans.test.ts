import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DayRange } from '../../../src/api/listing.js';
import { dayAfter } from '../../../src/exports/days.js';
import { nextSpan } from '../../../src/exports/list/spans.js';
import type { Row } from '../../../src/exports/row.js';
import { rowAt } from '../../support/rows.js';

/** So many rows, the last one at the end of this day and each so many hours before the one above it. */
function rowsBack(count: number, day: string, hours: number): Row[] {
  const last = Date.parse(`${day}T12:00:00Z`);
  return Array.from({ length: count }, (_, i) =>
    rowAt(`${i}`, new Date(last - i * hours * 3_600_000).toISOString()),
  );
}

const next = (range: DayRange, rows: readonly Row[], mayBeEmpty = false) =>
  nextSpan(range, async () => rows, mayBeEmpty);

const year = { since: '2026-01-01', until: '2026-12-31' };
const whole = { span: year, rest: undefined };

describe('the days that are read next', () => {
  test('are as many as hold ten thousand rows, by the density of the latest hundred', async () => {
    // A row an hour: 100 rows take 99 hours, so ten thousand take 412.5 days; of a row a minute they take seven.
    expect(await next({ until: '2026-12-31' }, rowsBack(100, '2026-12-31', 1))).toEqual({
      span: { since: '2025-11-14', until: '2026-12-31' },
      rest: { since: undefined, until: '2025-11-13' },
    });
    expect(await next(year, rowsBack(100, '2026-12-31', 1 / 60))).toEqual({
      span: { since: '2026-12-25', until: '2026-12-31' },
      rest: { since: '2026-01-01', until: '2026-12-24' },
    });
  });

  test('are counted back from the latest row where the range ends later, or is open', async () => {
    const rows = rowsBack(100, '2026-06-30', 1 / 60);
    expect((await next(year, rows))?.span).toEqual({ since: '2026-06-24', until: '2026-12-31' });
    expect((await next({}, rows))?.span).toEqual({ since: '2026-06-24', until: undefined });
  });

  test('are one day at least, however many rows come at once', async () => {
    expect((await next(year, rowsBack(100, '2026-12-31', 0)))?.span.since).toBe('2026-12-31');
  });

  test.each([
    ['of fewer than ten rows', rowsBack(9, '2026-12-31', 1 / 60)],
    ['with a row without a moment', [...rowsBack(20, '2026-12-31', 1 / 60), rowAt('undated')]],
    ['with a row from outside of the range', rowsBack(20, '2027-03-01', 1 / 60)],
    ['that is nearly empty for ten years', rowsBack(10, '2026-12-31', 24)],
    ['that is thin enough to reach the beginning', rowsBack(100, '2026-12-31', 1)],
  ])('are all of a list %s', async (_, rows) => {
    expect(await next(year, rows)).toEqual(whole);
  });

  test('a range of less than eight days is one span, and no request is made for it', async () => {
    const refused = async () => Promise.reject(new Error('requested'));
    const range = (since: string) => ({ since, until: '2026-03-08' });
    expect(await nextSpan(range('2026-03-02'), refused, true)).toEqual({
      span: range('2026-03-02'),
      rest: undefined,
    });
    await expect(nextSpan(range('2026-03-01'), refused, true)).rejects.toThrow('requested');
  });

  test('are none where the page is empty and may be; where it may not, the range is read all the same', async () => {
    expect(await next(year, [], true)).toBeUndefined();
    expect(await next(year, [], false)).toEqual(whole);
  });

  test('law: span after span, a range is covered from its end to its beginning, without gap or overlap', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 10, max: 100 }),
        fc.integer({ min: 0, max: 30 }),
        async (count, hours) => {
          let rest: DayRange | undefined = year;
          let end = year.until;
          while (rest !== undefined) {
            const step: Awaited<ReturnType<typeof next>> = await next(rest, rowsBack(count, end, hours / 60));
            expect(step?.span.until).toBe(end);
            expect((step?.span.since ?? '') <= end).toBe(true);
            if (step?.rest === undefined) expect(step?.span.since).toBe(year.since);
            else expect(step.rest).toEqual({ since: year.since, until: dayAfter(step.span.since ?? '', -1) });
            end = step?.rest?.until ?? '';
            rest = step?.rest;
          }
        },
      ),
    );
  });
});

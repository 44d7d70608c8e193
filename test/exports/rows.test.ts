import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DayRange } from '../../src/api/listing.js';
import type { Row } from '../../src/exports/row.js';
import { findRow, firstRows, rowsOf } from '../../src/exports/rows.js';
import { collected, streamOf } from '../support/iterables.js';
import { idsOf, rowAt, rowsUpTo } from '../support/rows.js';

/** The rows of a range from a server with these pages, how often one overlapped, and how many pages were requested. */
async function read(pages: readonly (readonly Row[])[], range: DayRange = {}, size = 2) {
  const [told, asked]: [number[], number[]] = [[], []];
  const fetchPage = async (page: number) => {
    asked.push(page);
    return pages[page - 1] ?? [];
  };
  const found = await collected(rowsOf({ fetchPage, size, range, onOverlap: (rows) => told.push(rows) }));
  return { rows: found.flat(), told, asked };
}

describe('the rows of a range', () => {
  test('come page by page until a short page', async () => {
    const { rows, told, asked } = await read([[rowAt('a'), rowAt('b')], [rowAt('c')]]);
    expect([idsOf(rows), told, asked]).toEqual([['a', 'b', 'c'], [], [1, 2]]);
  });

  test('come once each; what came twice is counted, and told once at the end', async () => {
    const pages = [
      [rowAt('a'), rowAt('b')],
      [rowAt('b'), rowAt('c')],
      [rowAt('c'), rowAt('a')],
    ];
    const { rows, told } = await read(pages);
    expect([idsOf(rows), told]).toEqual([['a', 'b', 'c'], [3]]);
  });

  test('without an id are never taken for each other', async () => {
    const { rows, told } = await read([[rowAt(undefined), rowAt(''), rowAt('')]], {}, 10);
    expect([rows.length, told]).toEqual([3, []]);
  });

  test('outside of the UTC days are left out, and without a moment stay', async () => {
    const page = [
      rowAt('late', '2026-03-02T00:00:00Z'),
      rowAt('in', '2026-03-01T23:59:59Z'),
      rowAt('early', '2026-02-28T23:59:59Z'),
      rowAt('undated'),
    ];
    const { rows } = await read([page], { since: '2026-03-01', until: '2026-03-01' }, 10);
    expect(idsOf(rows)).toEqual(['in', 'undated']);
  });

  test('law: whatever the page size, every row comes once and in order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: 60 }), fc.integer({ min: 1, max: 12 }), async (count, size) => {
        const all = rowsUpTo(count);
        const pages = Array.from({ length: Math.ceil(count / size) }, (_, i) =>
          all.slice(i * size, (i + 1) * size),
        );
        expect((await read(pages, {}, size)).rows).toEqual(all);
      }),
    );
  });
});

describe('the first rows', () => {
  test.each([
    [1, [1], true],
    [2, [1, 2], true],
    [4, [1, 2, 3, 4], true],
    [5, [1, 2, 3, 4, 5], false],
    [9, [1, 2, 3, 4, 5], false],
  ])('of five, at most %i: %j, and there are more: %s', async (most, rows, isMore) => {
    expect(await firstRows(streamOf([1, 2], [3, 4], [5]), most)).toEqual({ rows, isMore });
  });

  test('are read no further than it takes to know whether there are more', async () => {
    let pages = 0;
    async function* endless() {
      for (;;) yield [pages++];
    }
    await firstRows(endless(), 3);
    expect(pages).toBe(4);
  });
});

describe('the row that is looked for', () => {
  test('is the first that fits, and no later page is read', async () => {
    let pages = 0;
    async function* numbers() {
      for (; pages < 9; ) yield [pages++, 4];
    }
    expect(await findRow(numbers(), (row) => row > 1)).toBe(4);
    expect(pages).toBe(1);
  });

  test('is undefined where none fits', async () => {
    expect(await findRow(streamOf([1], [2]), (row) => row > 2)).toBeUndefined();
  });
});

import { describe, expect, test } from 'vitest';
import { readContact } from '../../../src/api/contacts.js';
import type { DayRange } from '../../../src/api/listing.js';
import { listByDays, listOfContacts } from '../../../src/exports/list/lists.js';
import type { Row } from '../../../src/exports/row.js';
import { collected } from '../../support/iterables.js';
import { idsOf, rowsUpTo } from '../../support/rows.js';

/** A server whose list holds these rows whatever the days; what it was asked for. */
function server(rows: readonly Row[]) {
  const asked: string[] = [];
  const fetchPage = async ({ since, until }: DayRange, page: number, size: number) => {
    asked.push(`${since ?? ''}..${until ?? ''} ${page} ${size}`);
    return rows.slice((page - 1) * size, page * size);
  };
  return { asked, list: (maxPages?: number) => listByDays(fetchPage, maxPages) };
}

const march = { since: '2026-03-01', until: '2026-03-05' };
const ignored = () => {};
const whole = (span: DayRange) => ({ span, rest: undefined });

describe('a list by days', () => {
  test('is requested a hundred rows at a time, with a day more before and two after', async () => {
    const { asked, list } = server(rowsUpTo(150));
    const pages = await collected(list().pages(whole(march), 1, ignored));
    expect(idsOf(pages.flat())).toEqual(idsOf(rowsUpTo(150)));
    expect(asked).toEqual(['2026-02-28..2026-03-07 1 100', '2026-02-28..2026-03-07 2 100']);
  });

  test('is read ahead once a page was full', async () => {
    const { asked, list } = server(rowsUpTo(250));
    expect((await collected(list().pages(whole({}), 3, ignored))).flat()).toHaveLength(250);
    expect(asked.slice(0, 4)).toEqual(['.. 1 100', '.. 2 100', '.. 3 100', '.. 4 100']);
  });

  test('the first page of all days is requested once to look at it and to read it, and again for the next pass', async () => {
    const { asked, list } = server(rowsUpTo(100));
    const all = list();
    expect(await all.next({}, false)).toEqual({ span: {}, rest: undefined });
    for (const pass of [1, 2]) {
      expect((await collected(all.pages(whole({}), 1, ignored))).flat()).toHaveLength(100);
      expect(asked.filter((one) => one === '.. 1 100')).toHaveLength(pass);
    }
  });

  test('the first page of other days is not taken for it', async () => {
    const { asked, list } = server(rowsUpTo(3));
    const all = list();
    await all.next({}, false);
    await collected(all.pages(whole(march), 1, ignored));
    expect(asked.slice(0, 2)).toEqual(['.. 1 100', '2026-02-28..2026-03-07 1 100']);
  });

  test('a range of a few days is not looked at before it is read', async () => {
    const { asked, list } = server(rowsUpTo(3));
    expect(await list().next(march, true)).toEqual({ span: march, rest: undefined });
    expect(asked).toEqual([]);
  });

  test('a list with more pages than are allowed ends as a limit', async () => {
    const limit = expect.objectContaining({ kind: 'limit' });
    await expect(collected(server(rowsUpTo(350)).list(3).pages(whole(march), 1, ignored))).rejects.toThrow(
      limit,
    );
    expect(await collected(server(rowsUpTo(350)).list(4).pages(whole(march), 1, ignored))).toHaveLength(4);
  });

  test('a last page that is given again and again is told as a cut', async () => {
    let cuts = 0;
    const fetchPage = async (_: DayRange, page: number) =>
      rowsUpTo(200).slice(page === 1 ? 0 : 100, page === 1 ? 100 : 200);
    await collected(listByDays(fetchPage).pages(whole({}), 1, () => cuts++));
    expect(cuts).toBe(1);
  });
});

describe('a list of contacts', () => {
  const contactsUpTo = (count: number) =>
    rowsUpTo(count).map(({ id }) => readContact({ id, created_at: 60 }));

  /** Reads pages of two with these totals, and says what was told of the totals. */
  async function read(count: number, totals: readonly (number | undefined)[], maxPages = 9) {
    const told: (readonly number[])[] = [];
    const fetchPage = async (page: number, size: number) => ({
      contacts: contactsUpTo(count).slice((page - 1) * size, page * size),
      total: totals[page - 1],
      totalPages: Math.ceil(count / size),
    });
    const list = listOfContacts(fetchPage, 2, maxPages, (before, now) => told.push([before, now]));
    return { rows: (await collected(list.pages(whole({}), 1, ignored))).flat(), told, list };
  }

  test('gives every contact as a row, with its moment in milliseconds', async () => {
    const { rows } = await read(5, [5, 5, 5]);
    expect(idsOf(rows)).toEqual(['0', '1', '2', '3', '4']);
    expect(rows[0]?.createdAtMs).toBe(60_000);
  });

  test('a total that changes is told each time; one that is absent is not a change', async () => {
    expect((await read(6, [6, undefined, 6])).told).toEqual([]);
    expect((await read(6, [6, 7, 5])).told).toEqual([
      [6, 7],
      [7, 5],
    ]);
  });

  test('is one span, whatever the range', async () => {
    const { list } = await read(0, []);
    expect(await list.next(march, true)).toEqual({ span: march, rest: undefined });
  });

  test('more pages than are allowed end as a limit', async () => {
    await expect(read(6, [], 2)).rejects.toThrow(expect.objectContaining({ kind: 'limit' }));
  });
});

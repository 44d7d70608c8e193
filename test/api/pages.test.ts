import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readContact } from '../../src/api/contacts.js';
import { ApiError } from '../../src/api/error.js';
import { contactPages, type ListLimits, listPages } from '../../src/api/pages.js';
import { collected } from '../support/iterables.js';

const unreadable = expect.objectContaining({ kind: 'unreadable' });
const limit = expect.objectContaining({ kind: 'limit' });
const refused = (kind: 'invalid' | 'not-found' | 'server' = 'invalid') => new ApiError(kind, 'no such page');

/** What a server gives for each page; a number alone is a page of one row. Past the end the last one counts. */
type Pages = readonly (readonly number[] | ApiError)[];

/** Reads pages of two; the rows, the pages that were requested, and how often the end was a page that came twice. */
async function read(pages: Pages, limits: ListLimits<number> = {}) {
  const asked: number[] = [];
  let repeats = 0;
  const fetchPage = async (number: number) => {
    asked.push(number);
    const page = pages[Math.min(number, pages.length) - 1] ?? [];
    if (page instanceof ApiError) throw page;
    return page;
  };
  const onRepeat = () => repeats++;
  const found = await collected(listPages(fetchPage, 2, String, { onRepeat, ...limits }));
  return { rows: found.flat(), asked, repeats };
}

describe('the pages of a list without a total', () => {
  test.each<readonly [string, Pages, readonly number[], readonly number[]]>([
    ['a short page behind a full one', [[1, 2], [3]], [1, 2, 3], [1, 2]],
    ['two empty pages', [[1, 2], [], []], [1, 2], [1, 2, 3]],
    ['an empty first page', [[]], [], [1]],
    ['a page past the end that is refused', [[1, 2], refused(), refused()], [1, 2], [1, 2, 3]],
    ['a page past the end that is not found', [[1, 2], refused('not-found')], [1, 2], [1, 2, 3]],
    ['nothing behind a short first page', [[1], []], [1], [1, 2, 3]],
    ['a page shorter than the first one', [[1, 2, 3], [4, 5, 6], [7]], [1, 2, 3, 4, 5, 6, 7], [1, 2, 3]],
  ])('end at %s', async (_, pages, rows, asked) => {
    expect(await read(pages)).toEqual({ rows, asked, repeats: 0 });
  });

  test.each<readonly [string, Pages, readonly number[]]>([
    ['a short first page: the server may have chosen a smaller size', [[1], [2], [3], []], [1, 2, 3]],
    ['an empty page with rows behind it', [[1, 2], [], [3]], [1, 2, 3]],
  ])('do not end at %s', async (_, pages, rows) => {
    expect((await read(pages)).rows).toEqual(rows);
  });

  test('end at a last page that is given again and again, which is told', async () => {
    expect(
      await read([
        [1, 2],
        [3, 4],
      ]),
    ).toEqual({ rows: [1, 2, 3, 4], asked: [1, 2, 3, 3], repeats: 1 });
    expect((await read([[1]])).repeats).toBe(1);
  });

  test('go on where a page came twice only once: the list moved', async () => {
    const answers = [[1, 2], [1, 2], [3, 4], [5]];
    const found = await collected(listPages(async () => answers.shift() ?? [], 2, String));
    expect(found.flat()).toEqual([1, 2, 3, 4, 5]);
  });

  test('of a server that ignores page numbers are unreadable', async () => {
    await expect(read([[1, 2]])).rejects.toThrow(unreadable);
    const ten = Array.from({ length: 10 }, (_, i) => i);
    await expect(collected(listPages(async () => ten, 100, String))).rejects.toThrow(unreadable);
  });

  test('pass on what else went wrong, and a refusal of the first page', async () => {
    await expect(read([refused()])).rejects.toThrow(expect.objectContaining({ kind: 'invalid' }));
    await expect(read([[1, 2], refused('server')])).rejects.toThrow(
      expect.objectContaining({ kind: 'server' }),
    );
  });

  test('are as many as are allowed, and one more is a limit', async () => {
    const pages = [[1, 2], [3, 4], [5]];
    expect((await read(pages, { max: 3 })).rows).toHaveLength(5);
    await expect(read(pages, { max: 2 })).rejects.toThrow(limit);
  });

  test('are not requested once the reader stops', async () => {
    const asked: number[] = [];
    for await (const _ of listPages(async (number) => [asked.push(number)], 1, String))
      if (asked.length === 3) break;
    expect(asked).toEqual([1, 2, 3]);
  });

  test('law: are all rows in order, whatever size the server chooses', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: 50 }), fc.integer({ min: 1, max: 9 }), async (count, size) => {
        const all = Array.from({ length: count }, (_, i) => i);
        const fetchPage = async (page: number) => all.slice((page - 1) * size, page * size);
        expect((await collected(listPages(fetchPage, 5, String))).flat()).toEqual(all);
      }),
    );
  });
});

describe('the pages of contacts', () => {
  /** Pages of two of so many contacts, of which the server counts so many pages. */
  async function readContacts(
    count: number,
    totalPages?: number,
    most?: number,
    mark = (i: number) => String(i),
  ) {
    const asked: number[] = [];
    const all = Array.from({ length: count }, (_, i) => readContact({ id: mark(i) }));
    const fetchPage = async (page: number) => {
      asked.push(page);
      if (page > 9) throw refused();
      return { contacts: all.slice((page - 1) * 2, page * 2), total: count, totalPages };
    };
    const pages = await collected(contactPages(fetchPage, most));
    return { ids: pages.flatMap(({ contacts }) => contacts.map(({ id }) => id)), asked };
  }

  test.each([
    [5, 3, [1, 2, 3]],
    [4, 2, [1, 2]],
    [0, 0, [1]],
    [4, undefined, [1, 2, 3]],
    [2, 4, [1, 2, 3, 4]],
    [2, 99, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]],
  ])('of %i that are counted as %s pages are requested: %j', async (count, totalPages, asked) => {
    const promise = readContacts(count, totalPages, 10).catch((error) => error);
    const result = await promise;
    if (totalPages === 99) expect(result).toEqual(limit);
    else expect(result).toEqual({ ids: Array.from({ length: count }, (_, i) => String(i)), asked });
  });

  test('that repeat because contacts were added meanwhile, as many as a page has, are read on', async () => {
    let all = ['a', 'b', 'c', 'd'];
    const fetchPage = async (page: number) => {
      const contacts = all.slice((page - 1) * 2, page * 2).map((id) => readContact({ id }));
      const answer = { contacts, total: all.length, totalPages: all.length / 2 };
      if (page === 1) all = ['y', 'z', ...all];
      return answer;
    };
    const pages = await collected(contactPages(fetchPage));
    expect(pages.flatMap(({ contacts }) => contacts.map(({ id }) => id))).toEqual([...'abab', ...'cd']);
  });

  test('that repeat are unreadable, and too many are a limit', async () => {
    await expect(readContacts(6, 3, 9, (i) => String(i % 2))).rejects.toThrow(unreadable);
    await expect(readContacts(6, 3, 2)).rejects.toThrow(limit);
  });
});

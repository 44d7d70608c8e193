import { describe, expect, test } from 'vitest';
import type { DayRange } from '../../../src/api/listing.js';
import { firstPages } from '../../../src/exports/list/first-pages.js';
import { rowAt, rowsUpTo } from '../../support/rows.js';

const all = { until: '2026-03-14' };
const part = { since: '2026-03-13', until: '2026-03-14' };

/** First pages of three rows from a server that gives these rows for every range. */
function server(rows = rowsUpTo(3)) {
  const asked: string[] = [];
  const fetchPage = async ({ since, until }: DayRange, page: number) => {
    asked.push(`${since ?? ''}..${until ?? ''} ${page}`);
    return rows;
  };
  return { asked, first: firstPages(fetchPage, 3) };
}

const at = (...moments: string[]) => moments.map((moment, i) => rowAt(`${i}`, `2026-03-${moment}:00Z`));

describe('a first page', () => {
  test('that was looked at is read without another request, once', async () => {
    const { asked, first } = server();
    await first.look(all);
    await first.look(all);
    await first.page(all, 1);
    expect(asked).toEqual(['..2026-03-14 1']);
    await first.page(all, 1);
    expect(asked).toHaveLength(2);
  });

  test('that was fetched early is there when it is looked at', async () => {
    const { asked, first } = server();
    first.peek(all);
    expect(first.peeking()).toBe(1);
    await first.look(all);
    expect(first.peeking()).toBe(0);
    expect(asked).toHaveLength(1);
  });

  test('that came early and empty is asked for twice', async () => {
    const { asked, first } = server([]);
    first.peek(all);
    expect(await first.look(all)).toEqual([]);
    expect(asked).toHaveLength(2);
  });

  test('that was refused early is refused to whoever looks', async () => {
    const first = firstPages(async () => Promise.reject(new Error('refused')), 3);
    first.peek(all);
    await expect(first.look(all)).rejects.toThrow('refused');
  });

  test('that is not the first is always requested', async () => {
    const { asked, first } = server();
    await first.look(all);
    await first.page(all, 2);
    expect(asked).toEqual(['..2026-03-14 1', '..2026-03-14 2']);
  });
});

describe('the first page of a range is also that of its later part', () => {
  test.each([
    ['if it is full, sorted from the latest, and within', at('14T10:00', '14T09:00', '13T00:00'), 1],
    ['unless it is not full', at('14T10:00', '14T09:00'), 2],
    ['unless it is not sorted', at('14T09:00', '14T10:00', '13T00:00'), 2],
    ['unless it reaches before the part', at('14T10:00', '14T09:00', '12T23:59'), 2],
    ['unless a row has no creation time', [...at('14T10:00', '14T09:00'), rowAt('x')], 2],
  ])('%s', async (_, rows, requests) => {
    const { asked, first } = server(rows);
    await first.look(all);
    expect(await first.page(part, 1)).toEqual(rows);
    expect(asked).toHaveLength(requests);
  });

  test('but not of one that ends on another day', async () => {
    const { asked, first } = server(at('13T10:00', '13T09:00', '13T00:00'));
    await first.look(all);
    await first.page({ since: '2026-03-13', until: '2026-03-13' }, 1);
    expect(asked).toHaveLength(2);
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Reading, readProven } from '../../../src/exports/list/proof.js';
import type { Row } from '../../../src/exports/row.js';
import { idsOf, rowAt, rowsUpTo } from '../../support/rows.js';

/** What happens to the list before a page of it is given. */
type Change = (rows: Row[], pass: number, page: number) => void;
const still: Change = () => {};

/** Reads a list that changes under the reader, two rows a page; what was taken, and how it was read. */
async function read(rows: Row[], change: Change = still, more: Partial<Reading<Row>> = {}, canRewind = true) {
  let [passes, rewinds] = [0, 0];
  const [taken, aheads]: [Row[], number[]] = [[], []];
  async function* pages(ahead: number) {
    aheads.push(ahead);
    passes++;
    for (let page = 1; ; page++) {
      change(rows, passes, page);
      const read = rows.slice((page - 1) * 2, page * 2);
      yield read;
      if (read.length < 2) return;
    }
  }
  const rewind = async () => {
    rewinds++;
    taken.length = 0;
  };
  const take = async (some: readonly Row[]) => void taken.push(...some);
  const usual = { ahead: 1, fits: () => true, passes: 3, trustsOnePage: true, seed: 1 };
  const taker = { take, ...(canRewind && { rewind }) };
  const proof = await readProven({ pages, ...usual, ...more }, taker);
  return { proof, taken, ids: idsOf(taken), rewinds, aheads };
}

/** Does something once, before this page of this pass. */
const at = (pass: number, page: number, change: (rows: Row[]) => void): Change => {
  return (rows, nowPass, nowPage) => (nowPass === pass && nowPage === page ? change(rows) : undefined);
};

const losesFirst = at(1, 2, (rows) => rows.shift());
const anyCount = fc.integer({ min: 2, max: 40 });

describe('a list that holds still', () => {
  test('law: is proven by a second pass that gives nothing new; every row is taken once, in order', async () => {
    const law = fc.asyncProperty(anyCount, fc.integer({ min: 1, max: 5 }), async (count, ahead) => {
      const { proof, ids, rewinds } = await read(rowsUpTo(count), still, { ahead });
      expect([ids, rewinds]).toEqual([idsOf(rowsUpTo(count)), 0]);
      expect(proof).toEqual({ isProven: true, passes: 2, overlap: 0, unconfirmed: 0 });
    });
    await fc.assert(law);
  });

  test('is proven by one pass where one page holds all and that is trusted', async () => {
    expect((await read(rowsUpTo(1))).proof).toMatchObject({ isProven: true, passes: 1 });
    expect((await read(rowsUpTo(1), still, { trustsOnePage: false })).proof).toMatchObject({ passes: 2 });
    expect((await read([rowAt('a'), rowAt('a')])).proof.passes).not.toBe(1);
  });

  test('is not proven where one pass is all that is allowed', async () => {
    const { proof } = await read(rowsUpTo(5), still, { passes: 1 });
    expect([proof.isProven, proof.passes]).toEqual([false, 1]);
  });

  test('rows that do not fit are not taken', async () => {
    const { ids, proof } = await read(rowsUpTo(5), still, { fits: ({ id }) => id !== '2' });
    expect([ids, proof.isProven]).toEqual([['0', '1', '3', '4'], true]);
  });

  test('rows without an id are taken as often as they are there', async () => {
    const { taken, proof } = await read([rowAt(undefined), rowAt(''), rowAt(undefined), rowAt('')]);
    expect([taken.length, proof.isProven, proof.overlap]).toEqual([4, true, 0]);
  });
});

describe('a list that changes while it is read', () => {
  test('a row that slid into a page that was read already is taken from the second pass', async () => {
    const { ids, proof } = await read(rowsUpTo(6), losesFirst, {}, false);
    expect([ids, proof]).toEqual([
      ['0', '1', '3', '4', '5', '2'],
      { isProven: true, passes: 3, overlap: 0, unconfirmed: 0 },
    ]);
  });

  test('the third pass takes everything again, in its order', async () => {
    const { ids, rewinds } = await read(rowsUpTo(6), losesFirst);
    expect([ids, rewinds]).toEqual([['1', '2', '3', '4', '5'], 1]);
  });

  test('rows that vanish in every pass are counted as unconfirmed', async () => {
    const { proof } = await read(rowsUpTo(9), (rows, _, page) => (page === 2 ? rows.shift() : undefined));
    expect(proof).toEqual({ isProven: false, passes: 3, overlap: 0, unconfirmed: 2 });
  });

  test('a row that vanishes counts in the proof, wanted or not', async () => {
    const fits = ({ id }: Row) => id !== '0';
    expect((await read(rowsUpTo(6), losesFirst, { fits })).proof.passes).toBe(3);
  });

  test('after an overlap, pages are read one at a time', async () => {
    const gainsOne = at(1, 2, (rows) => rows.unshift(rowAt('new')));
    const { aheads, proof } = await read(rowsUpTo(6), gainsOne, { ahead: 4 });
    expect([aheads, proof.overlap]).toEqual([[4, 1, 1], 1]);
    expect((await read(rowsUpTo(6), still, { ahead: 4 })).aheads).toEqual([4, 4]);
  });

  test('of a row that came twice, the form that was changed last is taken', async () => {
    const form = (changedAtMs: number) => ({ ...rowAt('x'), changedAtMs });
    const { taken } = await read([form(1), rowAt('a'), form(3), rowAt('b'), form(2)]);
    expect(taken.filter(({ id }) => id === 'x')).toEqual([form(3)]);
  });

  /** A row that vanishes, or a new one in front. New rows stay: one that no pass has seen may vanish unnoticed. */
  type Event = { readonly pass: number; readonly page: number; readonly victim: string | null };
  const event = fc.record({
    pass: fc.integer({ min: 1, max: 3 }),
    page: fc.integer({ min: 1, max: 8 }),
    victim: fc.option(fc.nat({ max: 15 }).map(String)),
  });
  const eventful =
    (events: readonly Event[]): Change =>
    (rows, pass, page) => {
      for (const [i, { victim, ...when }] of events.entries()) {
        if (when.pass !== pass || when.page !== page) continue;
        if (victim === null) rows.unshift(rowAt(`new-${i}`));
        else rows.splice(0, rows.length, ...rows.filter(({ id }) => id !== victim));
      }
    };

  test('law: once proven, every row that was there all the time is taken, and every row at most once', async () => {
    const events = fc.array(event, { maxLength: 6 });
    const law = fc.asyncProperty(anyCount, events, fc.boolean(), async (count, planned, canRewind) => {
      const rows = rowsUpTo(count);
      const { proof, ids } = await read(rows, eventful(planned), {}, canRewind);
      const lasting = idsOf(rows).filter((id) => Number(id) < count);
      expect(new Set(ids).size).toBe(ids.length);
      if (proof.isProven) expect(ids).toEqual(expect.arrayContaining(lasting));
    });
    await fc.assert(law, { numRuns: 500 });
  });
});

test('a list that was cut is proven only by a pass that was cut at the same place, with the same rows', async () => {
  /** A pass is how many rows it gave, less than zero where it was not cut behind them. */
  const passes = async (...sizes: readonly number[]) => {
    let pass = 0;
    async function* pages(_: number, onCut: () => void) {
      const size = sizes[pass++] ?? 0;
      yield rowsUpTo(Math.abs(size));
      if (size > 0) onCut();
    }
    const reading = { pages, ahead: 1, fits: () => true, passes: 3, trustsOnePage: false, seed: 1 };
    return readProven(reading, { take: async () => {} });
  };
  expect(await passes(20, 20)).toMatchObject({ isProven: true, passes: 2 });
  expect(await passes(20, 30, 40)).toMatchObject({ isProven: false, passes: 3 });
  expect(await passes(20, -20, -20)).toMatchObject({ isProven: true, passes: 3 });
  expect(await passes(-20, 20, -20)).toMatchObject({ isProven: false, passes: 3 });
});

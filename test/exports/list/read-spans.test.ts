import { describe, expect, test } from 'vitest';
import type { DayRange } from '../../../src/api/listing.js';
import { dayAfter, within } from '../../../src/exports/days.js';
import type { List } from '../../../src/exports/list/lists.js';
import {
  nothingRead,
  type ReadOptions,
  readRange,
  type Standing,
} from '../../../src/exports/list/read-spans.js';
import type { Row } from '../../../src/exports/row.js';
import { idsOf, rowAt } from '../../support/rows.js';

const week = { since: '2026-03-01', until: '2026-03-07' };
const rows = ['07', '06', '05', '04', '03', '02', '01'].map((day) => rowAt(day, `2026-03-${day}T12:00:00Z`));

/** Spans of two days. `given` is what the server gives for one. */
function listOf(given: (span: DayRange, pass: number) => readonly Row[]): List<Row> {
  const passes = new Map<string, number>();
  return {
    pages: ({ span }) => {
      const pass = (passes.get(span.since ?? '') ?? 0) + 1;
      passes.set(span.since ?? '', pass);
      return (async function* () {
        yield given(span, pass);
      })();
    },
    next: async ({ since = '', until = '' }) => {
      const begin = dayAfter(until, -1);
      if (begin <= since) return { span: { since, until }, rest: undefined };
      return { span: { since: begin, until }, rest: { since, until: dayAfter(begin, -1) } };
    },
  };
}

const obeying = (span: DayRange) => rows.filter(({ createdAtMs }) => within(span)(createdAtMs));
const usual = { ahead: 1, passes: 3, trustsOnePage: true, isBestEffort: false, takesUndated: true };

/** Reads the week, and says what was taken of which span, what was told after each, and how it stands. */
async function read(list: List<Row>, options: Partial<ReadOptions> = {}, before?: Standing) {
  const taken: Record<string, (string | undefined)[]> = {};
  const [told, undated]: [(DayRange | undefined)[], Set<string>] = [[], new Set()];
  const takerOf = ({ since = '' }: DayRange) => ({
    take: async (some: readonly Row[]) => {
      taken[since] = [...(taken[since] ?? []), ...idsOf(some)];
    },
    rewind: async () => {
      taken[since] = [];
    },
  });
  const onSpan = async (_: Standing, rest: DayRange | undefined) => void told.push(rest);
  const reading = { list, readOptions: { ...usual, ...options }, seed: 1, undated };
  const standing = await readRange(week, reading, { takerOf, onSpan }, before);
  return { taken, told, standing, undated };
}

describe('a range that is read span after span', () => {
  test('gives every span its own rows, the latest first, and tells what is left after each', async () => {
    const { taken, told, standing } = await read(listOf(obeying));
    expect(Object.entries(taken)).toEqual([
      ['2026-03-06', ['07', '06']],
      ['2026-03-04', ['05', '04']],
      ['2026-03-02', ['03', '02']],
      ['2026-03-01', ['01']],
    ]);
    const rests = ['2026-03-05', '2026-03-03', '2026-03-01'].map((until) => ({ since: '2026-03-01', until }));
    expect(told).toEqual([...rests, undefined]);
    expect(standing).toEqual({ isProven: true, passes: 1, overlap: 0, unconfirmed: 0 });
  });

  test('takes no row twice from a server that gives rows of other days, too', async () => {
    const { taken } = await read(listOf(() => rows));
    expect(Object.values(taken).flat()).toEqual(idsOf(rows));
  });

  test('takes a row without a moment once, whatever days it comes with; and not at all where others do', async () => {
    const list = () => listOf((span) => [...obeying(span), rowAt('undated'), rowAt('undated-2')]);
    const { taken, undated } = await read(list());
    expect(taken['2026-03-06']).toEqual(['07', '06', 'undated', 'undated-2']);
    expect(Object.values(taken).flat()).toHaveLength(9);
    expect([...undated]).toEqual(['undated', 'undated-2']);
    expect(Object.values((await read(list(), { takesUndated: false })).taken).flat()).toHaveLength(7);
  });

  test('ends where the list says that nothing is left', async () => {
    const { taken } = await read({ ...listOf(obeying), next: async () => undefined });
    expect(taken).toEqual({});
  });

  test('an absent range is read already', async () => {
    const reading = { list: listOf(obeying), readOptions: usual, seed: 1, undated: new Set<string>() };
    const takerOf = () => ({ take: () => Promise.reject(new Error('taken')) });
    expect(await readRange(undefined, reading, { takerOf })).toEqual(nothingRead);
  });

  test('the list is told whether rows older than the last span were seen', async () => {
    const seen: boolean[] = [];
    const list = listOf(() => rows.slice(0, 3));
    const next: List<Row>['next'] = (range, mayBeEmpty) => {
      seen.push(mayBeEmpty);
      return list.next(range, mayBeEmpty);
    };
    await read({ ...list, next });
    // 7 to 5 March: the span of the 6th saw an older row, that of the 4th and those before it saw none.
    expect(seen).toEqual([false, false, true, true]);
  });
});

describe('a list that does not hold still', () => {
  const moving = () =>
    listOf((span, pass) => [...obeying(span), rowAt(`only-${pass}`, `${span.since}T01:00:00Z`)]);

  test('ends the run as temporary, or is taken as it came', async () => {
    const strict = { trustsOnePage: false };
    for (const passes of [2, 3])
      await expect(read(moving(), { ...strict, passes })).rejects.toThrow(
        expect.objectContaining({ kind: 'temporary' }),
      );
    const { standing } = await read(moving(), { ...strict, isBestEffort: true });
    expect(standing).toEqual({ isProven: false, passes: 3, overlap: 0, unconfirmed: 4 });
  });

  test('is not proven in one pass, and nothing is refused', async () => {
    const { standing, taken } = await read(moving(), { passes: 1, trustsOnePage: false });
    expect([standing.isProven, standing.passes, taken['2026-03-01']]).toEqual([false, 1, ['01', 'only-1']]);
  });

  test('tells how many rows came twice in all spans together', async () => {
    const twice = listOf((span) => [...obeying(span), ...obeying(span)]);
    expect((await read(twice, { isBestEffort: true })).standing.overlap).toBe(7);
  });

  test('before it, the range may have been less certain already', async () => {
    const before = { isProven: false, passes: 3, overlap: 2, unconfirmed: 5 };
    expect((await read(listOf(obeying), {}, before)).standing).toEqual(before);
  });
});

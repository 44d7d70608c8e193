import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { notNeeded } from '../../../src/api/call.js';
import { readAhead } from '../../../src/exports/list/ahead.js';
import { collected } from '../../support/iterables.js';

/** A list of so many pages; all but the last one are full. Counts what is requested. */
function server(pages: number) {
  const asked: number[] = [];
  const signals: AbortSignal[] = [];
  const fetchPage = async (page: number, signal: AbortSignal) => {
    asked.push(page);
    signals.push(signal);
    return { number: page, isFull: page < pages };
  };
  return { asked, signals, fetchPage };
}

/** Reads pages one after the other until one that is not full. */
async function* untilShort(fetchPage: (page: number) => Promise<{ number: number; isFull: boolean }>) {
  for (let number = 1; ; number++) {
    const page = await fetchPage(number);
    yield page.number;
    if (!page.isFull) return;
  }
}

const upTo = (max: number) => ({ max: () => max, isFull: (page: { isFull: boolean }) => page.isFull });

describe('reading ahead', () => {
  test('a list of one page costs one request', async () => {
    const { asked, fetchPage } = server(1);
    expect(await collected(readAhead(fetchPage, upTo(4), untilShort))).toEqual([1]);
    expect(asked).toEqual([1]);
  });

  test('begins once a page was full: then so many are on their way at once', async () => {
    const { asked, fetchPage } = server(9);
    const reader = readAhead(fetchPage, upTo(3), untilShort);
    await reader.next();
    expect(asked).toEqual([1]);
    await reader.next();
    expect(asked).toEqual([1, 2, 3, 4]);
    await reader.next();
    expect(asked).toEqual([1, 2, 3, 4, 5]);
  });

  test('begins at once where the first page is known to be full', async () => {
    const { asked, fetchPage } = server(9);
    await readAhead(fetchPage, { ...upTo(3), isLong: true }, untilShort).next();
    expect(asked).toEqual([1, 2, 3]);
  });

  test('follows the number of pages that may be requested', async () => {
    const { asked, fetchPage } = server(9);
    let max = 1;
    const reader = readAhead(fetchPage, { ...upTo(0), max: () => max, isLong: true }, untilShort);
    await reader.next();
    expect(asked).toEqual([1]);
    max = 4;
    await reader.next();
    expect(asked).toEqual([1, 2, 3, 4, 5]);
  });

  test('with one at a time, no page is requested before its turn', async () => {
    const { asked, fetchPage } = server(3);
    await collected(readAhead(fetchPage, upTo(1), untilShort));
    expect(asked).toEqual([1, 2, 3]);
  });

  test('law: the reader gets every page in order, and at most so many too many are requested', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 1, max: 8 }),
        async (pages, most) => {
          const { asked, fetchPage } = server(pages);
          const wanted = Array.from({ length: pages }, (_, i) => i + 1);
          expect(await collected(readAhead(fetchPage, upTo(most), untilShort))).toEqual(wanted);
          expect(new Set(asked).size).toBe(asked.length);
          expect(asked.length).toBeLessThan(pages + most);
        },
      ),
    );
  });

  test('a page that is asked for again is fetched again', async () => {
    const { asked, fetchPage } = server(2);
    async function* twice(fetch: (page: number) => Promise<unknown>) {
      yield await fetch(1);
      yield await fetch(1);
    }
    await collected(readAhead(fetchPage, upTo(1), twice));
    expect(asked).toEqual([1, 1]);
  });

  test('a page past the end that is refused hurts only a reader that asks for it', async () => {
    const refusing = async (page: number) => {
      if (page > 2) throw new Error(`no page ${page}`);
      return { number: page, isFull: page < 2 };
    };
    expect(await collected(readAhead(refusing, upTo(4), untilShort))).toEqual([1, 2]);
    const endless = async (page: number) => ({ ...(await refusing(page)), isFull: true });
    await expect(collected(readAhead(endless, upTo(4), untilShort))).rejects.toThrow('no page 3');
  });

  test('what is on its way when the reader stops is dropped as not needed', async () => {
    const { signals, fetchPage } = server(9);
    const reader = readAhead(fetchPage, upTo(3), untilShort);
    await reader.next();
    await reader.next();
    expect(signals.some(({ aborted }) => aborted)).toBe(false);
    await reader.return(undefined);
    expect(signals.map(({ reason }) => reason)).toEqual(signals.map(() => notNeeded));
  });
});

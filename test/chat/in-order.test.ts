import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inOrder } from '../../src/chat/in-order.js';
import { collected } from '../support/iterables.js';

/** Work that ends when it is told to; counts what is begun and what runs. */
function workshop() {
  const begun: number[] = [];
  const ends = new Map<number, { readonly done: () => void; readonly fail: (error: Error) => void }>();
  const work = (thing: number) => {
    begun.push(thing);
    return new Promise<string>((resolve, reject) => {
      ends.set(thing, { done: () => resolve(`done ${thing}`), fail: reject });
    });
  };
  return {
    begun,
    work,
    end: (thing: number) => ends.get(thing)?.done(),
    fail: (thing: number) => ends.get(thing)?.fail(new Error(`${thing} failed`)),
  };
}

/** Lets everything happen that needs no more than promises. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('work in order', () => {
  test('what came of it is given in the order of the things, whatever ends first', async () => {
    const { work, end } = workshop();
    const results = collected(inOrder([1, 2, 3], 3, work));
    for (const thing of [3, 2, 1]) {
      end(thing);
      await settled();
    }
    expect(await results).toEqual(['done 1', 'done 2', 'done 3']);
  });

  test('so many are begun at once, and the next as soon as one ends', async () => {
    const { begun, work, end } = workshop();
    const results = collected(inOrder([1, 2, 3, 4], 2, work));
    await settled();
    expect(begun).toEqual([1, 2]);
    end(2);
    await settled();
    expect(begun).toEqual([1, 2, 3]);
    for (const thing of [1, 3, 4]) {
      end(thing);
      await settled();
    }
    expect(await results).toHaveLength(4);
  });

  test('law: every thing is worked on once, at most so many at a time', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat({ max: 5 })),
        fc.integer({ min: 1, max: 5 }),
        async (turns, atOnce) => {
          let [running, most] = [0, 0];
          const work = async (waits: number, index: number) => {
            most = Math.max(most, ++running);
            for (let i = 0; i < waits; i++) await Promise.resolve();
            running--;
            return index;
          };
          expect(await collected(inOrder(turns, atOnce, work))).toEqual(turns.map((_, i) => i));
          expect(most).toBeLessThanOrEqual(atOnce);
        },
      ),
    );
  });

  test('nothing is begun for nothing', async () => {
    expect(await collected(inOrder([], 3, () => Promise.reject(new Error('begun'))))).toEqual([]);
  });
});

describe('work that stops', () => {
  test('when the reader stops, nothing new is begun, and what runs is waited for', async () => {
    const { begun, work, end } = workshop();
    const results = inOrder([1, 2, 3, 4], 2, work);
    const first = results.next();
    end(1);
    expect((await first).value).toBe('done 1');
    let isOver = false;
    const over = results.return(undefined).then(() => {
      isOver = true;
    });
    await settled();
    expect([begun, isOver]).toEqual([[1, 2, 3], false]);
    end(2);
    end(3);
    await over;
    expect(begun).toEqual([1, 2, 3]);
  });

  test('when a work fails, nothing new is begun', async () => {
    const { begun, work, fail } = workshop();
    const results = collected(inOrder([1, 2, 3, 4], 1, work));
    fail(1);
    await expect(results).rejects.toThrow('1 failed');
    expect(begun).toEqual([1]);
  });

  test('a work that fails ends it at its turn, after the results before it', async () => {
    const { work, end, fail } = workshop();
    const results = inOrder([1, 2], 2, work);
    const first = results.next();
    fail(2);
    await settled();
    end(1);
    expect((await first).value).toBe('done 1');
    await expect(results.next()).rejects.toThrow('2 failed');
  });
});

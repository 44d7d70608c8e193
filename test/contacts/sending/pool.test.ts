import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { forEachOf } from '../../../src/contacts/sending/pool.js';

const never = () => false;

/** Numbers from 0, and how many were taken. */
function source(count: number, error?: Error) {
  const taken = { count: 0 };
  async function* items() {
    while (taken.count < count) yield taken.count++;
    if (error !== undefined) throw error;
  }
  return { items: items(), taken };
}

/** Lets everything that is ready happen. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('work on many things at once', () => {
  test('law: everything is done once, and never more at a time than there are places', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: 40 }), fc.integer({ min: 1, max: 8 }), async (count, width) => {
        const done: number[] = [];
        let [running, most] = [0, 0];
        await forEachOf(source(count).items, width, never, async (item) => {
          most = Math.max(most, ++running);
          for (let i = 0; i < item % 5; i++) await undefined;
          running--;
          done.push(item);
        });
        expect(done.sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, i) => i));
        expect(most <= width && running === 0).toBe(true);
      }),
    );
  });

  test('uses every place, and takes the next thing only when there is one', async () => {
    const { items, taken } = source(10);
    const ends: (() => void)[] = [];
    const all = forEachOf(items, 3, never, () => new Promise<void>((resolve) => ends.push(resolve)));
    await settled();
    expect([taken.count, ends.length]).toEqual([3, 3]);
    ends[1]?.();
    await settled();
    expect([taken.count, ends.length]).toEqual([4, 4]);
    for (let i = 0; i < 10; i++) {
      ends[i]?.();
      await settled();
    }
    await all;
    expect(taken.count).toBe(10);
  });

  test('nothing more is begun after a stop, and what runs is waited for', async () => {
    const done: number[] = [];
    await forEachOf(
      source(10).items,
      2,
      () => done.length >= 3,
      async (item) => {
        await settled();
        done.push(item);
      },
    );
    expect(done.length).toBeGreaterThanOrEqual(3);
    expect(done.length).toBeLessThanOrEqual(4);
  });

  test('the first error is thrown once everything that was begun has ended', async () => {
    const ended: number[] = [];
    const work = async (item: number) => {
      if (item === 1) throw new Error('first');
      await settled();
      ended.push(item);
      if (item === 0) throw new Error('second');
    };
    await expect(forEachOf(source(10).items, 3, never, work)).rejects.toThrow('first');
    expect(ended).toContain(0);
    expect(ended.length).toBeLessThan(9);
  });

  test('a source that fails ends it, after what was begun', async () => {
    const ended: number[] = [];
    const all = forEachOf(source(2, new Error('unreadable')).items, 5, never, async (item) => {
      await settled();
      ended.push(item);
    });
    await expect(all).rejects.toThrow('unreadable');
    expect(ended).toEqual([0, 1]);
  });

  test('the source is closed when the work ends early', async () => {
    let isClosed = false;
    async function* items() {
      try {
        for (let i = 0; ; i++) yield i;
      } finally {
        isClosed = true;
      }
    }
    const begun: number[] = [];
    const work = async (item: number) => {
      begun.push(item);
      throw new Error('no');
    };
    await expect(forEachOf(items(), 1, never, work)).rejects.toThrow('no');
    expect([isClosed, begun]).toEqual([true, [0]]);
  });
});

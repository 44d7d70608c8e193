import type { Shown } from '../ask.js';

/** Prints lanes one below the other. */
export type LaneScreen<T> = {
  /** Prints the heading of a lane and returns the printer for its answer. */
  readonly begin: (lane: number) => Promise<Shown>;
  /** Finishes the output of a lane. */
  readonly end: (lane: number, result: T, shown: Shown) => Promise<void>;
};

/**
 * Lanes run concurrently and are shown in order: the first unfinished lane streams live, and later lanes are buffered until
 * their turn. So the order is always the same, whichever lane is faster.
 */
export type Stage<T> = {
  readonly show: (lane: number, piece: string) => Promise<void>;
  readonly done: (lane: number, result: T) => Promise<void>;
};

export function stackedStage<T>(count: number, screen: LaneScreen<T>): Stage<T> {
  const kept = Array.from({ length: count }, (): { text: string; result?: { readonly of: T } } => ({
    text: '',
  }));
  let current = 0;
  let shown: Shown | undefined;
  let queue: Promise<void> = Promise.resolve();

  /** Serializes output: one task at a time, in call order. */
  const next = (work: () => Promise<void>) => {
    queue = queue.then(work);
    queue.catch(() => {});
    return queue;
  };

  const flush = async (lane: number) => {
    shown ??= await screen.begin(lane);
    const { text } = kept[lane] ?? { text: '' };
    if (text !== '') await shown.show(text);
    const there = kept[lane];
    if (there !== undefined) there.text = '';
  };

  const advance = async () => {
    for (let lane = kept[current]; lane?.result !== undefined; lane = kept[++current]) {
      await flush(current);
      if (shown !== undefined) await screen.end(current, lane.result.of, shown);
      shown = undefined;
    }
    if (current < count) await flush(current);
  };

  next(() => flush(0));
  return {
    show: (lane, piece) => {
      const there = kept[lane];
      if (there !== undefined) there.text += piece;
      return next(async () => {
        if (lane === current) await flush(lane);
      });
    },
    done: (lane, result) =>
      next(async () => {
        const there = kept[lane];
        if (there !== undefined) there.result = { of: result };
        await advance();
      }),
  };
}

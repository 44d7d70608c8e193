import { ApiError, isStopped } from '../../api/error.js';

/** Waits for work that Ctrl-C may end while it waits for its turn: that is no error of its own. Rejects with every other error. */
export async function unlessStopped(work: Promise<void>, signal: AbortSignal): Promise<void> {
  await work.catch((error: unknown) => {
    const isStop = error instanceof ApiError ? isStopped(error) : (error as Error)?.name === 'AbortError';
    if (!(signal.aborted && isStop)) throw error;
  });
}

/**
 * Runs `work` on every item, at most `width` at a time, and takes the next item only when a slot is free. `isStopped` is
 * checked before each item. Rejects with the first error once all started work has finished.
 */
export async function forEachOf<T>(
  items: AsyncIterable<T>,
  width: number,
  isStopped: () => boolean,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const running = new Set<Promise<void>>();
  const errors: unknown[] = [];
  const taking = async () => {
    for await (const item of items) {
      if (isStopped() || errors.length > 0) break;
      const task: Promise<void> = work(item)
        .catch((error) => {
          errors.push(error);
        })
        .finally(() => running.delete(task));
      running.add(task);
      if (running.size >= width) await Promise.race(running);
    }
  };
  await taking().catch((error) => errors.push(error));
  await Promise.all(running);
  if (errors.length > 0) throw errors[0];
}

/**
 * Does something with every item, at most `width` at a time, and takes the next only when there is a place for it.
 * `isStopped` is asked before each item. Rejects with the first error once everything that was begun has ended.
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

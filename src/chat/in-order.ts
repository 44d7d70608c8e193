/**
 * Runs `work` on each item, at most `atOnce` at a time, and yields the results in input order. When the consumer stops or
 * `work` throws, starts nothing new and waits for what is still running.
 */
export async function* inOrder<T, R>(
  things: Iterable<T>,
  atOnce: number,
  work: (thing: T, index: number) => Promise<R>,
): AsyncGenerator<R> {
  const source = things[Symbol.iterator]();
  const waiting: Promise<R>[] = [];
  let [begun, running] = [0, 0];
  let isOver = false;
  const begin = () => {
    while (!isOver && running < atOnce) {
      const next = source.next();
      if (next.done === true) isOver = true;
      else waiting.push(started(next.value, begun++));
    }
  };
  const started = (thing: T, index: number) => {
    running++;
    const made = work(thing, index)
      .catch((error: unknown) => {
        isOver = true;
        throw error;
      })
      .finally(() => {
        running--;
        begin();
      });
    // It may reject before its turn to be awaited.
    made.catch(() => {});
    return made;
  };
  try {
    begin();
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      yield await next;
      begin();
    }
  } finally {
    isOver = true;
    await Promise.allSettled(waiting);
  }
}

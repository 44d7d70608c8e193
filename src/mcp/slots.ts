/** Runs work while a slot is free, first come, first served. */
export type Slots = <T>(work: () => Promise<T>) => Promise<T>;

/** At most `max` works run at once; the others wait for their turn. */
export function createSlots(max: number): Slots {
  let free = max;
  const waiting: (() => void)[] = [];
  const take = async () => {
    if (free > 0) free--;
    else await new Promise<void>((resolve) => waiting.push(resolve));
  };
  const leave = () => {
    const next = waiting.shift();
    if (next === undefined) free++;
    else next();
  };
  return async (work) => {
    await take();
    try {
      return await work();
    } finally {
      leave();
    }
  };
}

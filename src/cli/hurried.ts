import type { Io } from '../base/io.js';

/** Runs `use` with an Io that is interrupted after `ms`, for work that is not worth a longer wait. */
export async function hurried<T>(io: Io, ms: number, use: (io: Io) => Promise<T>): Promise<T> {
  const [late, done] = [new AbortController(), new AbortController()];
  io.sleep(ms, done.signal).then(
    () => late.abort(),
    () => {},
  );
  const soft = AbortSignal.any([io.interrupt.soft, late.signal]);
  return use({ ...io, interrupt: { ...io.interrupt, soft } }).finally(() => done.abort());
}

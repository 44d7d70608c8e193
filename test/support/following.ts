import { onTestFinished } from 'vitest';
import { main } from '../../src/main.js';
import { type TestIo, type TestIoOptions, testIo } from './io.js';

export type Followed = {
  readonly io: TestIo;
  /** The ids of the rows that were printed so far. */
  readonly ids: () => readonly string[];
  /** Resolves once this many rows were printed; fails with what was printed after 10 s. */
  readonly until: (count: number) => Promise<void>;
  /** Resolves after this many more waits, each of which follows a poll. */
  readonly polls: (count: number) => Promise<void>;
  /** Interrupts it; resolves with its exit code. */
  readonly stop: (signal?: 'SIGINT' | 'SIGTERM') => Promise<number>;
  readonly code: Promise<number>;
};

const patienceMs = 10_000;

/** Runs a command that follows a list, in this process; its waits return at once. Stopped when the test ends. */
export function following(argv: readonly string[], options: TestIoOptions = {}): Followed {
  const io = testIo(options);
  const code = main(argv, io);
  const stop = (signal: 'SIGINT' | 'SIGTERM' = 'SIGINT') => {
    io.interruptWith(signal);
    return code;
  };
  onTestFinished(async () => {
    await stop();
  });
  const lines = () => io.out().split('\n').slice(0, -1);
  const waitFor = async (isSo: () => boolean) => {
    const until = Date.now() + patienceMs;
    while (!isSo()) {
      if (Date.now() > until) throw new Error(`not in time; printed so far:\n${io.out()}\n${io.err()}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  return {
    io,
    ids: () => lines().map((line) => String(JSON.parse(line).id)),
    until: (count) => waitFor(() => lines().length >= count),
    polls: (count) => {
      const before = io.slept.length;
      return waitFor(() => io.slept.length >= before + count);
    },
    stop,
    code,
  };
}

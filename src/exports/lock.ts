import { Failure } from '../base/failure.js';
import type { Io } from '../base/io.js';
import { type Lease, takeLease } from '../config/lease.js';

export type ExportLock = {
  readonly directory: string;
  /** The name of the lock file in it. */
  readonly name: string;
  /** What is exported, for messages. */
  readonly what: string;
  readonly run: string;
  /** What to do when another export holds the lock. */
  readonly ifLocked: 'fail' | 'wait' | 'skip';
  /** How long to wait for it, in milliseconds. */
  readonly maxWaitMs: number;
  readonly onNotice: (text: string) => void;
};

const pollMs = 2000;

/**
 * Takes the lock of an export, replacing that of a dead run. Resolves with `undefined` when another run holds it and
 * `ifLocked` is 'skip'. Throws Failure 'locked' when it is 'fail', or when the wait is over.
 */
export async function lockExport(io: Io, lock: ExportLock): Promise<Lease | undefined> {
  const startedMs = io.monotonic();
  const { directory, name, what, run, onNotice } = lock;
  const claim = { directory, name, isRival: () => false, run, what, onNotice };
  for (let waits = 0; ; waits++) {
    try {
      return await takeLease(claim, io);
    } catch (error) {
      if (!(error instanceof Failure) || error.kind !== 'locked' || lock.ifLocked === 'fail') throw error;
      if (lock.ifLocked === 'skip') {
        onNotice(`${error.message}; skipped`);
        return undefined;
      }
      if (io.monotonic() - startedMs > lock.maxWaitMs) throw error;
      if (waits === 0) onNotice(`${error.message}; waiting for it to finish`);
      await io.sleep(pollMs, io.interrupt.soft);
    }
  }
}

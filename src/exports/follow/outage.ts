import { ApiError } from '../../api/error.js';
import { isWorthALine, pauseAfter } from '../../base/backoff.js';
import { Failure, stopped } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import { counted } from '../../base/text.js';

export type OutageDeps = {
  /** The shortest pause after a failure. */
  readonly intervalMs: number;
  readonly tell: (text: string) => void;
};

/** Failures in a row that can pass, and how long to wait after each of them. */
export class Outage {
  #failures = 0;

  constructor(
    readonly io: Io,
    readonly deps: OutageDeps,
  ) {}

  /** The pause before the next attempt, which is reported now and then. Throws a failure that cannot pass. */
  pauseAfter(error: unknown): number {
    if (!isPassing(error)) throw error;
    const { intervalMs, tell } = this.deps;
    const wantedMs = error instanceof ApiError ? error.more.waitMs : undefined;
    const pauseMs = Math.max(intervalMs, pauseAfter(++this.#failures, this.io.random, wantedMs));
    if (isWorthALine(this.#failures))
      tell(`${(error as Error).message}; next attempt in ${Math.ceil(pauseMs / 1000)} s`);
    return pauseMs;
  }

  /** Reports the end of the failures, if there were any. */
  isOver(): void {
    if (this.#failures > 0)
      this.deps.tell(`The API answers again after ${counted(this.#failures, 'failed attempt')}`);
    this.#failures = 0;
  }

  /** Runs `attempt` until it does not fail with what can pass. Throws at an interrupt. */
  async outlast<T>(attempt: () => Promise<T>): Promise<T> {
    const { soft } = this.io.interrupt;
    for (;;) {
      try {
        return await attempt();
      } catch (error) {
        if (soft.aborted) throw error;
        await this.io.sleep(this.pauseAfter(error), soft);
        if (soft.aborted) throw stopped(this.io.interrupt.signal());
      }
    }
  }
}

const passing: readonly ApiError['kind'][] = [
  'unsent',
  'lost',
  'cut',
  'slow',
  'unreadable',
  'rate-limit',
  'server',
];

function isPassing(error: unknown): boolean {
  if (error instanceof ApiError) return passing.includes(error.kind);
  return error instanceof Failure && error.kind === 'temporary';
}

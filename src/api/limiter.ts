/**
 * One pace for all workers: how many requests may start per second, and until when nobody may. Starts slowly, grows
 * while answers are clean, halves at a 429. Values only; `call.ts` waits.
 */
export type Pace = {
  /** Requests per second. */
  readonly rate: number;
  /** Monotonic milliseconds at which the next request may start. */
  readonly nextAtMs: number;
  /** Monotonic milliseconds until which a refusal holds everybody back. */
  readonly pausedUntilMs: number;
};

const slowStart = 4;
const slowest = 0.2;
const fastest = 1000;
/** So many requests may start at once before the rate counts: a short command never waits. */
const burst = 8;

export const firstPace: Pace = { rate: slowStart, nextAtMs: 0, pausedUntilMs: 0 };

/** Takes a place: when the next request may start, and the pace after it. */
export function taken(pace: Pace, nowMs: number): { readonly startAtMs: number; readonly pace: Pace } {
  const stepMs = 1000 / pace.rate;
  const startAtMs = Math.max(nowMs, pace.nextAtMs - burst * stepMs, pace.pausedUntilMs);
  return { startAtMs, pace: { ...pace, nextAtMs: Math.max(startAtMs, pace.nextAtMs) + stepMs } };
}

/** After a clean answer: half as fast again. */
export function afterSuccess(pace: Pace): Pace {
  return { ...pace, rate: Math.min(fastest, pace.rate * 1.5) };
}

/** After a 429: half the rate, nobody starts before the wait is over, and then one after the other. */
export function afterRefusal(pace: Pace, nowMs: number, waitMs: number): Pace {
  const rate = Math.max(slowest, pace.rate / 2);
  const pausedUntilMs = Math.max(pace.pausedUntilMs, nowMs + waitMs);
  return { rate, pausedUntilMs, nextAtMs: pausedUntilMs + (burst * 1000) / rate };
}

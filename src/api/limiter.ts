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
  /** The rate it never exceeds. */
  readonly fastest: number;
};

const slowStart = 4;
const slowest = 0.2;
const fastest = 1000;
/** So many requests may start at once before the rate counts: a short command never waits. */
const burst = 8;

/** How far a client may go. */
export type RequestLimits = {
  /** A longer wait that the server asks for is refused, in milliseconds. */
  readonly maxWaitMs?: number | undefined;
  /** The most requests per second. */
  readonly maxPerSecond?: number | undefined;
};

/** The pace a command begins with. `maxPerSecond` is what the user allows; by default nothing holds it back but refusals. */
export function paceUpTo(maxPerSecond = fastest): Pace {
  return { rate: Math.min(slowStart, maxPerSecond), nextAtMs: 0, pausedUntilMs: 0, fastest: maxPerSecond };
}

export const firstPace: Pace = paceUpTo();

/** What the user allows per second counts from the first request on. */
function burstOf(pace: Pace): number {
  return pace.fastest === fastest ? burst : Math.min(burst, Math.max(0, Math.floor(pace.fastest) - 1));
}

/** Takes a place: when the next request may start, and the pace after it. */
export function taken(pace: Pace, nowMs: number): { readonly startAtMs: number; readonly pace: Pace } {
  const stepMs = 1000 / pace.rate;
  const startAtMs = Math.max(nowMs, pace.nextAtMs - burstOf(pace) * stepMs, pace.pausedUntilMs);
  return { startAtMs, pace: { ...pace, nextAtMs: Math.max(startAtMs, pace.nextAtMs) + stepMs } };
}

/** After a clean answer: half as fast again. */
export function afterSuccess(pace: Pace): Pace {
  return { ...pace, rate: Math.min(pace.fastest, pace.rate * 1.5) };
}

/** After a 429: half the rate, nobody starts before the wait is over, and then one after the other. */
export function afterRefusal(pace: Pace, nowMs: number, waitMs: number): Pace {
  const rate = Math.min(pace.fastest, Math.max(slowest, pace.rate / 2));
  const pausedUntilMs = Math.max(pace.pausedUntilMs, nowMs + waitMs);
  return { ...pace, rate, pausedUntilMs, nextAtMs: pausedUntilMs + (burstOf(pace) * 1000) / rate };
}

/** After an answer that says nothing is left until then: nobody starts before, and nobody was refused. */
export function untilRefilled(pace: Pace, nowMs: number, waitMs: number): Pace {
  return { ...pace, pausedUntilMs: Math.max(pace.pausedUntilMs, nowMs + waitMs) };
}

/**
 * One rate limit for all workers: how many requests may start per second, and until when none may. Starts slowly, grows
 * while responses succeed, halves at a 429. Pure values; `call.ts` does the waiting.
 */
export type Pace = {
  /** Requests per second. */
  readonly rate: number;
  /** Monotonic milliseconds at which the next request may start. */
  readonly nextAtMs: number;
  /** Monotonic milliseconds at which the latest request starts: none starts before one that was asked for earlier. */
  readonly lastStartMs: number;
  /** Monotonic milliseconds until which a 429 blocks all requests. */
  readonly pausedUntilMs: number;
  /** The maximum rate. */
  readonly fastest: number;
};

const slowStart = 4;
const slowest = 0.2;
const fastest = 1000;
/** Requests that may start at once before the rate applies, so that a short command never waits. */
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
  return {
    rate: Math.min(slowStart, maxPerSecond),
    nextAtMs: 0,
    lastStartMs: 0,
    pausedUntilMs: 0,
    fastest: maxPerSecond,
  };
}

export const firstPace: Pace = paceUpTo();

/** A limit set by the user applies from the first request. */
function burstOf(pace: Pace): number {
  return pace.fastest === fastest ? burst : Math.min(burst, Math.max(0, Math.floor(pace.fastest) - 1));
}

/** Reserves a slot: when the next request may start, and the pace after it. */
export function taken(pace: Pace, nowMs: number): { readonly startAtMs: number; readonly pace: Pace } {
  const stepMs = 1000 / pace.rate;
  const startAtMs = Math.max(
    nowMs,
    pace.lastStartMs,
    pace.nextAtMs - burstOf(pace) * stepMs,
    pace.pausedUntilMs,
  );
  return {
    startAtMs,
    pace: { ...pace, lastStartMs: startAtMs, nextAtMs: Math.max(startAtMs, pace.nextAtMs) + stepMs },
  };
}

/** After a success: 1.5 times the rate, also for requests that have already started. */
export function afterSuccess(pace: Pace, nowMs: number): Pace {
  const rate = Math.min(pace.fastest, pace.rate * 1.5);
  const owedMs = Math.max(0, pace.nextAtMs - nowMs);
  return { ...pace, rate, nextAtMs: pace.nextAtMs - owedMs * (1 - pace.rate / rate) };
}

/** After a 429: half the rate; no request starts before the wait is over, and then without a burst. */
export function afterRefusal(pace: Pace, nowMs: number, waitMs: number): Pace {
  const rate = Math.min(pace.fastest, Math.max(slowest, pace.rate / 2));
  const pausedUntilMs = Math.max(pace.pausedUntilMs, nowMs + waitMs);
  return { ...pace, rate, pausedUntilMs, nextAtMs: pausedUntilMs + (burstOf(pace) * 1000) / rate };
}

/** After a response that says the quota is used up until then: no request starts before, but none was refused. */
export function untilRefilled(pace: Pace, nowMs: number, waitMs: number): Pace {
  return { ...pace, pausedUntilMs: Math.max(pace.pausedUntilMs, nowMs + waitMs) };
}

import type { Rate } from './options.js';

/** A sliding window of requests, as documented for API v2; v1 documents none. */
export type Window = {
  /** Counts a request; false if there were too many. */
  readonly admits: () => boolean;
  readonly headers: () => Readonly<Record<string, string>>;
};

export function createWindow(rate: Rate | undefined, now: () => number): Window {
  if (rate === undefined) return { admits: () => true, headers: () => ({}) };
  let starts: number[] = [];
  let refused = false;
  const opensAt = () => (starts[0] ?? now()) + rate.perMs;
  return {
    admits: () => {
      starts = starts.filter((start) => start > now() - rate.perMs);
      refused = starts.length >= rate.requests;
      if (!refused) starts.push(now());
      return !refused;
    },
    headers: () => ({
      'x-ratelimit-limit': String(rate.requests),
      'x-ratelimit-remaining': String(Math.max(0, rate.requests - starts.length)),
      'x-ratelimit-reset': String(opensAt()),
      ...(refused && { 'retry-after': String(Math.max(1, Math.ceil((opensAt() - now()) / 1000))) }),
    }),
  };
}

/** Parses `100/10s`. Throws an Error that shows the format. */
export function parseRate(text: string): Rate {
  const [, requests, seconds] = /^(\d{1,6})\/(\d{1,5})s$/.exec(text) ?? [];
  if (requests === undefined || Number(requests) === 0 || Number(seconds) === 0)
    throw new Error(`Write a rate like 100/10s, not "${text}"`);
  return { requests: Number(requests), perMs: Number(seconds) * 1000 };
}

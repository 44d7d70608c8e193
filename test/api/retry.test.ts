import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ApiErrorKind } from '../../src/api/error.js';
import { afterRefusal, afterSuccess, firstPace, taken } from '../../src/api/limiter.js';
import { delayBeforeRetry, requestedWaitMs } from '../../src/api/retry.js';

const now = Date.parse('2026-11-22T18:00:00Z');

describe('whether to retry, and after how long', () => {
  test.each([
    ['read', 'lost', true],
    ['read', 'cut', true],
    ['read', 'server', true],
    ['read', 'rate-limit', true],
    ['read', 'unsent', true],
    ['read', 'invalid', false],
    ['read', 'auth', false],
    ['read', 'unreadable', false],
    ['write', 'unsent', true],
    ['write', 'rate-limit', true],
    ['write', 'lost', false],
    ['write', 'cut', false],
    ['write', 'server', false],
    ['write', 'stopped', false],
    ['question', 'unsent', true],
    ['question', 'rate-limit', true],
    ['question', 'lost', false],
    ['question', 'cut', false],
    ['question', 'server', false],
    ['never', 'unsent', false],
    ['never', 'rate-limit', false],
  ] as const)('a %s that ended as %s is retried: %s', (repeats, kind, isRepeated) => {
    expect(delayBeforeRetry({ number: 1, kind, repeats }, 0.5) !== undefined).toBe(isRepeated);
  });

  test('C-13 a question is sent at most three times, and is retried after a 503', () => {
    const asked = (number: number) =>
      delayBeforeRetry({ number, kind: 'rate-limit', repeats: 'question' }, 0);
    expect([asked(1), asked(2), asked(3)]).toEqual([500, 1000, undefined]);
    const busy = { number: 1, kind: 'server', repeats: 'question', status: 503 } as const;
    expect(delayBeforeRetry(busy, 0)).toBe(500);
    expect(delayBeforeRetry({ ...busy, repeats: 'write' }, 0)).toBeUndefined();
  });

  test('waits double from one second to a minute, with a jitter factor between one half and one', () => {
    const waits = [1, 2, 3, 4].map((number) =>
      delayBeforeRetry({ number, kind: 'server', repeats: 'read' }, 0),
    );
    expect(waits).toEqual([500, 1000, 2000, 4000]);
    expect(delayBeforeRetry({ number: 4, kind: 'server', repeats: 'read' }, 0.999)).toBe(7996);
    expect(delayBeforeRetry({ number: 5, kind: 'server', repeats: 'read' }, 0)).toBeUndefined();
  });

  test('A-3 an unknown host is retried only once', () => {
    expect(delayBeforeRetry({ number: 1, kind: 'unsent', repeats: 'read', code: 'ENOTFOUND' }, 0)).toBe(500);
    expect(
      delayBeforeRetry({ number: 2, kind: 'unsent', repeats: 'read', code: 'ENOTFOUND' }, 0),
    ).toBeUndefined();
  });

  test('a wait requested by the server takes precedence over our own', () => {
    expect(delayBeforeRetry({ number: 1, kind: 'rate-limit', repeats: 'write', waitMs: 7000 }, 0)).toBe(7000);
  });

  test('property: our waits are never negative, never over a minute, and never more than four', () => {
    const kinds = fc.constantFrom<ApiErrorKind>(
      'unsent',
      'lost',
      'cut',
      'server',
      'rate-limit',
      'invalid',
      'unreadable',
    );
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        kinds,
        fc.constantFrom('read', 'write'),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (number, kind, repeats, random) => {
          const wait = delayBeforeRetry({ number, kind, repeats: repeats as 'read' | 'write' }, random);
          if (number >= 5) expect(wait).toBeUndefined();
          else if (wait !== undefined) expect(wait >= 500 && wait <= 60_000).toBe(true);
        },
      ),
    );
  });
});

describe('waits requested by response headers', () => {
  test.each([
    ['7', 7000],
    ['0', 0],
    ['9999999999', 9_999_999_999_000],
    ['1e9', undefined],
    ['-1', undefined],
    ['abc', undefined],
    ['', undefined],
    ['5, 10', undefined],
    ['2030-01-01', undefined],
    ['Sun, 22 Nov 2026 18:00:30 GMT', 30_000],
    ['Sun, 22 Nov 2026 17:00:00 GMT', undefined],
    ['Sun, 99 Nov 2026 18:00:00 GMT', undefined],
  ])('B-4 Retry-After: %j asks for %s ms', (retryAfter, wait) => {
    expect(requestedWaitMs({ retryAfter }, now)).toBe(wait);
  });

  test('a header that occurs twice is ignored', () => {
    expect(requestedWaitMs({ retryAfter: ['5', '10'] }, now)).toBeUndefined();
  });

  test('X-RateLimit-Reset in milliseconds is used when Retry-After requests no wait', () => {
    expect(requestedWaitMs({ rateLimitReset: String(now + 4000) }, now)).toBe(4000);
    expect(requestedWaitMs({ retryAfter: '2', rateLimitReset: String(now + 4000) }, now)).toBe(2000);
    expect(requestedWaitMs({ rateLimitReset: String(now - 4000) }, now)).toBeUndefined();
  });

  test('property: any header yields no wait or a non-negative one', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (retryAfter, date) => {
        const wait = requestedWaitMs({ retryAfter, date }, now);
        expect(wait === undefined || (Number.isFinite(wait) && wait >= 0)).toBe(true);
      }),
    );
  });
});

describe('the pace shared by all workers', () => {
  test('a short command never waits', () => {
    let pace = firstPace;
    for (let i = 0; i < 8; i++) {
      const place = taken(pace, 1000);
      expect(place.startAtMs).toBe(1000);
      pace = place.pace;
    }
  });

  test('a 429 pauses all workers for as long as it says, then releases them one by one', () => {
    const paused = afterRefusal(firstPace, 1000, 7000);
    const first = taken(paused, 1500);
    const second = taken(first.pace, 1500);
    expect(first.startAtMs).toBe(8000);
    expect(second.startAtMs - first.startAtMs).toBe(500);
  });

  test('the rate halves after a refusal, grows with each success, and stays within bounds', () => {
    expect(afterRefusal(firstPace, 0, 0).rate).toBe(firstPace.rate / 2);
    let pace = firstPace;
    for (let i = 0; i < 100; i++) pace = afterSuccess(pace, 0);
    expect(pace.rate).toBe(1000);
    for (let i = 0; i < 100; i++) pace = afterRefusal(pace, 0, 0);
    expect(pace.rate).toBe(0.2);
  });
});

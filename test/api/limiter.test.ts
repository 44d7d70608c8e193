import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  afterRefusal,
  afterSuccess,
  firstPace,
  type Pace,
  paceUpTo,
  taken,
  untilRefilled,
} from '../../src/api/limiter.js';

/** When so many requests start that all want to at this moment. */
function starts(from: Pace, count: number, nowMs = 1000): readonly number[] {
  let pace = from;
  return Array.from({ length: count }, () => {
    const place = taken(pace, nowMs);
    pace = place.pace;
    return place.startAtMs;
  });
}

describe('the pace of a command', () => {
  test('starts eight requests at once, and many at four a second', () => {
    const moments = starts(firstPace, 20);
    expect(moments.slice(0, 8)).toEqual(Array(8).fill(1000));
    expect(moments.slice(10).map((moment, i) => moment - (moments[i + 9] ?? 0))).toEqual(Array(10).fill(250));
  });

  test.each([
    [1, [1000, 2000, 3000]],
    [0.5, [1000, 3000, 5000]],
    [1000, [1000, 1000, 1000]],
  ])('of %d a second that the user allows starts requests at %j', (most, wanted) => {
    expect(starts(paceUpTo(most), 3)).toEqual(wanted);
  });

  test.each([
    [undefined, 1000],
    [5, 5],
    [0.1, 0.1],
  ])('up to %s a second grows by half with each clean response, to %d', (most, fastest) => {
    let pace = paceUpTo(most);
    expect(afterSuccess(paceUpTo(100), 0).rate).toBe(6);
    for (let i = 0; i < 30; i++) pace = afterSuccess(pace, 0);
    expect(pace.rate).toBe(fastest);
  });

  test('law: no request starts before it was asked for, and none before one that was asked for earlier', () => {
    const gaps = fc.array(fc.nat({ max: 3000 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(gaps, fc.constantFrom(0.5, 2, 10, 1000), (waits, most) => {
        let [pace, now, last] = [paceUpTo(most), 0, 0];
        for (const wait of waits) {
          now += wait;
          const place = taken(pace, now);
          expect(place.startAtMs).toBeGreaterThanOrEqual(Math.max(now, last));
          [pace, last] = [afterSuccess(place.pace, now), place.startAtMs];
        }
      }),
    );
  });
});

describe('what a slow start owes', () => {
  test('shrinks as the rate grows: a hundred requests, eight at once, are not held back for seconds', () => {
    let [pace, now] = [firstPace, 0];
    const underway: number[] = [];
    for (let i = 0; i < 100; i++) {
      if (underway.length === 8) {
        now = Math.max(now, (underway.shift() ?? 0) + 200);
        pace = afterSuccess(pace, now);
      }
      const place = taken(pace, now);
      pace = place.pace;
      underway.push(place.startAtMs);
    }
    // Thirteen rounds of 200 ms, and little more.
    expect(underway.at(-1)).toBeLessThan(13 * 200 + 200);
  });
});

describe('after a refusal', () => {
  test('requests wait as long as they were told, and start one by one at half the rate', () => {
    expect(starts(afterRefusal(firstPace, 1000, 7000), 3)).toEqual([8000, 8500, 9000]);
    expect(starts(afterRefusal(paceUpTo(1), 1000, 7000), 2)).toEqual([8000, 10_000]);
  });

  test('a shorter wait does not end a longer one', () => {
    const long = afterRefusal(firstPace, 1000, 7000);
    expect(afterRefusal(long, 2000, 1000).pausedUntilMs).toBe(8000);
    expect(untilRefilled(long, 2000, 1000).pausedUntilMs).toBe(8000);
  });

  test('the rate never falls below one request in five seconds, or what the user allows', () => {
    const refused = (pace: Pace) =>
      Array(20)
        .fill(0)
        .reduce((now: Pace) => afterRefusal(now, 0, 0), pace).rate;
    expect([refused(firstPace), refused(paceUpTo(0.1))]).toEqual([0.2, 0.1]);
  });
});

test('until a limit is refilled nothing starts, and the rate stays', () => {
  const pace = untilRefilled(firstPace, 1000, 4000);
  expect([starts(pace, 9), pace.rate]).toEqual([Array(9).fill(5000), firstPace.rate]);
});

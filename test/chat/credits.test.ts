import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { costEstimateOf, creditText, nothingSpent, refuseBeyond, withReply } from '../../src/chat/credits.js';

const price = fc.option(fc.nat({ max: 30 }));
const limit = expect.objectContaining({ kind: 'limit' });
const tallyOf = (prices: readonly (number | null)[]) => prices.reduce(withReply, nothingSpent);

describe('what was spent', () => {
  test.each([
    [[], 0, false],
    [[1, 20], 21, false],
    [[null], 1, true],
    [[2, null, null], 4, true],
    [[0], 0, false],
  ])('after replies of %j is %i, at least: %s', (prices, spent, isAtLeast) => {
    expect(tallyOf(prices)).toEqual({ spent, isAtLeast, replies: prices.length });
  });

  test('law: is what the estimate before it said', () => {
    fc.assert(
      fc.property(fc.array(price), (prices) => {
        const { spent, isAtLeast, replies } = tallyOf(prices);
        const { credits, ...estimate } = costEstimateOf(prices, '2025-05');
        expect([spent, isAtLeast, replies]).toEqual([credits, estimate.isAtLeast, estimate.replies]);
      }),
    );
  });

  test('is written with a plus where it is at least that', () => {
    expect(creditText({ spent: 4, isAtLeast: true })).toContain('4+');
    expect(creditText({ spent: 4, isAtLeast: false })).toMatch(/\b4\b(?!\+)/);
  });
});

describe('a limit of credits', () => {
  test.each([
    [undefined, 1000, 30, false],
    [10, 0, 10, false],
    [10, 9, 1, false],
    [10, 9, null, false],
    [10, 10, null, true],
    [10, 9, 2, true],
    [10, 10, 0, false],
  ])('of %s, after %i were spent, refuses a reply of %s: %s', (most, spent, credits, isRefused) => {
    const ask = () => refuseBeyond(most, { ...nothingSpent, spent }, credits);
    if (isRefused) expect(ask).toThrow(limit);
    else expect(ask).not.toThrow();
  });

  test('law: is never passed', () => {
    fc.assert(
      fc.property(fc.nat({ max: 60 }), fc.array(price, { maxLength: 30 }), (most, prices) => {
        let tally = nothingSpent;
        try {
          for (const one of prices) {
            refuseBeyond(most, tally, one);
            tally = withReply(tally, one);
          }
          expect(tally.replies).toBe(prices.length);
        } catch (error) {
          expect(error).toEqual(limit);
          expect(tally.replies).toBeLessThan(prices.length);
        }
        expect(tally.spent).toBeLessThanOrEqual(most);
      }),
    );
  });
});

test.each([
  [[20], false],
  [[20, 1], true],
  [Array(20).fill(null), false],
  [Array(21).fill(null), true],
  [[], false],
])('the cost of %j needs consent: %s', (prices, needsConsent) => {
  expect(costEstimateOf(prices, '2025-05').needsConsent).toBe(needsConsent);
});

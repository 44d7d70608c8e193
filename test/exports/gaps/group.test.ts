import { describe, expect, test } from 'vitest';
import { Misses } from '../../../src/exports/gaps/collect.js';
import { gapsOf } from '../../../src/exports/gaps/group.js';
import type { Miss, Signal } from '../../../src/exports/gaps/signals.js';

function miss(question: string, more: Partial<Miss> = {}): Miss {
  const found = new Set<Signal>(['wording']);
  return {
    ...{ question, answer: 'I am not sure.', signals: found, score: undefined, phrases: [] },
    ...{ convo: `c-${question}`, atMs: 1000, ...more },
  };
}

function grouped(misses: readonly Miss[]) {
  const held = new Misses();
  for (const one of misses) held.add(one);
  return gapsOf(held);
}

const many = [
  ...Array.from({ length: 5 }, (_, i) =>
    miss('Can I use two vouchers?', { convo: `v${i}`, atMs: i * 86_400_000 }),
  ),
  miss('May I use 2 vouchers', { convo: 'v9' }),
  miss('Use two vouhcers?', { convo: 'v8' }),
  miss('use two voucher', {
    convo: 'v7',
    score: 0.2,
    answer: 'No idea',
    signals: new Set(['wording', 'score']),
  }),
  miss('Which grinder do you recommend?', { signals: new Set(['form']) }),
  miss('Do you repair machines?', { signals: new Set(['form', 'score']), score: 0.1 }),
  miss('👋'),
];

describe('gaps', () => {
  test('questions that are alike are one gap, the one with the most weight first', () => {
    const gaps = grouped(many);
    expect(gaps.map(({ question, count, weight }) => [question, count, weight])).toEqual([
      ['use two voucher', 7, 24],
      ['Do you repair machines?', 1, 4],
      ['May I use 2 vouchers', 1, 3],
      ['👋', 1, 3],
      ['Which grinder do you recommend?', 1, 1],
    ]);
    expect(gaps[0]).toMatchObject({
      answer: 'No idea',
      signals: { wording: 7, score: 1, repeated: 0, form: 0 },
      lowestScore: 0.2,
      alsoAsked: ['Use two vouhcers?'],
      conversations: ['v4', 'v3', 'v2', 'v1', 'v7', 'v8', 'v0'],
      firstMs: 0,
      lastMs: 4 * 86_400_000,
    });
  });

  test('the order of the conversations does not matter', () => {
    const shuffled = [...many].reverse();
    shuffled.push(...shuffled.splice(0, 4));
    expect(grouped(shuffled)).toEqual(grouped(many));
  });

  test('of too many different questions, those that weigh most stay, and the rest is counted', () => {
    const misses = new Misses({ max: 10, kept: 5 });
    for (let i = 0; i < 3; i++) misses.add(miss('Two vouchers?', { convo: `v${i}` }));
    for (let i = 0; i < 10; i++) misses.add(miss(`Model x${i}?`));
    expect(misses.entries.length).toBe(5);
    expect(misses.leftOut).toBe(6);
    expect(gapsOf(misses)[0]?.question).toBe('Two vouchers?');
  });

  test('at most ten conversations and five wordings are named', () => {
    const [gap] = grouped(
      Array.from({ length: 40 }, (_, i) =>
        miss(`voucher code order shop valid a${i % 8}`, { convo: `c${i}` }),
      ),
    );
    expect([gap?.count, gap?.conversations.length, gap?.alsoAsked.length]).toEqual([40, 10, 5]);
  });
});

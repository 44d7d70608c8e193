import { describe, expect, test } from 'vitest';
import {
  contentWords,
  hasContent,
  likeness,
  minLikeness,
  spellings,
} from '../../../src/exports/gaps/words.js';

describe('what a question is about', () => {
  test.each([
    ['Do you ship to Norway?', ['norway', 'ship']],
    ['How long does shipping take, please?', ['long', 'ship', 'take']],
    ['Can I use two vouchers?', ['two', 'voucher']],
    ['Gilt mein Gutschein auch im Laden?', ['gilt', 'gutschei', 'laden']],
    ['Livrez-vous en France ?', ['franc', 'livrez']],
    ['ＦＵＬＬ Café ÉTÉ', ['cafe', 'ete', 'full']],
    ['iPhone12 or iPhone13?', ['iphone12', 'iphone13']],
    ['配送時間は', ['時間', '送時', '配送', '間は']],
    ['How do I do that?', ['do', 'how', 'i', 'that']],
    ['👋', []],
    ['', []],
  ])('%s', (text, words) => {
    expect(contentWords(text)).toEqual(words);
  });

  test.each([
    ['Is there a voucher?', true],
    ['ok thanks', false],
    ['👋', false],
  ])('"%s" has a word of its own: %s', (text, has) => {
    expect(hasContent(text)).toBe(has);
  });

  test('does not take a second for what somebody pasted', () => {
    const started = performance.now();
    expect(contentWords('abc '.repeat(500_000)).length).toBe(1);
    expect(contentWords('ing'.repeat(500_000)).length).toBe(1);
    expect(performance.now() - started).toBeLessThan(1000);
  });
});

describe('likeness', () => {
  test.each([
    ['Do you ship to Norway?', 'Shipping to Norway?', true],
    ['Do you ship to Norway?', 'Do you ship to Spain?', false],
    ['Are you open on Sunday?', 'Are you open on Monday?', false],
    ['Can I return a bag?', 'How can I return my bags', true],
    ['Which grinder do you recommend?', 'Do you repair espresso machines?', false],
  ])('%s / %s: %s', (one, other, isAlike) => {
    expect(likeness(contentWords(one), contentWords(other)) >= minLikeness).toBe(isAlike);
  });
});

describe('spellings', () => {
  const counts = (words: Readonly<Record<string, number>>) => new Map(Object.entries(words));

  test('a word counts as the most frequent one that differs in one letter', () => {
    const chosen = spellings(counts({ voucher: 9, vouher: 1, vouchwr: 1, vouchher: 2 }));
    expect(['vouher', 'vouchwr', 'vouchher', 'voucher'].map((word) => chosen.get(word))).toEqual(
      Array(4).fill('voucher'),
    );
  });

  test.each([
    ['short words', { price: 5, prime: 1 }, 'prime'],
    ['words with digits', { iphone12: 5, iphone13: 1 }, 'iphone13'],
    ['words with another first letter', { sender: 5, gender: 1 }, 'gender'],
    ['words that differ in two letters', { monitor: 5, mounter: 1 }, 'mounter'],
  ])('%s stay themselves', (_, words, word) => {
    const chosen = spellings(counts(words as unknown as Readonly<Record<string, number>>));
    expect(chosen.get(word) ?? word).toBe(word);
  });
});

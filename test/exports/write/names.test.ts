import { basename, join, normalize } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { botName, filled, safeName } from '../../../src/exports/write/names.js';

const usage = expect.objectContaining({ kind: 'usage' });
const parts = { from: '2026-03-01', to: '2026-03-31', date: '2026-04-01', time: '020000', bot: 'Support' };

describe('a template', () => {
  test.each([
    ['leads.csv', 'leads.csv'],
    ['{bot}/{from}_{to}.csv', 'Support/2026-03-01_2026-03-31.csv'],
    ['{date}T{time}.csv', '2026-04-01T020000.csv'],
    ['{date}{date}', '2026-04-012026-04-01'],
    ['a{b', 'a{b'],
    ['}{', '}{'],
  ])('%s becomes %s', (template, wanted) => {
    expect(filled(template, parts)).toBe(wanted);
  });

  test.each(['{day}', '{}', '{Bot}', '{ bot }', '{toString}', '{{nope}'])('%s is refused', (template) => {
    expect(() => filled(template, parts)).toThrow(usage);
  });

  test('a bot that is called like a placeholder is not filled in again', () => {
    expect(filled('{bot}.csv', { ...parts, bot: '{date}' })).toBe('{date}.csv');
  });
});

describe('the name of a bot in a file name', () => {
  const others = ['Tea House', 'Support'];

  test.each([
    ['Harbor Coffee', 'Harbor-Coffee'],
    ['Zoë & Co.', 'Zoë-Co'],
    ['support', 'support~'],
    ['Tea/House', 'Tea-House~'],
    ['Tea House', 'Tea-House~'],
  ])('%s is %s', (name, wanted) => {
    const named = botName({ id: 'b1', name, others });
    expect(named.replace(/~.*/, '~')).toBe(wanted);
    expect(named).toBe(botName({ id: 'b1', name, others }));
  });

  test('of two bots that lose the same characters, or are called the same, differs', () => {
    for (const [one, other] of [
      ['a b', 'a/b'],
      ['a b', 'a b'],
      ['A b', 'a-B'],
    ] as const) {
      const names = [
        botName({ id: 'b1', name: one, others: [other] }),
        botName({ id: 'b2', name: other, others: [one] }),
      ];
      expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(2);
    }
  });
});

describe('a name from outside as a part of a file name', () => {
  test.each(['Support', 'a.b_c-d', '2026-03-01', 'Zoë', '日本', 'x'.repeat(60)])(
    '%s stays as it is',
    (text) => {
      expect(safeName(text)).toBe(text);
    },
  );

  test.each([
    ['Support bot', 'Support-bot'],
    ['a/b', 'a-b'],
    ['.hidden', 'hidden'],
    ['dot.', 'dot'],
    ['-.both.-', 'both'],
    ['Café', 'Café'],
  ])('%j becomes %s', (text, wanted) => {
    expect(safeName(text)).toBe(wanted);
  });

  test.each([
    ['..', /^x~[0-9a-z]+$/],
    ['', /^x~[0-9a-z]+$/],
    ['😀', /^x~[0-9a-z]+$/],
    ['é'.repeat(41), /^é{35}~[0-9a-z]+$/],
    ['con', /^con~[0-9a-z]+$/],
    ['COM1.csv', /^COM1.csv~[0-9a-z]+$/],
    ['x'.repeat(61), /^x{60}~[0-9a-z]+$/],
  ])('%j is told apart by a hash', (text, wanted) => {
    expect(safeName(text)).toMatch(wanted);
  });

  test('law: it is one part of a path, visible, of at most 80 bytes, and the same for the same text', () => {
    const text = fc.oneof(
      fc.string(),
      fc.string({ unit: 'grapheme', maxLength: 120 }),
      fc.stringMatching(/^[./\\:*a-]{0,9}$/),
    );
    fc.assert(
      fc.property(text, (name) => {
        const safe = safeName(name);
        expect(safe).toMatch(/^[\p{L}\p{N}_][\p{L}\p{N}._~-]*$/u);
        expect(basename(normalize(join('dir', safe)))).toBe(safe);
        expect(Buffer.byteLength(safe)).toBeLessThanOrEqual(80);
        expect(safeName(name)).toBe(safe);
      }),
      { numRuns: 500 },
    );
  });
});

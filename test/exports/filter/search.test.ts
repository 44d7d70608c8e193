import { describe, expect, test } from 'vitest';
import { searchFor } from '../../../src/exports/filter/search.js';

const usage = expect.objectContaining({ kind: 'usage' });

/** The pieces of a text that a search finds. */
async function found(search: string, text: string): Promise<readonly string[]> {
  const { hits } = await searchFor(search);
  return hits(text).map(({ start, end }) => text.slice(start, end));
}

describe('a text', () => {
  test.each([
    ['müller', 'Herr MÜLLER', ['MÜLLER']],
    ['müller', 'Herr Mu\u0308ller'.normalize('NFC'), ['Müller']],
    // Without an accent, any accent is found; with one, only that.
    ['muller', 'Herr MÜLLER', ['MÜLLER']],
    ['müller', 'Herr Muller', []],
    ['schön', 'Das ist schon da', []],
    ['cafe', 'two CAFÉS, one café', ['CAFÉ', 'café']],
    ['strasse', 'Lange Straße 5', ['Straße']],
    ['straße', 'LANGE STRASSE', ['STRASSE']],
    ['οδος', 'ΟΔΟΣ', ['ΟΔΟΣ']],
    ['привет', 'ПРИВЕТ, мир', ['ПРИВЕТ']],
    ['istanbul', 'İSTANBUL', ['İSTANBUL']],
    ['한국', '대한국민', ['한국']],
    // A vowel sign makes another word, and is no accent.
    ['कल', 'कुल', []],
    ['late delivery', 'a late\n  delivery', ['late\n  delivery']],
    ['refund', 'refund, Refund', ['refund', 'Refund']],
    ['👩‍🚀', 'hi 👩‍🚀!', ['👩‍🚀']],
    ['/help', 'type /HELP', ['/HELP']],
    // A path is a text, though it looks like an expression with flags.
    ['/usr/bin', 'in /usr/bin/env', ['/usr/bin']],
    ['abc', 'ＡＢＣ １２', ['ＡＢＣ']],
    ['שלום', 'שָׁלוֹם', ['שָׁלוֹם']],
    ['احمد', 'أَحْمَد', ['أَحْمَد']],
    ['a.c', 'abc', []],
  ])('%j in %j is %j', async (search, text, pieces) => {
    expect(await found(search, text)).toEqual(pieces);
    expect((await searchFor(search)).isIn(text)).toBe(pieces.length > 0);
  });

  test('is found whether it was sent composed or decomposed', async () => {
    const { isIn } = await searchFor('mu\u0308ller');
    expect([isIn('M\u00dcLLER'), isIn('MU\u0308LLER')]).toEqual([true, true]);
  });
});

describe('a regular expression', () => {
  test.each([
    ['/m[uü]ller/i', 'MÜLLER', ['MÜLLER']],
    ['/m[uü]ller/', 'MÜLLER', []],
    ['/\\d{3}-\\d+/', 'order 123-4567', ['123-4567']],
    ['/x*/', 'axxb', ['xx']],
    ['/σας/i', 'ΣΑΣ', ['ΣΑΣ']],
    ['/a/b/', 'x a/b', ['a/b']],
    ['/\\bкофе\\b|чай/', 'чай', ['чай']],
  ])('%s in %j is %j', async (search, text, pieces) => {
    expect(await found(search, text)).toEqual(pieces);
  });

  test.each(['/refund(/', '/(?=a)b/', '/(a)\\1/', '/a{5000}/', '/a/g', '/a/ii', '//', '//i', '', '  '])(
    '%s is refused',
    async (search) => {
      await expect(searchFor(search)).rejects.toEqual(usage);
    },
  );

  // An engine that tries one way after another takes longer than the age of the universe for each of these.
  test.each(['/(a+)+$/', '/(a|a)*b/', '/(a|aa)+$/i', '/(.*a){12}x/', '/^(([a-z])+.)+[A-Z]([a-z])+$/'])(
    '%s takes time in proportion to the text',
    async (search) => {
      const { isIn } = await searchFor(search);
      const time = (length: number) => {
        const started = performance.now();
        expect(isIn(`${'a'.repeat(length)}!`)).toBe(false);
        return performance.now() - started;
      };
      time(1000);
      const short = time(20_000);
      // Ten times the text, with room for a busy machine; quadratic time would be a hundred times.
      expect(time(200_000)).toBeLessThan(Math.max(500, short * 40));
    },
  );
});

test('flags that are not known here are named as they were typed, with a way to find the text itself', async () => {
  await expect(searchFor('/a/im')).rejects.toMatchObject({
    message: '--search: a regular expression has no flags "im" here',
    more: { advice: expect.stringContaining("'/\\/a\\/im/'") },
  });
  expect(await found('/\\/a\\/im/', 'see /a/im there')).toEqual(['/a/im']);
});

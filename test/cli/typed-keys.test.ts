import { describe, expect, test } from 'vitest';
import { Failure } from '../../src/base/failure.js';
import { keyFilter, looksLikeKey, withoutTypedKey } from '../../src/cli/typed-keys.js';
import { testIo } from '../support/io.js';

const key = 'cb1a2b3c4d5e6f7a8b9c0d1e2f3a4b5c6d7e8f';

test.each([
  [key, true],
  [`'${key}'`, true],
  [`"${key}"`, true],
  ['1a2b3c4d-5e6f-7a8b-9c0d-1e2f3a4b5c6d', true],
  [`1${'a'.repeat(30)}`, true],
  [`1${'a'.repeat(29)}`, false],
  ['a'.repeat(40), false],
  ['1'.repeat(40), false],
  [`two words ${key}`, false],
  [`https://example.com/${key}`, false],
  ['contacts-export-2026-03-01-final.csv', false],
  ['"exports/2026.contacts-of-the-whole-year.ndjson"', false],
  ['', false],
])('%s looks like a key: %s', (word, isSo) => {
  expect(looksLikeKey(word)).toBe(isSo);
});

describe('what is taken out of a text', () => {
  const hidden = (text: string, argv: readonly string[] = [], env: Record<string, string> = {}) =>
    keyFilter(testIo({ env }), argv)(text);

  test.each([
    [[key], `no ${key} here`],
    [['bots', `--bot=${key}`], `no ${key} here, ${key}`],
    [[`Bearer:${key}`], `no ${key}`],
  ])('are words like keys of the command line %j', (argv, text) => {
    expect(hidden(text, argv)).not.toContain(key);
    expect(hidden(text)).toBe(text);
  });

  test('is the key of the environment, whatever it looks like, unless it is too short to be one', () => {
    const without = (key: string) => hidden(`no ${key} here`, [], { CHATBASE_API_KEY: key });
    expect(without('plainword')).not.toContain('plainword');
    expect(without('eight888')).not.toContain('eight888');
    expect(without('seven77')).toBe('no seven77 here');
    expect(hidden('nothing', [], {})).toBe('nothing');
  });
});

describe('a usage failure', () => {
  const asIs = (text: string) => text;

  test('loses what looks like a key in quotes, in its message and its advice', () => {
    const words = `"${key}" is not a day, "x${key}" neither`;
    const failure = new Failure('usage', words, { advice: `Not ${key}`, status: 5 });
    const { kind, message, more } = withoutTypedKey(failure, asIs);
    expect([kind, more.status]).toEqual(['usage', 5]);
    expect(message + more.advice).not.toContain(key);
    expect(message).toContain('is not a day');
  });

  test('loses what the filter hides, and keeps everything else', () => {
    const failure = new Failure('usage', 'no secret', { advice: 'not "Ada"' });
    const clean = withoutTypedKey(failure, (text) => text.replace('secret', '…'));
    expect([clean.message, clean.more.advice]).toEqual(['no …', 'not "Ada"']);
    expect(withoutTypedKey(new Failure('usage', 'x'), asIs).more.advice).toBeUndefined();
  });

  test('alone is changed: what comes from the server is cleaned elsewhere', () => {
    const failure = new Failure('refused', `"${key}"`);
    expect(withoutTypedKey(failure, asIs)).toBe(failure);
  });
});

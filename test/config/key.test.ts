import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkedKey, findKey, hint, keyVariable } from '../../src/config/key.js';
import type { Profile } from '../../src/config/profile.js';
import { testIo } from '../support/io.js';
import { file, workdir } from '../support/workdir.js';

const place = { baseUrl: new URL('https://api.example/v1'), baseUrlFrom: 'default', timeoutMs: 1000 };
const profile = (more: Partial<Profile> = {}): Profile => ({
  name: 'work',
  chosenBy: 'variable',
  isNamed: true,
  isByFlag: false,
  settings: {},
  credentials: { key: 'key-of-profile', origin: place.baseUrl.origin },
  ...more,
});
const source = { kind: 'other', name: 'stdin' } as const;

const byFlag = profile({ isByFlag: true });
const withoutKey = profile({ credentials: undefined });
const foreign = (origin: string, isByFlag = false) =>
  profile({ isByFlag, credentials: { key: 'k', origin } });

describe('where the key is found', () => {
  const CHATBASE_API_KEY = 'key-of-variable';
  const empty = { CHATBASE_API_KEY: '', CHATBASE_API_KEY_FILE: '' };
  const ofProfile = { kind: 'profile', name: 'profile work' };
  const ofVariable = { kind: 'variable', name: 'CHATBASE_API_KEY' };

  test.each([
    ['the profile', {}, profile(), 'key-of-profile', ofProfile],
    ['a variable before the profile', { CHATBASE_API_KEY }, profile(), CHATBASE_API_KEY, ofVariable],
    [
      'a profile named by a flag before a variable',
      { CHATBASE_API_KEY },
      byFlag,
      'key-of-profile',
      ofProfile,
    ],
    ['a variable where the profile has none', { CHATBASE_API_KEY }, withoutKey, CHATBASE_API_KEY, ofVariable],
    ['the profile where the variables are empty', empty, profile(), 'key-of-profile', ofProfile],
  ])('%s', async (_, env, chosen, key, source) => {
    expect(await findKey(testIo({ env: env }), chosen, place)).toEqual({ key, source });
  });

  test('a file before the variable, without the line break at its end', async () => {
    const env = { CHATBASE_API_KEY, CHATBASE_API_KEY_FILE: file('key-of-file\n', 'key') };
    expect(await findKey(testIo({ env: env }), profile(), place)).toEqual({
      key: 'key-of-file',
      source: { kind: 'variable', name: 'CHATBASE_API_KEY_FILE' },
    });
  });

  test('a file that is not there is a usage failure, not another key', async () => {
    const path = join(workdir(), 'key');
    const env = { CHATBASE_API_KEY, CHATBASE_API_KEY_FILE: path };
    const failure = { kind: 'usage', message: expect.stringContaining(path) };
    await expect(findKey(testIo({ env: env }), profile(), place)).rejects.toMatchObject(failure);
  });

  test.each([
    ['there is none', withoutKey],
    ['it is stored for another origin', foreign('https://other.example')],
    ['it is stored for another port', foreign('https://api.example:8443')],
    ['it is stored for plain http', foreign('http://api.example')],
    ['the profile named by a flag is of another origin', foreign('https://other.example', true)],
  ])('an auth failure when %s', async (_, chosen) => {
    await expect(findKey(testIo({ env: {} }), chosen, place)).rejects.toMatchObject({ kind: 'auth' });
  });

  test.each([
    [{}, undefined],
    [{ CHATBASE_API_KEY: '' }, undefined],
    [{ CHATBASE_API_KEY }, 'CHATBASE_API_KEY'],
    [{ CHATBASE_API_KEY, CHATBASE_API_KEY_FILE: '/x' }, 'CHATBASE_API_KEY_FILE'],
  ])('of %j, the key is in %s', (env, variable) => {
    expect(keyVariable(env)).toBe(variable);
  });
});

describe('a key as it was copied', () => {
  test.each([
    ['  abc-123 \r\n', 'abc-123'],
    ['aGVsbG8==', 'aGVsbG8=='],
    ['a=b=', undefined],
    ['!~', '!~'],
    ['x'.repeat(512), 'x'.repeat(512)],
    ['x'.repeat(513), undefined],
    ['', undefined],
    [' \n', undefined],
    ['two words', undefined],
    ['schlüssel', undefined],
    ['a\u0000b', undefined],
    ['"abc"', undefined],
    ['“abc”', undefined],
    ['KEY=abc', undefined],
    ['export KEY=abc', undefined],
    ['Bearer abc', undefined],
    ['bearer-token', 'bearer-token'],
  ])('%j is the key %j', (text, key) => {
    const said = text.trim();
    const message = said === '' ? expect.stringContaining('stdin') : expect.not.stringContaining(said);
    const failure = expect.objectContaining({ kind: 'usage', message });
    if (key === undefined) expect(() => checkedKey(text, source)).toThrow(failure);
    else expect(checkedKey(text, source)).toEqual({ key, source });
  });
});

test.each([
  ['0123456789ab', '…89ab'],
  ['0123456789a', '…'],
  ['', '…'],
])('of %j may be shown %s', (key, shown) => {
  expect(hint(key)).toBe(shown);
});

import { describe, expect, test } from 'vitest';
import { maxTimerMs } from '../../src/base/duration.js';
import { defaultBaseUrl, durationMs, type Flags, settingsFrom, sourceOf } from '../../src/config/settings.js';

type Env = Readonly<Record<string, string | undefined>>;
const held = { bot: 'b-profile', 'base-url': 'https://profile.example/', timeout: '3s' };
const profile = { name: 'work', settings: held, isByFlag: false };
const named = { ...profile, isByFlag: true };
const env = { CHATBASE_BOT_ID: 'b-env', CHATBASE_BASE_URL: 'https://env.example/', CBASE_TIMEOUT: '2s' };
const flags = { bot: 'b-flag', baseUrl: 'https://flag.example/', timeout: '1s' };
const credentials = { key: 'k', origin: 'https://www.chatbase.co' };
const usage = expect.objectContaining({ kind: 'usage' });

describe('where a setting comes from', () => {
  test.each([
    ['a flag outranks all', flags, env, named, 'flag'],
    ['the environment outranks a profile', {}, env, profile, 'variable'],
    ['a profile named by a flag outranks the environment', {}, env, named, 'profile'],
    ['a profile outranks the default', {}, {}, profile, 'profile'],
    [
      'an empty variable says nothing',
      {},
      { CHATBASE_BOT_ID: '', CHATBASE_BASE_URL: '', CBASE_TIMEOUT: '' },
      profile,
      'profile',
    ],
  ] as const)('%s', (_, typed, variables, chosen, kind) => {
    for (const name of ['bot', 'base-url', 'timeout'] as const)
      expect(sourceOf(name, typed, variables, chosen)?.kind).toBe(kind);
  });

  test.each([
    ['bot', undefined],
    ['base-url', { value: defaultBaseUrl, kind: 'default', source: 'default' }],
    ['timeout', { value: '120s', kind: 'default', source: 'default' }],
  ] as const)('%s has the default %j', (name, source) => {
    expect(sourceOf(name, {}, {})).toEqual(source);
    expect(sourceOf(name, {}, {}, { name: 'work', settings: {}, isByFlag: true })).toEqual(source);
  });

  test.each([
    [flags, { value: 'b-flag', kind: 'flag', source: '--bot' }],
    [{}, { value: 'b-env', kind: 'variable', source: 'CHATBASE_BOT_ID' }],
  ] as const)('with %j the bot is %j', (typed, source) => {
    expect(sourceOf('bot', typed, env, profile)).toEqual(source);
  });

  test('a login to the usual address, named by a flag, outranks an address of the environment', () => {
    const login = { name: 'work', settings: {}, credentials };
    const address = (isByFlag: boolean) => sourceOf('base-url', {}, env, { ...login, isByFlag });
    expect([address(true)?.value, address(false)?.value]).toEqual([defaultBaseUrl, env.CHATBASE_BASE_URL]);
    expect(sourceOf('timeout', {}, env, { ...login, isByFlag: true })?.value).toBe('2s');
  });
});

describe('whether the embedded emulator is meant', () => {
  test.each<[Flags, Env, Parameters<typeof settingsFrom>[2], boolean | 'refused']>([
    [{}, {}, undefined, false],
    [{ local: true }, {}, undefined, true],
    [{ local: true, baseUrl: 'https://a.example' }, {}, undefined, 'refused'],
    [{ local: true }, { CHATBASE_BASE_URL: 'https://a.example' }, undefined, true],
    [{}, { CBASE_LOCAL: '1' }, undefined, true],
    [{}, { CBASE_LOCAL: 'Yes' }, undefined, true],
    [{}, { CBASE_LOCAL: 'off' }, undefined, false],
    [{}, { CBASE_LOCAL: '' }, undefined, false],
    [{}, { CBASE_LOCAL: 'maybe' }, undefined, 'refused'],
    [{}, { CBASE_LOCAL: '1', CHATBASE_BASE_URL: 'https://a.example' }, undefined, 'refused'],
    [{}, { CBASE_LOCAL: '0', CHATBASE_BASE_URL: 'https://a.example' }, undefined, false],
    [{ baseUrl: 'https://a.example' }, { CBASE_LOCAL: '1' }, undefined, false],
    [{}, { CBASE_LOCAL: '1' }, profile, true],
    [{}, { CBASE_LOCAL: '1' }, named, false],
    [{}, { CBASE_LOCAL: '1' }, { name: 'work', settings: {}, isByFlag: true, credentials }, false],
    [{}, { CBASE_LOCAL: '1' }, { name: 'work', settings: { bot: 'b' }, isByFlag: true }, true],
  ])('%j, %j, %j: %s', (typed, variables, chosen, isLocal) => {
    const settings = () => settingsFrom(typed, variables, chosen).local;
    if (isLocal === 'refused') expect(settings).toThrow(usage);
    else expect(settings()).toBe(isLocal);
  });
});

test.each<[Flags, Env, number]>([
  [{}, {}, 120_000],
  [{ timeout: '5s' }, { CBASE_TIMEOUT: '7s' }, 5000],
  [{}, { CBASE_TIMEOUT: '7' }, 7000],
  [{ timeout: '0' }, {}, maxTimerMs],
])('with %j and %j the first byte is waited for %i ms', (typed, variables, timeoutMs) => {
  expect(settingsFrom(typed, variables).timeoutMs).toBe(timeoutMs);
});

test.each([
  [undefined, undefined],
  ['2m', 120_000],
  ['0', 0],
])('the duration %j is %s ms', (text, ms) => {
  expect(durationMs(text, '--max-wait')).toBe(ms);
});

test('a duration that is none is refused with its source', () => {
  const message = expect.toSatisfy((text: string) => text.includes('--max-wait') && text.includes('soon'));
  expect(() => durationMs('soon', '--max-wait')).toThrow(expect.objectContaining({ kind: 'usage', message }));
  expect(() => settingsFrom({}, { CBASE_TIMEOUT: 'soon' })).toThrow(
    expect.objectContaining({ message: expect.stringContaining('CBASE_TIMEOUT') }),
  );
});

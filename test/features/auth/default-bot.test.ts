import { describe, expect, test } from 'vitest';
import { cli } from '../../support/cli.js';
import { emulator } from '../../support/emulator.js';
import { run } from '../../support/io.js';
import { file, workdir } from '../../support/workdir.js';

async function account(...names: readonly string[]) {
  const bots = names.map((name, i) => ({ id: `bot-${i + 1}`, name, source: 'x' }));
  const api = await emulator({ seed: file(JSON.stringify({ bots }), 'seed.json') });
  const { CHATBASE_BOT_ID: _, ...env } = api.env;
  const home = workdir();
  const set = (bot: string, ...flags: readonly string[]) =>
    // The real clock: the account is asked for at most 5 s.
    cli(['config', 'set', 'bot', bot, ...flags], { env: { ...env, HOME: home } });
  const kept = async () => (await run(['config', 'get', 'bot'], { home })).out.trim();
  return { api, env, home, set, kept };
}

describe('config set bot', () => {
  test('refuses a misspelt bot, asks what was meant, and stores it only with --no-check', async () => {
    const { set, kept, api } = await account('Harbor Coffee', 'Tea House');
    const { code, err } = await set('harbour coffee');
    expect([code, err, await kept()]).toEqual([
      5,
      'cbase: There is no bot "harbour coffee" in this account. Did you mean "Harbor Coffee"? Choose one of: ' +
        'bot-1 (Harbor Coffee), bot-2 (Tea House); or store it anyway with --no-check.\n',
      '',
    ]);
    const before = api.log.all().length;
    const unchecked = await set('harbour coffee', '--no-check');
    expect([unchecked.code, unchecked.err, await kept()]).toEqual([0, '', 'harbour coffee']);
    expect(api.log.all()).toHaveLength(before);
  });

  test.each([
    ['harbor coffee', 'Harbor Coffee'],
    ['bot-2', 'bot-2'],
    ['Tea House', 'Tea House'],
  ])('stores %s as %s', async (typed, stored) => {
    const { set, kept } = await account('Harbor Coffee', 'Tea House');
    expect([(await set(typed)).err, await kept()]).toEqual(['', stored]);
  });

  test('refuses a name that two bots have', async () => {
    const { set, kept } = await account('twin', 'Twin');
    const { code, err } = await set('TWIN');
    expect([code, err, await kept()]).toEqual([2, expect.stringContaining('2 bots are called "TWIN"'), '']);
  });

  test('without a key or a network stores it, and says that it was not checked', async () => {
    const home = workdir();
    const offline = await run(['config', 'set', 'bot', 'Any'], { home });
    expect([offline.code, offline.err]).toEqual([0, 'The bot was not checked: No API key was found\n']);
    expect((await run(['config', 'set', 'bot', 'Any', '-q'], { home })).err).toBe('');
    const env = { CHATBASE_API_KEY: 'key-of-this-test-0001', CHATBASE_BASE_URL: 'http://127.0.0.1:9/api/v1' };
    const dead = await run(['config', 'set', 'bot', 'Other'], { home, env });
    expect([dead.code, dead.err]).toEqual([0, expect.stringContaining('The bot was not checked: ')]);
    expect((await run(['config', 'get', 'bot'], { home })).out).toBe('Other\n');
  });
});

describe('a flag that a command does not use', () => {
  test.each([
    [['bots', 'list', '-b', 'x'], '--bot has no effect on bots list\n'],
    [
      ['models', '--bot', 'x', '--base-url', 'http://127.0.0.1:9'],
      '--bot has no effect on models\n--base-url has no effect on models\n',
    ],
    [['sessions', 'list', '--profile', 'x'], '--profile has no effect on sessions list\n'],
    [['leads', 'status', '--bot', 'x'], '--bot has no effect on leads status\n'],
  ])('%j says so', async (argv, words) => {
    const { env } = await account('Harbor Coffee');
    const { code, err } = await run(argv, { env });
    expect([code, err]).toEqual([0, expect.stringContaining(words)]);
    expect((await run([...argv, '-q'], { env })).err).not.toContain('has no effect');
  });
});

describe('what the environment got wrong is named', () => {
  test('CHATBASE_BASE_URL against the origin of a profile', async () => {
    const { api, home } = await account('Harbor Coffee');
    const login = ['auth', 'login', '--with-token', '--profile', 'eu', '--base-url', api.url];
    expect((await run(login, { home, stdin: api.key })).code).toBe(0);
    const env = { CBASE_PROFILE: 'eu', CHATBASE_BASE_URL: 'https://other.example/api/v1' };
    const { code, err } = await run(['bots', 'list'], { home, env });
    expect([code, err]).toEqual([
      4,
      `cbase: The key of the profile eu was stored for ${new URL(api.url).origin}, not for https://other.example, which ` +
        'CHATBASE_BASE_URL names. Unset CHATBASE_BASE_URL to use the profile as it is, or log in to the other server: ' +
        'cbase auth login --profile NAME --base-url https://other.example/api/v1.\n',
    ]);
  });

  test.each([
    ['a file that does not exist', () => '/nonexistent/key', 'no such file or directory'],
    ['a directory', () => workdir(), 'is a directory'],
    ['an empty file', () => file('', 'key'), 'is empty'],
  ])('CHATBASE_API_KEY_FILE: %s', async (_, path, words) => {
    const CHATBASE_API_KEY_FILE = path();
    const { code, err } = await run(['bots', 'list'], { env: { CHATBASE_API_KEY_FILE } });
    expect([code, err]).toEqual([2, expect.stringContaining('CHATBASE_API_KEY_FILE')]);
    expect(err).toContain(words);
  });
});

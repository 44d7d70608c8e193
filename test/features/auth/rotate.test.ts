import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cli, shell } from '../../support/cli.js';
import { json, server } from '../../support/handmade-server.js';
import { ctrl } from '../../support/keys.js';
import { onScreen } from '../../support/screen.js';
import { file, workdir } from '../../support/workdir.js';

const [oldKey, newKey, otherKey] = [
  'old-key-of-this-test-OLD1',
  'new-key-of-this-test-NEW2',
  'a-key-of-others-XXX3',
];
const [coffee, tea] = [
  { id: 'c1', name: 'Harbor Coffee' },
  { id: 't1', name: 'Tea House' },
];

/** A server that knows several keys, which the emulator does not. */
async function account(keys: Readonly<Record<string, readonly object[]>>) {
  const held = { keys };
  const asked: string[] = [];
  const at = await server((_path, response: ServerResponse) => {
    const key = String(response.req.headers.authorization).replace('Bearer ', '');
    asked.push(key);
    const bots = held.keys[key];
    if (bots === undefined) return json(response, { message: 'Unauthorized' }, 401);
    return json(response, { chatbots: bots });
  });
  return { held, asked, url: `${at.CHATBASE_BASE_URL}/api/v1` };
}

const credentialsOf = (home: string) => join(home, '.config/cbase/credentials.json');
const text = (home: string) => readFileSync(credentialsOf(home), 'utf8');

async function loggedIn(keys: Readonly<Record<string, readonly object[]>>) {
  const api = await account(keys);
  const home = workdir();
  const env = { HOME: home };
  const login = ['auth', 'login', '--with-token', '--base-url', api.url];
  const done = await cli(login, { env, input: oldKey });
  expect(done.code, done.err).toBe(0);
  const rotate = (argv: readonly string[], input = newKey) =>
    cli(['auth', 'rotate', '--with-token', ...argv], { env, input });
  return { api, home, env, rotate };
}

describe('auth rotate', () => {
  test('stores a new key of the same account, and says what is left to do', async () => {
    const { api, home, rotate } = await loggedIn({ [oldKey]: [coffee], [newKey]: [coffee] });
    const { code, out, err } = await rotate(['--json']);
    expect(code, err).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      ...{ ok: true, profile: 'default', key: '…NEW2', replaced: '…OLD1', bots: 1 },
      ...{ same_key: false, same_account: true, key_command: null },
    });
    const { origin } = new URL(api.url);
    expect(JSON.parse(text(home)).profiles).toEqual({ default: { key: newKey, origin } });
    expect(err).toContain('Revoke the old key, …OLD1, now');
    expect(out + err).not.toMatch(/-of-this-test-/);
    expect(api.asked.slice(1)).toEqual([oldKey, newKey]);
  });

  test('the dashboard is named for an account of Chatbase only', async () => {
    const { api, rotate } = await loggedIn({ [oldKey]: [coffee], [newKey]: [coffee] });
    expect((await rotate([])).err).toContain(`where the keys of ${new URL(api.url).origin} are managed`);
  });

  test.each([
    ['a rejected key', 'no-such-key-0000', 4, 'did not accept the key from stdin'],
    ['no key', '', 2, 'is empty'],
    ['two words', 'two words', 2, 'contains spaces'],
    ['the same key', oldKey, 2, 'the key that the profile default has already'],
  ])('%s leaves the old key exactly as it was', async (_, input, code, words) => {
    const { home, rotate } = await loggedIn({ [oldKey]: [coffee] });
    const before = text(home);
    expect(await rotate([], input)).toMatchObject({ code, err: expect.stringContaining(words) });
    expect(text(home)).toBe(before);
  });

  test('a key of another account is stored only with --yes, and the difference is said', async () => {
    const { home, rotate } = await loggedIn({ [oldKey]: [coffee], [otherKey]: [tea] });
    const before = text(home);
    const words = 'The new key shows other bots than the old one: not Harbor Coffee, but also Tea House';
    const refused = await rotate([], otherKey);
    expect([refused.code, refused.err, text(home)]).toEqual([2, expect.stringContaining(words), before]);
    expect(refused.err).toContain('Add --yes');
    const done = await rotate(['--yes', '--json'], otherKey);
    expect([done.code, done.err]).toEqual([0, expect.stringContaining(words)]);
    expect(JSON.parse(done.out)).toMatchObject({ same_account: false });
  });

  test('an old key that was revoked already cannot be compared, and says so', async () => {
    const { api, home, rotate } = await loggedIn({ [oldKey]: [coffee], [newKey]: [coffee] });
    api.held.keys = { [newKey]: [coffee] };
    const { code, out, err } = await rotate(['--json']);
    expect([code, JSON.parse(out).same_account]).toEqual([0, null]);
    expect(err).toContain('The accounts of the two keys were not compared: The API did not accept');
    expect(text(home)).toContain(newKey);
  });

  test('a server that cannot be reached ends it before anything is asked', async () => {
    const home = workdir();
    const dead = { profiles: { default: { key: oldKey, origin: 'http://127.0.0.1:9' } } };
    mkdirSync(join(home, '.config/cbase'), { recursive: true });
    writeFileSync(credentialsOf(home), JSON.stringify(dead), { mode: 0o600 });
    const env = { HOME: home, CHATBASE_BASE_URL: 'http://127.0.0.1:9/api/v1' };
    const { code } = await cli(['auth', 'rotate', '--with-token'], { env, input: newKey });
    expect([code, JSON.parse(text(home))]).toEqual([75, dead]);
  }, 60_000);

  test('without a key in the profile there is nothing to rotate', async () => {
    const { code, err } = await cli(['auth', 'rotate', '--with-token'], { input: newKey });
    expect([code, err]).toEqual([4, expect.stringContaining('cbase auth login')]);
  });

  test.each(['CHATBASE_API_KEY', 'CHATBASE_API_KEY_FILE'])(
    'a key in %s is not in its reach',
    async (name) => {
      const { home, env } = await loggedIn({ [oldKey]: [coffee], [newKey]: [coffee] });
      const value = name.endsWith('FILE') ? file(oldKey, 'key') : oldKey;
      const argv = ['auth', 'rotate', '--with-token'];
      const refused = await cli(argv, { env: { ...env, [name]: value }, input: newKey });
      expect(refused).toMatchObject({ code: 2, err: expect.stringContaining(`The key comes from ${name}`) });
      expect(text(home)).toContain(oldKey);
      const named = await cli([...argv, '--profile', 'default'], {
        env: { ...env, [name]: value },
        input: newKey,
      });
      expect([named.code, text(home).includes(newKey)]).toEqual([0, true]);
    },
  );

  test('a key can move into a command, and then only the command can change it', async () => {
    const { home, env, rotate } = await loggedIn({ [oldKey]: [coffee], [newKey]: [coffee] });
    const print = (key: string) => `printf %s ${key}`;
    const moved = await cli(['auth', 'rotate', '--key-command', print(newKey), '--json'], { env });
    expect(JSON.parse(moved.out)).toMatchObject({
      key: '…NEW2',
      key_command: print(newKey),
      same_account: true,
    });
    expect(JSON.parse(text(home)).profiles.default).not.toHaveProperty('key');
    const asked = await cli(['auth', 'rotate'], { env });
    expect(asked).toMatchObject({ code: 2, err: expect.stringContaining('where the command reads it') });
    const same = await cli(['auth', 'rotate', '--key-command', print(newKey)], { env });
    expect(same).toMatchObject({ code: 2, err: expect.stringContaining('nothing else is to do') });
    const back = await rotate(['--json']);
    expect(JSON.parse(back.out)).toMatchObject({ same_key: true, key: '…NEW2' });
    expect([back.err.includes('Revoke'), text(home).includes(newKey)]).toEqual([false, true]);
  });

  test('a write that fails leaves the old key, and no copy of the new one', async () => {
    const { home, env, rotate } = await loggedIn({ [oldKey]: [coffee], [newKey]: [coffee] });
    const before = text(home);
    // Every file that cbase writes may have no more than 0 bytes, as on a full disk.
    const line = `trap '' XFSZ; ulimit -f 0; printf %s ${newKey} | cbase auth rotate --with-token`;
    const full = await shell(line, { env });
    expect([full.code, text(home)]).toEqual([74, before]);
    const left = readdirSync(join(home, '.config/cbase')).sort();
    expect(left).toEqual(['config.json', 'credentials.json']);
    expect((await rotate([])).code).toBe(0);
  });
});

describe('auth rotate in a terminal', () => {
  const inTerminal = async (keys: Readonly<Record<string, readonly object[]>>) => {
    const { home, api } = await loggedIn(keys);
    return { home, api, at: onScreen(['auth', 'rotate'], { home, columns: 100 }) };
  };

  test('asks for the new key without showing it', async () => {
    const { home, at } = await inTerminal({ [oldKey]: [coffee], [newKey]: [coffee] });
    await at.until('? API key (hidden)');
    at.type(`${newKey}\r`);
    expect(await at.exit).toBe(0);
    expect(at.raw()).not.toMatch(/-of-this-test-/);
    expect(await at.seen()).toContain('The profile default uses the key …NEW2 for');
    expect(text(home)).toContain(newKey);
  });

  test('asks about another account; no keeps the old key', async () => {
    const { home, at } = await inTerminal({ [oldKey]: [coffee], [otherKey]: [coffee, tea] });
    await at.until('API key');
    at.type(`${otherKey}\r`);
    await at.until('also Tea House. Store it anyway?');
    at.type('n\r');
    expect(await at.exit).toBe(1);
    expect(await at.seen()).toContain('The old key was kept');
    expect(text(home)).toContain(oldKey);
  });

  test('Ctrl-C at the prompt changes nothing', async () => {
    const { home, at } = await inTerminal({ [oldKey]: [coffee], [newKey]: [coffee] });
    await at.until('API key');
    at.type(ctrl('C'));
    expect(await at.exit).toBe(130);
    expect([text(home).includes(oldKey), existsSync(`${credentialsOf(home)}.lock`)]).toEqual([true, false]);
  });
});

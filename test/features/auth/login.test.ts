import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { emulator, type TestEmulator } from '../../support/emulator.js';
import { canary } from '../../support/handmade-server.js';
import { run } from '../../support/io.js';
import { ctrl } from '../../support/keys.js';
import { onScreen, type ScreenOptions } from '../../support/screen.js';
import { file, workdir } from '../../support/workdir.js';

const down = '\u001b[B';
const esc = '\u001b';

function seeded(...names: readonly string[]) {
  const bots = names.map((name, i) => ({ id: `bot-${i + 1}`, name, source: 'x' }));
  return emulator({ key: canary, seed: file(JSON.stringify({ bots }), 'seed.json') });
}

function stored(home: string, name: 'config' | 'credentials'): unknown {
  const path = join(home, `.config/cbase/${name}.json`);
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).profiles : undefined;
}

function login(api: Pick<TestEmulator, 'url'>, options: ScreenOptions & { readonly argv?: string[] } = {}) {
  const { argv = [], home = workdir(), ...more } = options;
  const at = onScreen(['auth', 'login', '--base-url', api.url, ...argv], { columns: 120, ...more, home });
  return { at, home };
}

describe('auth login in a terminal', () => {
  test('says what the key is for, hides it and its length, and sets the only bot as the default', async () => {
    const api = await seeded('Harbor Coffee');
    const { at, home } = login(api);
    await at.until('? API key (hidden)');
    expect(await at.seen()).toContain(`The key is for ${new URL(api.url).origin}`);
    at.type(`${canary}\r`);
    expect(await at.exit).toBe(0);
    const seen = await at.seen();
    expect(at.raw()).not.toContain(canary);
    expect(seen).not.toMatch(/\*{2}|✔ API key/);
    expect(seen).toContain(
      `Logged in to ${new URL(api.url).origin} with the key …WXYZ: 1 bot (Harbor Coffee).`,
    );
    expect(seen).toContain('Default bot: Harbor Coffee\nNext: cbase chat');
    expect(stored(home, 'config')).toEqual({ default: { 'base-url': api.url, bot: 'Harbor Coffee' } });
  });

  test('says where a key of Chatbase is found', async () => {
    const at = onScreen(['auth', 'login'], { columns: 120 });
    await at.until('? API key (hidden)');
    expect(await at.seen()).toContain(
      'Find your API key in the dashboard, under Workspace settings, API keys: https://www.chatbase.co/dashboard',
    );
    at.type(ctrl('C'));
    expect(await at.exit).toBe(130);
  });

  test('asks for the default among several bots', async () => {
    const api = await seeded('Harbor Coffee', 'Tea House');
    const { at, home } = login(api);
    await at.until('API key');
    at.type(`${canary}\r`);
    await at.until('None (choose each time)');
    at.type(down);
    await at.until('❯ Tea House');
    at.type('\r');
    expect(await at.exit).toBe(0);
    expect(stored(home, 'config')).toMatchObject({ default: { bot: 'Tea House' } });
  });

  test('without a default, the next command names a bot', async () => {
    const api = await seeded('Harbor Coffee', 'Tea House');
    const { at, home } = login(api);
    await at.until('API key');
    at.type(`${canary}\r`);
    await at.until('None (choose each time)');
    at.type(down);
    at.type(down);
    await at.until('❯ None');
    at.type('\r');
    expect(await at.exit).toBe(0);
    expect(await at.seen()).toContain("Next: cbase chat --bot 'Harbor Coffee'");
    expect(stored(home, 'config')).toEqual({ default: { 'base-url': api.url } });
  });

  test('an account without bots is told how to make one', async () => {
    const api = await emulator({ key: canary, seed: 'empty' });
    const { at } = login(api);
    await at.until('API key');
    at.type(`${canary}\r`);
    expect(await at.exit).toBe(0);
    expect(await at.seen()).toContain('Next: cbase bots create --name NAME');
  });

  test('asks again after a mistake, naming what was wrong, and gives up after the third', async () => {
    const api = await seeded('Harbor Coffee');
    const { at, home } = login(api);
    const mistakes = [
      ['', 'No key was entered. Copy it from the dashboard'],
      ['two words', 'contains spaces'],
      ['a-wrong-key-of-some-length-0001', 'The key …0001 was rejected (401)'],
    ] as const;
    for (const [i, [typed, words]] of mistakes.entries()) {
      await at.until('? API key (hidden)', 1);
      at.type(`${typed}\r`);
      await at.until(words);
      if (i < 2) await at.until(/\? API key \(hidden\)$/);
    }
    expect(await at.exit).toBe(4);
    expect([stored(home, 'credentials'), stored(home, 'config')]).toEqual([undefined, undefined]);
    expect(await at.seen()).not.toContain('✔');
  });

  test('a rejected key that is as short as a bot id is said to be', async () => {
    const api = await seeded('Harbor Coffee');
    const { at, home } = login(api);
    await at.until('API key');
    at.type('v9Xh2Qm4Lp7Rt1Ws5Zk3a\r');
    await at.until('It has the length of a bot id; API keys are longer.');
    at.type(`${canary}\r`);
    expect(await at.exit).toBe(0);
    expect(stored(home, 'credentials')).toMatchObject({ default: { key: canary } });
  });

  test('a network that is down is not a wrong key, and is not asked about again', async () => {
    const { at, home } = login({ url: 'http://127.0.0.1:9/api/v1' });
    await at.until('API key');
    at.type(`${canary}\r`);
    expect(await at.exit).toBe(75);
    const words = 'The key could not be checked, so it was not stored: cannot reach 127.0.0.1:9';
    expect(await at.seen()).toContain(words);
    expect(await at.seen()).not.toMatch(/rejected|✔/);
    expect(stored(home, 'credentials')).toBeUndefined();
  }, 60_000);

  test.each([
    ['Ctrl-C at the key', 'API key', ctrl('C')],
    ['Esc at the key', 'API key', esc],
  ])('%s leaves nothing behind', async (_, prompt, key) => {
    const { at, home } = login(await seeded('Harbor Coffee'));
    await at.until(prompt);
    at.type(key);
    expect(await at.exit).toBe(130);
    expect(await at.seen()).toContain('Canceled; nothing was changed');
    expect(stored(home, 'credentials')).toBeUndefined();
  });

  test('Esc at the list of bots stores no key either', async () => {
    const { at, home } = login(await seeded('Harbor Coffee', 'Tea House'));
    await at.until('API key');
    at.type(`${canary}\r`);
    await at.until('None (choose each time)');
    at.type(esc);
    expect(await at.exit).toBe(130);
    expect([stored(home, 'credentials'), stored(home, 'config')]).toEqual([undefined, undefined]);
  });

  test('with NO_COLOR nothing is colored', async () => {
    const { at } = login(await seeded('A', 'B'), { env: { NO_COLOR: '1' } });
    await at.until('API key');
    at.type(`${canary}\r`);
    await at.until('❯ A');
    at.type('\r');
    expect(await at.exit).toBe(0);
    expect(at.raw()).not.toMatch(/\u001b\[[0-9;]*[1-9][0-9;]*m/);
  });
});

describe('auth login from stdin', () => {
  const withToken = async (
    api: TestEmulator,
    argv: readonly string[],
    home = workdir(),
    key: string = canary,
  ) => ({
    ...(await run(['auth', 'login', '--with-token', '--base-url', api.url, ...argv], { home, stdin: key })),
    home,
  });

  test('names the bots, and leaves the default as it is unless --bot names one', async () => {
    const api = await seeded('Harbor Coffee', 'Tea House');
    const plain = await withToken(api, []);
    expect([plain.code, plain.out]).toEqual([
      0,
      expect.stringContaining('2 bots (Harbor Coffee, Tea House)'),
    ]);
    expect(stored(plain.home, 'config')).toEqual({ default: { 'base-url': api.url } });
    const named = await withToken(api, ['--bot', 'tea house']);
    expect(stored(named.home, 'config')).toMatchObject({ default: { bot: 'Tea House' } });
    expect(named.err).toContain('Default bot: Tea House');
  });

  test('a --bot that the account does not have is refused, and nothing is stored', async () => {
    const api = await seeded('Harbor Coffee', 'Tea House');
    const { code, err, home } = await withToken(api, ['--bot', 'Harbour Coffee']);
    expect([code, err]).toEqual([5, expect.stringContaining('Did you mean "Harbor Coffee"?')]);
    expect(stored(home, 'credentials')).toBeUndefined();
  });

  test('says which key it replaces, and what is said of another account’s bot', async () => {
    const api = await seeded('Harbor Coffee');
    const { home } = await withToken(api, ['--bot', 'Harbor Coffee']);
    const same = await withToken(api, ['--json'], home);
    expect(JSON.parse(same.out)).toMatchObject({
      bots: 1,
      bot: 'Harbor Coffee',
      key: '…WXYZ',
      replaced: null,
    });
    const other = await emulator({ key: 'another-key-of-this-test-9999', seed: 'empty' });
    const { err } = await withToken(other, [], home, 'another-key-of-this-test-9999');
    expect(err).toContain('it replaces …WXYZ');
    expect(err).toContain('The default bot of the profile, Harbor Coffee, is not in this account');
  });

  test('says that a bot in the environment overrides the default', async () => {
    const api = await seeded('Harbor Coffee');
    const argv = ['auth', 'login', '--with-token', '--base-url', api.url, '--bot', 'bot-1'];
    const { err } = await run(argv, { stdin: canary, env: { CHATBASE_BOT_ID: 'x' } });
    expect(err).toContain('Default bot: Harbor Coffee; CHATBASE_BOT_ID overrides it with x');
  });
});

import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { emulator } from '../../support/emulator.js';
import { run } from '../../support/io.js';
import { workdir } from '../../support/workdir.js';

const minuteMs = 60_000;
const startMs = 1_800_000_000_000;

/** An account with one bot, and the names that TAB gets minutes after the start. */
async function account() {
  const api = await emulator();
  const home = workdir();
  const names = async (minutes: number, more: Readonly<Record<string, string>> = {}, what = 'bots') =>
    run(['__complete', what, '--', 'cbase', 'bots', 'get', ''], {
      env: { ...api.env, ...more },
      home,
      nowMs: startMs + minutes * minuteMs,
    });
  const folder = join(home, '.local/state/cbase/names');
  return { api, home, names, folder, files: () => readdirSync(folder).map((name) => join(folder, name)) };
}

const gone = { CHATBASE_BASE_URL: 'http://127.0.0.1:1/api/v1' };

test('names are listed once, kept for ten minutes, and then listed again', async () => {
  const { api, names } = await account();
  const first = await names(0);
  expect(first).toMatchObject({ code: 0, err: '' });
  expect(first.out).toMatch(/^\S+\t.+\n/);
  const requests = () => api.seen('GET /get-chatbots').length;
  const before = requests();
  expect((await names(9)).out).toBe(first.out);
  expect(requests()).toBe(before);
  expect((await names(11)).out).toBe(first.out);
  expect(requests()).toBe(before + 1);
});

test('without a key or a network there is nothing, and no noise', async () => {
  const { names } = await account();
  expect(await names(0, { CHATBASE_API_KEY: '' })).toMatchObject({ code: 0, out: '', err: '' });
  expect(await names(0, gone)).toMatchObject({ code: 0, out: '', err: '' });
});

test('another key does not see the names of this one', async () => {
  const { names } = await account();
  await names(0);
  expect((await names(1, { CHATBASE_API_KEY: 'another-key-of-somebody' })).out).toBe('');
});

test('the file is its owner’s alone, and holds neither the key nor the origin', async () => {
  const { api, names, files } = await account();
  await names(0);
  const [path = ''] = files();
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readFileSync(path, 'utf8')).not.toContain(api.env.CHATBASE_API_KEY);
  expect(readFileSync(path, 'utf8')).not.toContain('127.0.0.1');
});

test.each([['{'], ['[]'], ['{"atMs":"soon","names":[]}'], [`{"atMs":${startMs},"names":[1,{"name":2}]}`]])(
  'a bad file %j is no obstacle',
  async (text) => {
    const { names, files } = await account();
    const { out } = await names(0);
    for (const path of files()) writeFileSync(path, text);
    const { code, err, out: later } = await names(11);
    expect([code, err, later]).toEqual([0, '', out]);
  },
);

test('an old answer is better than none, but not after a week', async () => {
  const { api, names } = await account();
  const { out } = await names(0);
  await api.close();
  expect(await names(60)).toMatchObject({ code: 0, out, err: '' });
  expect(await names(8 * 24 * 60)).toMatchObject({ code: 0, out: '', err: '' });
});

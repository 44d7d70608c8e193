import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { cli } from '../../support/cli.js';
import { emulator } from '../../support/emulator.js';
import { workdir } from '../../support/workdir.js';

/** An account with a bot, the names that TAB gets of it, and the file that keeps them. */
async function account() {
  const api = await emulator();
  const env = { ...api.env, HOME: workdir() };
  const names = (more: Readonly<Record<string, string>> = {}) =>
    cli(['__complete', 'bots', '--', 'cbase', 'bots', 'get', ''], { env: { ...env, ...more } });
  const path = () => {
    const folder = join(env.HOME, '.local/state/cbase/names');
    return join(folder, readdirSync(folder)[0] ?? '');
  };
  /** Makes the names older than they are. */
  const age = (minutes: number) => {
    const kept = JSON.parse(readFileSync(path(), 'utf8'));
    writeFileSync(path(), JSON.stringify({ ...kept, atMs: kept.atMs - minutes * 60_000 }));
  };
  return { api, names, path, age };
}

const gone = { CHATBASE_BASE_URL: 'http://127.0.0.1:1/api/v1' };

test('names are listed once, kept for ten minutes, and then listed again', async () => {
  const { api, names, age } = await account();
  const lists = () => api.seen('GET /get-chatbots').length;
  const first = await names();
  expect(first).toMatchObject({ code: 0, err: '' });
  expect(first.out).toMatch(/^b1\tSupport\nSupport\tb1\nb2\tSales\n/);
  age(5);
  expect([(await names()).out, lists()]).toEqual([first.out, 1]);
  age(6);
  expect([(await names()).out, lists()]).toEqual([first.out, 2]);
});

test('without a key or a network there is nothing, and no noise', async () => {
  const { names } = await account();
  expect(await names({ CHATBASE_API_KEY: '' })).toEqual({ code: 0, out: '', err: '' });
  expect(await names(gone)).toEqual({ code: 0, out: '', err: '' });
});

test('a server that never answers is given up', async () => {
  const { names } = await account();
  const silent = createServer(() => {}).listen(0, '127.0.0.1');
  onTestFinished(() => void silent.close());
  await new Promise((resolve) => silent.once('listening', resolve));
  const { port } = silent.address() as { readonly port: number };
  const CHATBASE_BASE_URL = `http://127.0.0.1:${port}/api/v1`;
  expect(await names({ CHATBASE_BASE_URL })).toEqual({ code: 0, out: '', err: '' });
});

test('another key does not see the names of this one', async () => {
  const { names } = await account();
  await names();
  expect((await names({ CHATBASE_API_KEY: 'another-key-of-somebody' })).out).toBe('');
});

test('the file is its owner’s alone, and holds neither the key nor the origin', async () => {
  const { api, names, path } = await account();
  await names();
  expect(statSync(path()).mode & 0o777).toBe(0o600);
  const text = readFileSync(path(), 'utf8');
  expect(text).not.toContain(api.env.CHATBASE_API_KEY);
  expect(text).not.toContain('127.0.0.1');
});

test.each([['{'], ['[]'], ['{"atMs":"soon","names":[]}'], ['{"atMs":1,"names":[1,{"name":2}]}']])(
  'a bad file %j is no obstacle',
  async (text) => {
    const { names, path } = await account();
    const first = await names();
    writeFileSync(path(), text);
    expect(await names()).toEqual(first);
  },
);

test('an old answer is better than none, but not after a week', async () => {
  const { api, names, age } = await account();
  const first = await names();
  await names();
  for (let i = 0; i < 20; i++) api.next('GET /get-chatbots', { status: 401, body: { message: 'no' } });
  age(60);
  expect(await names()).toEqual(first);
  age(8 * 24 * 60);
  expect(await names()).toEqual({ code: 0, out: '', err: '' });
});

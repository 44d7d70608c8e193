import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { emulator } from '../support/emulator.js';
import { run } from '../support/io.js';
import { file, workdir } from '../support/workdir.js';

const seed = new URL('../support/full-seed.json', import.meta.url).pathname;
const canary = 'canary-key-4711-abcdWXYZ';

/** A server whose responses the test decides, by the requested path. */
async function server(answer: (path: string, response: ServerResponse) => void) {
  const http = createServer((request, response) => answer(request.url ?? '', response));
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void http.close());
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  return { CHATBASE_BASE_URL: url, CHATBASE_API_KEY: canary, CHATBASE_BOT_ID: 'b1' };
}

const json = (response: ServerResponse, body: unknown, status = 200) =>
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
const bots = { chatbots: [{ id: 'b1', name: 'B' }] };

describe('unknown fields are detected before anything is written', () => {
  test.each([
    [['bots', 'create', 'Fresh']],
    [['bots', 'delete', 'b1', '--confirm', 'b1']],
    [['bots', 'update', 'b1', '--temperature', '1']],
    [['contacts', 'create', 'c9']],
    [['contacts', 'update', 'c1', '--name', 'x']],
    [['contacts', 'delete', 'c1', '--confirm', 'c1']],
    [['attrs', 'create', 'tier', '--type', 'text']],
    [['attrs', 'archive', 'plan']],
  ])('%j', async (argv) => {
    const api = await emulator({ seed });
    const { code } = await run([...argv, '--fields', 'nope'], { env: { ...api.env, CHATBASE_BOT_ID: '' } });
    const written = api.log.all().filter(({ method }) => method !== 'GET');
    expect([code, written]).toEqual([2, []]);
  });
});

describe('S-4 a key that the server echoes is masked even where text is truncated', () => {
  test.each([
    [
      'a request id',
      (response: ServerResponse) =>
        response.setHeader('x-request-id', `${'r'.repeat(80)}${canary}`) && json(response, {}, 400),
    ],
    [
      'a redirect',
      (response: ServerResponse) =>
        response.writeHead(302, { location: `/login/${'a'.repeat(55)}?k=${canary}` }).end(),
    ],
    [
      'an event',
      (response: ServerResponse) =>
        response
          .writeHead(200, { 'content-type': 'text/event-stream' })
          .end(`data: {"error":"${'x'.repeat(285)}Bearer ${canary}"}\n\n`),
    ],
    [
      'broken JSON',
      (response: ServerResponse) =>
        response
          .writeHead(200, { 'content-type': 'application/json' })
          .end(`{"x": ${'x'.repeat(60)} Bearer ${canary}`),
    ],
    [
      'a reply',
      (response: ServerResponse) =>
        response.writeHead(200, { 'content-type': 'text/plain' }).end(`You sent Bearer ${canary}`),
    ],
    ['a reply in JSON', (response: ServerResponse) => json(response, { text: `You sent Bearer ${canary}` })],
  ])('%s', async (_, answer) => {
    const env = await server((path, response) =>
      path === '/chat' ? answer(response) : json(response, bots),
    );
    for (const flags of [[], ['--json'], ['--jsonl']]) {
      const { out, err } = await run(['chat', 'hi', ...flags], { env });
      expect(out + err).not.toContain(canary.slice(0, 10));
    }
  });

  test('a reply that only begins like the key loses nothing', async () => {
    const text = `the canary-key-4711 is not ${canary.slice(0, 12)}`;
    const env = await server((path, response) => {
      if (path !== '/chat') return void json(response, bots);
      response.writeHead(200, { 'content-type': 'text/plain' });
      for (const character of text) response.write(character);
      response.end();
    });
    expect((await run(['chat', 'hi'], { env })).out).toBe(`${text}\n`);
  });
});

describe('contact lists', () => {
  const contacts = (from: number, count: number) =>
    Array.from({ length: count }, (_, i) => ({ id: `i${from + i}`, external_id: `c${from + i}` }));

  test('H-9 an empty page in the middle is not the end if the server counts more', async () => {
    const env = await server((path, response) => {
      if (path.startsWith('/get-chatbots')) return void json(response, bots);
      const page = Number(new URL(path, 'http://x').searchParams.get('page'));
      const data = page === 2 ? [] : contacts(page * 10, 10);
      json(response, { message: 'Success', data, total: 30, pages: { page, per_page: 10, total_pages: 3 } });
    });
    const { out } = await run(['contacts', 'list', '--all', '--format', 'id'], { env });
    expect(out.trim().split('\n').length).toBe(20);
  });

  test.each([400, 404])('H-10 without totals a page past the end can be refused with %i', async (status) => {
    const env = await server((path, response) => {
      if (path.startsWith('/get-chatbots')) return void json(response, bots);
      if (/[?&]page=1(&|$)/.test(path)) return void json(response, { data: contacts(0, 10) });
      json(response, { message: 'Page not found' }, status);
    });
    const { code, out } = await run(['contacts', 'list', '--all', '--format', 'id'], { env });
    expect([code, out.trim().split('\n').length]).toEqual([0, 10]);
  });
});

describe('contacts update', () => {
  test('refuses to drop a Stripe account that it cannot parse', async () => {
    const api = await emulator({ seed });
    const odd = [
      { label: 'old', stripe_id: 'cus_1' },
      { label: null, stripe_id: 'cus_2' },
    ];
    api.next('GET /chatbots/b1/contacts/*', {
      body: { data: { id: 'i', external_id: 'c1', stripe_accounts: odd } },
    });
    const { code, err } = await run(['contacts', 'update', 'c1', '--stripe', 'new=cus_9'], { env: api.env });
    expect([code, api.seen('PATCH /chatbots/b1/contacts/*')]).toEqual([2, []]);
    expect(err).toContain('which would be lost');
  });

  test('an attribute can be named like a flag, and setting and clearing it at once is refused', async () => {
    const attributes = ['color', 'input', 'json', 'plan'].map((name) => ({
      name,
      type: 'text',
      label: name,
    }));
    const contacts = [{ external_id: 'c1', custom_attributes: { color: 'red', plan: 'x' } }];
    const bot = { id: 'b1', name: 'B', source: 'x', attributes, contacts };
    const api = await emulator({ seed: file(JSON.stringify({ bots: [bot] }), 'seed.json') });
    const update = (...flags: string[]) => run(['contacts', 'update', 'c1', ...flags], { env: api.env });
    expect((await update('--unset', 'color', '--unset', 'json', '--json')).code).toBe(0);
    expect((await update('--data', '{"custom_attributes":{"plan":"pro"}}', '--unset', 'plan')).code).toBe(2);
    expect((await update('--data', '{"email":"a@b.example"}', '--unset', 'email')).code).toBe(2);
  });
});

test.each([
  ['{"styles":"dark"}', { styles: 'dark' }],
  ['{"collectCustomerInformation":null}', { collectCustomerInformation: null }],
  ['{"styles":{"displayName":null}}', { styles: { theme: 'dark', displayName: null } }],
])('bots update --data %s is passed on unchanged', async (data, sent) => {
  const api = await emulator({ seed });
  await run(['bots', 'update', 'b1', '--theme', 'dark'], { env: api.env });
  await run(['bots', 'update', 'b1', '--data', data], { env: api.env });
  expect(api.seen('POST /update-chatbot-settings')[1]?.body).toEqual({ chatbotId: 'b1', ...sent });
});

test('a raw write with broken JSON in its response exits 7, a read exits 76', async () => {
  const env = await server((_path, response) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"chatbotId":"new'),
  );
  expect((await run(['api', 'POST', '/create-chatbot', '-f', 'chatbotName=Fresh'], { env })).code).toBe(7);
  expect((await run(['api', 'GET', '/x'], { env })).code).toBe(76);
});

test('an id is not cut next to an equally wide column', async () => {
  const rows = ['1', '2'].map((n) => ({ id: n.repeat(40), name: 'n'.repeat(40), source: 'x' }));
  const api = await emulator({ seed: file(JSON.stringify({ bots: rows }), 'seed.json') });
  const argv = ['bots', 'list', '--fields', 'id,name', '--no-color'];
  const { out } = await run(argv, { env: api.env, tty: true, columns: 70 });
  expect(out).toContain(`${'1'.repeat(40)}  nnnn`);
});

test('S-7 logging out of one profile leaves no copy of its key', async () => {
  const api = await emulator({ key: canary });
  const home = workdir();
  const login = (profile: string) =>
    run(['auth', 'login', '--with-token', '--profile', profile, '--base-url', api.url], {
      home,
      stdin: canary,
    });
  await login('one');
  writeFileSync(join(home, '.config/cbase/credentials.json'), `{"profiles":{"one":{"key":"${canary}"`);
  await login('two');
  await login('one');
  mkdirSync(join(home, '.config/cbase/.writing-4194305-x'));
  expect((await run(['auth', 'logout', '--profile', 'one'], { home })).code).toBe(0);
  expect(readdirSync(join(home, '.config/cbase')).sort()).toEqual(['config.json', 'credentials.json']);
});

test('a named pipe without a writer is refused instead of waited for', async () => {
  const path = join(workdir(), 'pipe');
  expect(spawnSync('mkfifo', [path]).status).toBe(0);
  const { code, err } = await run(['bots', 'create', 'Fresh', '--source', path, '--local']);
  expect([code, err]).toEqual([2, expect.stringContaining('is a named pipe')]);
});

test.each([
  [['x=1e400'], '1e400'],
  [['x=1e-400'], '1e-400'],
  [['x=12345678901234567890'], '12345678901234567890'],
])('a number that JavaScript cannot represent is sent as text: %j', async (fields, text) => {
  const api = await emulator({ seed });
  await run(['api', 'POST', '/create-chatbot', ...fields.flatMap((field) => ['-f', field])], {
    env: api.env,
  });
  expect(api.seen('POST /create-chatbot')[0]?.body).toEqual({ x: text });
});

test('a number that JavaScript cannot represent, deep in a value, is refused', async () => {
  const { code, err } = await run(['api', 'POST', '/x', '-f', 'ids=[1,12345678901234567890]', '--local']);
  expect([code, err]).toEqual([2, expect.stringContaining('put it in quotes')]);
});

test('S-2 a key typed in the wrong place is not printed', async () => {
  const key = '0a1b2c3d4e5f60718293a4b5c6d7e8f9';
  for (const argv of [
    ['config', 'set', key, 'x'],
    ['config', 'get', key],
    ['bots', 'list', '--profile', key],
    ['api', key, '/x'],
    ['bots', 'list', '--timeout', key],
    ['auth', 'login', key],
  ]) {
    const { code, out, err } = await run([...argv, '--json']);
    expect([code, `${out}${err}`.includes(key.slice(0, 12))], argv.join(' ')).toEqual([2, false]);
  }
});

import { writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { cli, startCli } from '../support/cli.js';
import { emulator } from '../support/emulator.js';
import { workdir } from '../support/workdir.js';

type Heard = {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
};

/** A server that takes notices, and says nothing at all if it `hangs`. */
async function listener({ status = 200, hangs = false } = {}) {
  const heard: Heard[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { method = '', url = '', headers } = request;
    heard.push({ method, path: url, headers, body: Buffer.concat(chunks).toString() });
    if (!hangs) response.writeHead(status).end('ok');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { heard, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

const csv = (rows: string) => {
  const path = join(workdir(), 'contacts.csv');
  writeFileSync(path, `external_id,email\n${rows}`);
  return path;
};

test('an import tells its ledger and beats, without the key and without people', async () => {
  const api = await emulator();
  const { heard, url } = await listener();
  const argv = ['contacts', 'import', csv('c1,ann@example.com\nc2,bob@example.com\n')];
  const { code } = await cli([...argv, '--notify-url', `${url}/told`, '--heartbeat-url', `${url}/beat`], {
    env: api.env,
  });
  expect(code).toBe(0);
  expect(heard.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(['GET /beat', 'POST /told']);
  const told = heard.find(({ path }) => path === '/told');
  expect(JSON.parse(told?.body ?? '')).toMatchObject({
    command: 'contacts import',
    ok: true,
    bot: 'b1',
    counts: { rows: 2, created: 2, rejected: 0 },
    run: expect.stringMatching(/^\d{8}-\d{6}-/),
  });
  expect(JSON.stringify(heard)).not.toContain(api.env.CHATBASE_API_KEY);
  expect(JSON.stringify(heard)).not.toContain('example.com');
});

test('an export that fails is told and does not beat', async () => {
  const { heard, url } = await listener();
  const { code } = await cli(
    ['leads', 'export', '--notify-url', url, '--notify-format', 'slack', '--heartbeat-url', `${url}/beat`],
    {
      env: { CHATBASE_API_KEY: 'a-key', CHATBASE_BASE_URL: 'http://127.0.0.1:9', CHATBASE_BOT_ID: 'b1' },
    },
  );
  expect(code).toBe(75);
  expect(heard.map(({ path }) => path)).toEqual(['/']);
  expect(JSON.parse(heard[0]?.body ?? '').text).toMatch(/^❌ cbase leads export: exit 75: temporary/);
}, 60_000);

test('the URLs can come from the environment, and an import that is resumed is told, too', async () => {
  const api = await emulator();
  const { heard, url } = await listener();
  const env = { ...api.env, HOME: workdir(), CBASE_NOTIFY_URL: url };
  await cli(['contacts', 'import', csv('c1,\n')], { env });
  await cli(['contacts', 'import', 'resume'], { env });
  const told = heard.map(({ body }) => JSON.parse(body));
  expect(told.map(({ command }) => command)).toEqual(['contacts import', 'contacts import resume']);
  expect(told[1].run).toBe(told[0].run);
});

test('a notice that cannot be delivered is a warning that hides the path', async () => {
  const api = await emulator();
  const { url } = await listener({ status: 404 });
  const { code, err } = await cli(
    [
      'leads',
      'export',
      '--notify-url',
      `${url}/secret-path`,
      '--heartbeat-url',
      'http://127.0.0.1:9/secret-path',
    ],
    {
      env: api.env,
    },
  );
  expect(code).toBe(0);
  expect(err).toContain(
    `--notify-url: ${new URL(url).host} answered 404; the notice of this run may be lost`,
  );
  expect(err).toContain('--heartbeat-url: cannot reach 127.0.0.1:9 (ECONNREFUSED)');
  expect(err).not.toContain('secret-path');
});

test('a server that does not answer delays the end by five seconds at most, and Ctrl-C ends that', async () => {
  const api = await emulator();
  const { heard, url } = await listener({ hangs: true });
  const running = startCli(['leads', 'export', '--notify-url', url], { env: api.env });
  await expect.poll(() => heard.length, { timeout: 10_000 }).toBe(1);
  running.kill('SIGINT');
  const { exitCode, stderr } = await running;
  expect([exitCode, stderr]).toEqual([0, expect.stringContaining('may be lost')]);
});

test.each([
  ['http://example.com/x', 'is not encrypted'],
  ['ftp://example.com', 'is not an http or https URL'],
  ['https://user:pass@example.com', 'contains a user name or password'],
])('%s is refused before the run', async (url, message) => {
  const api = await emulator();
  for (const flag of ['--notify-url', '--heartbeat-url']) {
    const { code, err } = await cli(['contacts', 'export', flag, url], { env: api.env });
    expect([code, err]).toEqual([2, expect.stringContaining(message)]);
  }
  expect(api.log.all()).toEqual([]);
});

test('F-7 an export that is skipped because another one is active does not beat, and says that it was skipped', async () => {
  const api = await emulator();
  const { heard, url } = await listener();
  const env = { ...api.env, HOME: workdir() };
  api.next('GET /get-leads', { delayMs: 1500 });
  const argv = ['leads', 'export', '--state', 's', '--out', join(workdir(), 'l-{time}.csv')];
  const first = startCli(argv, { env });
  while (api.seen('GET /get-leads').length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  first.kill('SIGSTOP');
  const told = ['--notify-url', `${url}/told`, '--heartbeat-url', `${url}/beat`];
  const { code } = await cli([...argv, '--if-locked', 'skip', ...told], { env });
  first.kill('SIGCONT');
  expect([code, heard.map(({ path }) => path)]).toEqual([0, ['/told']]);
  expect(JSON.parse(heard[0]?.body ?? '')).toMatchObject({ ok: true, skipped: true, counts: { leads: 0 } });
  expect((await first).exitCode).toBe(0);
});

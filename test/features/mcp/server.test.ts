import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { bin, cli, startCli } from '../../support/cli.js';
import { emulator } from '../../support/emulator.js';
import { mcpSession } from '../../support/mcp.js';
import { workdir } from '../../support/workdir.js';

const hello = {
  ...{ jsonrpc: '2.0', id: 0, method: 'initialize' },
  params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 't', version: '1' } },
};
const toolCall = (id: number, name: string, args: object = {}) => ({
  ...{ jsonrpc: '2.0', id, method: 'tools/call' },
  params: { name, arguments: args },
});
const ready = { jsonrpc: '2.0', method: 'notifications/initialized' };
const lines = (...messages: readonly object[]) => messages.map((one) => `${JSON.stringify(one)}\n`).join('');

/** Everything on stdout, which must be messages of the protocol. */
const messagesIn = (out: string) =>
  out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { jsonrpc: string; id: number; result: Record<string, unknown> });

describe('the protocol', () => {
  test('is all there is on stdout, and calls are answered before the end of stdin ends the server', async () => {
    const { env } = await emulator({ seed: 'demo' });
    const input = lines(hello, ready, toolCall(1, 'contacts_list'), toolCall(2, 'models', { limit: 1 }));
    const { code, out, err } = await cli(['mcp', '--verbose'], { env, input: `${input}not json\n` });
    const messages = messagesIn(out);
    expect([code, messages.map(({ id }) => id).sort()]).toEqual([0, [0, 1, 2]]);
    expect(messages.every(({ jsonrpc }) => jsonrpc === '2.0')).toBe(true);
    expect(messages[0]?.result).toMatchObject({
      serverInfo: { name: 'cbase' },
      instructions: expect.stringMatching(/never follow instructions/),
    });
    expect(err).toMatch(/contacts_list: done/);
    expect(err).toMatch(/Protocol error/);
  });

  test('a call that hangs is stopped when the client is gone', async () => {
    const api = await emulator();
    api.next('GET /get-chatbots', { delayMs: 60_000 });
    const input = lines(hello, ready, toolCall(1, 'bots_list'));
    const { code, out } = await cli(['mcp'], { env: api.env, input });
    const [, answer] = messagesIn(out);
    expect([code, answer?.result.isError]).toEqual([0, true]);
  });

  test.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const)('%s ends it with %s', async (signal, code) => {
    const server = startCli(['mcp'], {}, { stdin: 'pipe', buffer: true });
    server.stdin?.write(lines(hello));
    await new Promise((resolve) => server.stdout?.once('data', resolve));
    server.kill(signal);
    expect((await server).exitCode).toBe(code);
  });
});

test('calls at once do not mix their results', async () => {
  const api = await emulator({ latencyMs: 30 });
  for (let i = 0; i < 8; i++) api.addContact({ external_id: `c-${i}` });
  const { call } = await mcpSession([], { env: api.env });
  const ids = Array.from({ length: 8 }, (_, i) => `c-${i}`);
  const results = await Promise.all(ids.map((id) => call('contacts_get', { id })));
  expect(results.map(({ structuredContent }) => structuredContent.external_id)).toEqual(ids);
});

test('a cancelled call stops its command, and the next one works', async () => {
  const api = await emulator();
  api.next('GET /get-chatbots', { delayMs: 60_000 });
  const { call } = await mcpSession([], { env: api.env });
  const leaving = new AbortController();
  const cancelled = call('bots_list', {}, leaving.signal);
  while (api.seen('GET /get-chatbots').length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  leaving.abort();
  await expect(cancelled).rejects.toThrow();
  expect((await call('bots_list')).isError).toBeUndefined();
});

test('a call that takes too long is stopped', async () => {
  const api = await emulator();
  api.next('GET /get-chatbots', { delayMs: 60_000 });
  const { call } = await mcpSession(['--call-timeout', '300ms'], { env: api.env });
  const { isError, structuredContent } = await call('bots_list');
  expect([isError, structuredContent.error?.code]).toEqual([true, 'temporary']);
  expect(structuredContent.error?.advice).toContain('--call-timeout');
});

test('an error of the API keeps its document', async () => {
  const api = await emulator();
  api.next('GET /get-chatbots', { status: 403, body: { message: 'Upgrade your plan' } });
  const { call } = await mcpSession([], { env: api.env });
  const { isError, structuredContent } = await call('bots_list');
  expect(isError).toBe(true);
  expect(structuredContent).toMatchObject({ ok: false, exitCode: 4, error: { status: 403 } });
  expect(structuredContent.error?.message).toContain('Upgrade your plan');
});

test('without a key, it starts, and a call names the way to log in', async () => {
  const { names, call } = await mcpSession([], {});
  expect((await names()).length).toBeGreaterThan(10);
  const { structuredContent } = await call('bots_list');
  expect([structuredContent.exitCode, structuredContent.error?.advice]).toEqual([
    4,
    expect.stringContaining('cbase auth login'),
  ]);
});

test('the documentation is there as resources', async () => {
  const { client } = await mcpSession([], {});
  const { resources } = await client.listResources();
  expect(resources.map(({ uri }) => uri)).toContain('cbase://docs/import.md');
  const { contents } = await client.readResource({ uri: 'cbase://docs/import.md' });
  expect(contents[0]).toMatchObject({ text: expect.stringMatching(/^# /) });
  await expect(client.readResource({ uri: 'cbase://docs/../package.json' })).rejects.toThrow(
    /Unknown resource/,
  );
});

test.each([
  [['--root', '/nowhere'], /--root \/nowhere is not a directory/],
  [['--json'], /does not support --json/],
  [['--fields', 'a'], /does not support --fields/],
])('%j is refused at the start', async (argv, message) => {
  const { code, err } = await cli(['mcp', ...argv]);
  expect([code, err]).toEqual([2, expect.stringMatching(message)]);
});

test('without the SDK, the package to install is named', async () => {
  const root = new URL('../../../', import.meta.url).pathname;
  const place = join(workdir(), 'lib');
  mkdirSync(place);
  for (const name of ['bin', 'dist', 'package.json'])
    cpSync(join(root, name), join(place, name), { recursive: true });
  const argv = [bin.replace(root, `${place}/`), 'mcp'];
  const { exitCode, stderr, stdout } = await execa(process.execPath, argv, {
    reject: false,
    stdin: 'ignore',
  });
  expect([exitCode, stdout]).toEqual([2, '']);
  expect(stderr).toContain('npm install --global @modelcontextprotocol/sdk');
});

import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer as createProxy, request as httpRequest } from 'node:http';
import { createServer as createHttps } from 'node:https';
import { type AddressInfo, connect, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { cli } from '../../support/cli.js';
import { emulator } from '../../support/emulator.js';
import { isInstalled } from '../../support/programs.js';
import { finished } from '../../support/screen.js';
import { file, workdir } from '../../support/workdir.js';

const hasOpenssl = isInstalled('openssl', 'opening conversations', ['version']);
const host = 'www.chatbase.co';

async function portOf(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

/** An account at Chatbase: the emulator, behind a proxy and a certificate that only this test trusts. */
async function atChatbase() {
  const conversations = [
    { id: 'c1', created_at: '2026-03-01T10:00:00.000Z', source: 'WhatsApp', customer: '+491', messages: [] },
    { id: 'c2', created_at: '2026-03-02T10:00:00.000Z', source: 'API', messages: [] },
  ];
  const bot = { id: 'b1', name: 'Harbor', source: 'x', conversations };
  const api = await emulator({ seed: file(JSON.stringify({ bots: [bot] }), 'seed.json') });
  const [key, cert] = ['key.pem', 'cert.pem'].map((name) => join(workdir(), name)) as [string, string];
  execFileSync(
    'openssl',
    [
      ...[
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:prime256v1',
        '-nodes',
        '-days',
        '2',
      ],
      ...['-subj', `/CN=${host}`, '-addext', `subjectAltName=DNS:${host}`, '-keyout', key, '-out', cert],
    ],
    { stdio: 'ignore' },
  );
  const port = await portOf(
    createHttps({ key: readFileSync(key), cert: readFileSync(cert) }, (asked, answer) => {
      const { port: inner } = new URL(api.url);
      const headers = { ...asked.headers, host: `127.0.0.1:${inner}` };
      const sent = httpRequest({ port: inner, path: asked.url, method: asked.method, headers }, (reply) => {
        answer.writeHead(reply.statusCode ?? 500, reply.headers);
        reply.pipe(answer);
      });
      asked.pipe(sent);
    }),
  );
  const proxy = createProxy();
  proxy.on('connect', (_, socket: Socket) => {
    socket.on('error', () => {});
    const upstream = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.pipe(socket).pipe(upstream);
    });
    upstream.on('error', () => socket.destroy());
  });
  const HTTPS_PROXY = `http://127.0.0.1:${await portOf(proxy)}`;
  return {
    CHATBASE_API_KEY: api.env.CHATBASE_API_KEY ?? '',
    CHATBASE_BOT_ID: 'b1',
    HTTPS_PROXY,
    NODE_EXTRA_CA_CERTS: cert,
    TZ: 'UTC',
  };
}

test.skipIf(!hasOpenssl)('the chat logs of the bot are named, and what to look for in them', async () => {
  const HOME = workdir();
  const env = { ...(await atChatbase()), HOME };
  const entrance = await cli(['convos', 'open', 'c1'], { env });
  expect([entrance.code, entrance.out]).toEqual([0, `https://${host}/dashboard/\n`]);
  expect(entrance.err).toContain(
    'This is the entrance: bot Harbor, b1; to open it at once: cbase config set workspace NAME',
  );
  expect(entrance.err).toMatch(/Look for the conversation c1: Mar 01 (2026 )?10:00 · WhatsApp · \+491\n$/);
  expect((await cli(['config', 'set', 'workspace', 'team'], { env })).code).toBe(0);
  const url = `https://${host}/dashboard/team/chatbot/b1/activity/chat-logs`;
  const json = await cli(['convos', 'open', 'c2', '--json', '--quiet'], { env });
  expect([JSON.parse(json.out), json.err]).toEqual([{ url, opened: false }, '']);
  const read = await cli(['convos', 'get', 'c2', '--format', 'table', '--quiet'], { env });
  expect(read.out).toContain(`dashboard     ${url}\n`);
  for (const flags of [
    ['--until', '2026-03-01'],
    ['--source', 'WhatsApp'],
    ['--since', '2026-03-03'],
  ]) {
    const narrowed = await cli(['convos', 'open', 'c2', ...flags], { env });
    expect([narrowed.code, narrowed.out]).toEqual([5, '']);
    expect(narrowed.err).toContain('There is no conversation "c2" in the chosen range');
  }
});

test.skipIf(!hasOpenssl)('a browser is started on a terminal, and not with --print', async () => {
  const browser = file('#!/bin/sh\necho "$1" > "$0.seen"\n', 'browser.sh');
  execFileSync('chmod', ['755', browser]);
  const env = { ...(await atChatbase()), HOME: workdir(), BROWSER: browser, CI: undefined };
  const printed = await finished(['convos', 'open', 'c1', '--print'], { env });
  expect(printed.lines.join('\n')).toContain(`https://${host}/dashboard/`);
  expect(() => readFileSync(`${browser}.seen`)).toThrow();
  await finished(['convos', 'open', 'c1'], { env });
  await expect.poll(() => readFileSync(`${browser}.seen`, 'utf8')).toBe(`https://${host}/dashboard/\n`);
});

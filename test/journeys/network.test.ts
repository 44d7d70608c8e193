import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer as createProxy } from 'node:http';
import { createServer as createHttps } from 'node:https';
import { type AddressInfo, connect, type Server, type Socket } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { cli } from '../support/cli.js';
import { emulator } from '../support/emulator.js';

const certificates = new URL('../support/tls/', import.meta.url).pathname;
const ca = `${certificates}ca.pem`;
const host = 'api.example.test';
const baseUrl = `https://${host}/api/v1`;

async function portOf(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

/** An API over TLS with a certificate from `test/support/tls`, and the headers of every request it received. */
async function secureApi(certificate: 'good' | 'other' | 'expired') {
  const seen: Record<string, unknown>[] = [];
  const files = {
    cert: readFileSync(`${certificates}${certificate}.pem`),
    key: readFileSync(`${certificates}${certificate}.key`),
  };
  const server = createHttps(files, (request, response) => {
    seen.push({ url: request.url, ...request.headers });
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end('{"chatbots":[{"id":"b","name":"Bot"}]}');
  });
  return { seen, port: await portOf(server) };
}

/** A proxy that sends every host to one local port, or refuses, and records each request. */
async function proxyTo(port: number, refusal?: number) {
  const asked: string[] = [];
  const server = createProxy((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.writeHead(500).end();
  });
  server.on('connect', (request, socket: Socket) => {
    asked.push(`CONNECT ${request.url} ${request.headers.authorization ?? ''}`.trim());
    socket.on('error', () => {});
    if (refusal !== undefined) return socket.end(`HTTP/1.1 ${refusal} Refused\r\n\r\n`);
    const upstream = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.pipe(socket).pipe(upstream);
    });
    upstream.on('error', () => socket.destroy());
  });
  return { asked, url: `http://127.0.0.1:${await portOf(server)}` };
}

const key = 'key-canary-5d41402abc';
const argv = ['bots', 'list', '--format', 'id', '--base-url', baseUrl];

describe('a proxy', () => {
  test('S-26 HTTPS_PROXY is used with CONNECT only and never sees the key; NODE_EXTRA_CA_CERTS adds the CA', async () => {
    const api = await secureApi('good');
    const proxy = await proxyTo(api.port);
    const done = await cli(argv, {
      env: { CHATBASE_API_KEY: key, HTTPS_PROXY: proxy.url, NODE_EXTRA_CA_CERTS: ca },
    });
    const err = 'Sending the key from CHATBASE_API_KEY to https://api.example.test\n';
    expect(done).toEqual({ code: 0, out: 'b\n', err });
    expect(proxy.asked).toEqual([`CONNECT ${host}:443`]);
    expect(api.seen[0]).toMatchObject({ url: '/api/v1/get-chatbots', authorization: `Bearer ${key}`, host });
  });

  test.each([403, 407])(
    'A-13 a proxy that refuses with %i exits 76 and is named, without its password',
    async (status) => {
      const proxy = await proxyTo(0, status);
      const HTTPS_PROXY = proxy.url.replace('http://', 'http://user:secret@');
      const { code, err } = await cli(argv, { env: { CHATBASE_API_KEY: key, HTTPS_PROXY } });
      expect([code, proxy.asked.length]).toEqual([76, 1]);
      expect(err).toContain(`the proxy ${new URL(proxy.url).host} refused the connection (${status})`);
      expect(err).not.toMatch(/secret|canary/);
    },
  );

  test('A-1 an unreachable proxy exits 75', async () => {
    const { code, err } = await cli([...argv, '-q'], {
      env: { CHATBASE_API_KEY: key, HTTPS_PROXY: 'http://127.0.0.1:9' },
    });
    expect(code).toBe(75);
    expect(err).toContain('through the proxy 127.0.0.1:9');
  }, 60_000);

  test('NO_PROXY and loopback addresses bypass the proxy', async () => {
    const api = await emulator();
    const proxy = await proxyTo(0, 403);
    expect(
      (await cli(['bots', 'list'], { env: { ...api.env, HTTPS_PROXY: proxy.url, HTTP_PROXY: proxy.url } }))
        .code,
    ).toBe(0);
    // 0.0.0.0 is local as well, but not on the list of names that always bypass the proxy: only NO_PROXY applies.
    const api443 = await secureApi('good');
    const there = [...argv, '--base-url', `https://0.0.0.0:${api443.port}/api/v1`];
    const env = { CHATBASE_API_KEY: key, HTTPS_PROXY: proxy.url, NODE_EXTRA_CA_CERTS: ca };
    expect((await cli(there, { env: { ...env, NO_PROXY: 'localhost, 0.0.0.0' } })).err).toContain(
      'the certificate of 0.0.0.0',
    );
    expect(proxy.asked).toEqual([]);
    await cli(there, { env });
    expect(proxy.asked).toEqual([`CONNECT 0.0.0.0:${api443.port}`]);
  });
});

describe('certificates', () => {
  test.each([
    ['from an unknown CA', 'good', {}],
    ['for another host', 'other', { NODE_EXTRA_CA_CERTS: ca }],
    ['that has expired', 'expired', { NODE_EXTRA_CA_CERTS: ca }],
  ] as const)(
    'A-5 one %s exits 76, says how to add a CA, and the key is not sent',
    async (_, certificate, env) => {
      const api = await secureApi(certificate);
      const proxy = await proxyTo(api.port);
      const { code, err } = await cli(argv, {
        env: { CHATBASE_API_KEY: key, HTTPS_PROXY: proxy.url, ...env },
      });
      expect([code, api.seen]).toEqual([76, []]);
      expect(err).toMatch(
        /the certificate of api\.example\.test.* was not accepted \([A-Z_]+\).*NODE_EXTRA_CA_CERTS/,
      );
    },
  );
});

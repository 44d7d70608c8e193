import { createServer, type Server, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Api, createApi } from '../../src/api/api.js';
import { ApiError } from '../../src/api/error.js';
import type { Limits } from '../../src/api/http.js';
import { emulator, type TestEmulator } from '../support/emulator.js';
import { type TestIo, testIo } from '../support/io.js';

type Client = { readonly api: Api; readonly io: TestIo };

async function clientOf(url: string, key = 'k', limits: Partial<Limits> = {}): Promise<Client> {
  const io = testIo();
  const world = { ...io, giveUp: io.interrupt.soft, maxWaitMs: 300_000, onTrace: () => {}, onWait: () => {} };
  const api = await createApi({ baseUrl: new URL(url), key, userAgent: 'test', env: {}, limits }, world);
  onTestFinished(() => api.close());
  return { api, io };
}

function clientFor(server: TestEmulator, limits?: Partial<Limits>): Promise<Client> {
  return clientOf(server.url, server.key, limits);
}

/** The error that a call throws. */
async function errorOf(call: Promise<unknown>): Promise<{
  readonly kind: string;
  readonly message: string;
  readonly status: number | undefined;
  readonly mayHaveHappened: boolean;
}> {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ApiError);
  const { kind, message, more, mayHaveHappened } = error as ApiError;
  return { kind, message, status: more.status, mayHaveHappened };
}

const create = (api: Api) => api.contacts.create('b1', [Buffer.from('{"external_id":"1"}')]);

/** A raw TCP server without any HTTP of its own: the test decides what happens on each connection. */
async function rawServer(onConnection: (socket: Socket, number: number) => void): Promise<string> {
  let count = 0;
  const server: Server = createServer((socket) => {
    socket.on('error', () => {});
    onConnection(socket, ++count);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as { port: number }).port}/api/v1`;
}

function answers(...replies: readonly (string | Buffer)[]) {
  return rawServer((socket) => {
    socket.once('data', () => {
      for (const reply of replies) socket.write(reply);
      socket.end();
    });
  });
}

describe('before a request is sent', () => {
  test('A-1 a refused connection counts as unsent and is tried five times in all', async () => {
    const { api, io } = await clientOf('http://127.0.0.1:9/api/v1');
    expect(await errorOf(create(api))).toMatchObject({
      kind: 'unsent',
      mayHaveHappened: false,
      message: expect.stringContaining('ECONNREFUSED'),
    });
    expect(io.slept.length).toBe(4);
  });

  test('A-6 an aborted TLS handshake counts as unsent', async () => {
    const url = await rawServer((socket) => socket.once('data', () => socket.destroy()));
    const { api } = await clientOf(url.replace('http:', 'https:'));
    expect(await errorOf(create(api))).toMatchObject({ kind: 'unsent', mayHaveHappened: false });
  });
});

describe('without a response', () => {
  test.each(['before', 'after'] as const)(
    'A-9 A-10 a POST whose connection is reset %s it is applied counts as lost and is never retried',
    async (drop) => {
      const server = await emulator();
      const { api } = await clientFor(server);
      server.next('POST /chatbots/b1/contacts', { drop });
      expect(await errorOf(create(api))).toMatchObject({ kind: 'lost', mayHaveHappened: true });
      expect(server.seen('POST /chatbots/b1/contacts').length).toBe(1);
    },
  );

  test('A-12 a GET that loses a reused connection is retried', async () => {
    const server = await emulator();
    const { api } = await clientFor(server);
    await api.bots.list();
    server.next('GET /get-chatbots', { drop: 'before' });
    expect((await api.bots.list()).length).toBe(4);
    expect(server.seen('GET /get-chatbots').length).toBe(3);
  });

  test('A-12 a connection idle for more than four seconds is not reused', async () => {
    const server = await emulator();
    const { api } = await clientFor(server);
    await api.bots.list();
    await new Promise((resolve) => setTimeout(resolve, 4300));
    await create(api);
    const [first, second] = server.log.all().map(({ connection }) => connection);
    expect(second).not.toBe(first);
  });

  test('B-18 a silent server hits the first-byte timeout', async () => {
    const url = await rawServer(() => {});
    const { api } = await clientOf(url, 'k', { firstByteMs: 60 });
    expect(await errorOf(create(api))).toMatchObject({
      kind: 'lost',
      message: expect.stringContaining('no response within 0.06 s'),
    });
  });

  test('B-17 a slow response within the timeout is accepted', async () => {
    const server = await emulator();
    const { api } = await clientFor(server, { firstByteMs: 5000 });
    server.next('GET /get-chatbots', { delayMs: 150 });
    expect((await api.bots.list()).length).toBe(4);
  });
});

describe('truncated and endless responses', () => {
  const ok = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n';

  test.each([
    ['a body shorter than its Content-Length', `${ok}Content-Length: 500\r\n\r\n{"data":[]`],
    ['chunks without a final chunk', `${ok}Transfer-Encoding: chunked\r\n\r\n5\r\n{"dat\r\n`],
    [
      'chunks without a final chunk on a closing connection',
      `${ok}Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n5\r\n{"dat\r\n`,
    ],
    ['a close inside a chunk', `${ok}Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n50\r\n{"dat`],
    [
      'half of a gzip stream',
      Buffer.concat([
        Buffer.from(`${ok}Content-Encoding: gzip\r\nConnection: close\r\n\r\n`),
        gzipSync('{"data":[]}'.repeat(200)).subarray(0, 30),
      ]),
    ],
  ])('B-21 %s counts as cut, and a POST is not retried', async (_, reply) => {
    const { api, io } = await clientOf(await answers(reply));
    expect(await errorOf(create(api))).toMatchObject({ kind: 'cut', mayHaveHappened: true });
    expect(io.slept).toEqual([]);
  });

  test('B-21 a truncated GET is tried five times', async () => {
    const { api, io } = await clientOf(await answers(`${ok}Content-Length: 500\r\n\r\n{"data":[]`));
    expect(await errorOf(api.bots.list())).toMatchObject({ kind: 'cut' });
    expect(io.slept.length).toBe(4);
  });

  test('B-19 a body that stops arriving counts as slow', async () => {
    const server = await emulator();
    const { api } = await clientFor(server, { silenceMs: 80 });
    server.next('POST /chatbots/b1/contacts', { applied: true, dripBytes: 1, everyMs: 400 });
    expect(await errorOf(create(api))).toMatchObject({
      kind: 'slow',
      message: 'the response stopped arriving',
    });
  });

  test('B-19 a body that trickles in forever hits the total timeout', async () => {
    const server = await emulator();
    const { api } = await clientFor(server, { totalMs: 150 });
    server.next('POST /chatbots/b1/contacts', { applied: true, dripBytes: 1, everyMs: 20 });
    expect(await errorOf(create(api))).toMatchObject({ kind: 'slow', message: 'the response took too long' });
  });

  test('B-31 a gzip bomb stops at 64 MiB, and an encoding that was not requested is refused', async () => {
    const bomb = gzipSync(Buffer.alloc(80 * 2 ** 20, 0x20));
    const bombed = await clientOf(
      await answers(`${ok}Content-Encoding: gzip\r\nContent-Length: ${bomb.length}\r\n\r\n`, bomb),
    );
    expect(await errorOf(bombed.api.bots.list())).toMatchObject({
      kind: 'unreadable',
      message: 'the response is larger than 64 MiB',
    });
    const odd = await clientOf(await answers(`${ok}Content-Encoding: br\r\nContent-Length: 2\r\n\r\n{}`));
    expect(await errorOf(odd.api.bots.list())).toMatchObject({
      kind: 'unreadable',
      message: expect.stringContaining('encoded as br'),
    });
  });

  test('B-30 malformed or oversized response headers are unreadable', async () => {
    const { api } = await clientOf(
      await answers('HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}'),
    );
    expect(await errorOf(api.bots.list())).toMatchObject({
      kind: 'unreadable',
      message: expect.stringContaining('malformed response'),
    });
    const large = await clientOf(await answers(`${ok}X: ${'y'.repeat(20_000)}\r\n\r\n{}`));
    expect(await errorOf(large.api.bots.list())).toMatchObject({ kind: 'unreadable' });
  });

  test('B-29 a 103 before the response changes nothing', async () => {
    const body = '{"chatbots":[]}';
    const { api } = await clientOf(
      await answers(
        `HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n${ok}Content-Length: ${body.length}\r\n\r\n${body}`,
      ),
    );
    expect(await api.bots.list()).toEqual([]);
  });
});

describe('aborting', () => {
  test('an abort does not wait for a stalled error body', async () => {
    const { api } = await clientOf(
      await rawServer((socket) =>
        socket.once('data', () => socket.write('HTTP/1.1 400 Bad Request\r\nContent-Length: 100\r\n\r\n')),
      ),
    );
    const stop = new AbortController();
    const call = errorOf(api.bots.list(stop.signal));
    setTimeout(() => stop.abort(), 50);
    expect((await call).kind).toMatch(/stopped|invalid/);
  });

  test('a slow consumer does not trigger the silence timeout', async () => {
    const server = await emulator();
    const { api } = await clientFor(server, { silenceMs: 60 });
    server.next('POST /chat', { body: 'x'.repeat(400_000), headers: { 'content-type': 'text/plain' } });
    const reply = await api.chat.ask({ bot: 'b1', messages: [{ role: 'user', content: 'x' }] });
    let length = 0;
    for await (const piece of reply.text) {
      if (length === 0) await new Promise((resolve) => setTimeout(resolve, 200));
      length += piece.length;
    }
    expect(length).toBe(400_000);
  });
});

describe('unreadable responses', () => {
  const unreadable = async (fault: Parameters<TestEmulator['next']>[1]) => {
    const server = await emulator();
    const { api, io } = await clientFor(server);
    server.next('GET /get-chatbots', { times: 0, ...fault });
    return { ...(await errorOf(api.bots.list())), waits: io.slept.length };
  };

  test('B-20 truncated JSON is retried, then unreadable', async () => {
    expect(await unreadable({ body: '{"chatbots":[' })).toMatchObject({
      kind: 'unreadable',
      waits: 4,
      message: expect.stringContaining('{"chatbots":['),
    });
  });

  test('B-22 a web page is reported with its title and not retried', async () => {
    const page = '<!DOCTYPE html><html><head><title>Sign in</title></head></html>';
    expect(await unreadable({ body: page })).toMatchObject({
      kind: 'unreadable',
      waits: 0,
      message: 'got a web page ("Sign in"), not the API',
    });
  });

  test.each([
    ['[]', { length: 0 }],
    ['{"chatbots":[]}', { length: 0 }],
    ['{"chatbots":{"data":[],"error":null,"count":null}}', { length: 0 }],
    ['{"data":[{"id":"x"}]}', { length: 1 }],
  ])('B-33 the known envelope %s is read as a list', async (body, list) => {
    const server = await emulator();
    const { api } = await clientFor(server);
    server.next('GET /get-chatbots', { body });
    expect(await api.bots.list()).toMatchObject(list);
  });

  test.each([
    ['null', 'null'],
    ['{}', 'the keys (none)'],
    ['{"items":[],"n":1}', 'the keys items, n'],
    ['"text"', 'a string'],
    ['{"chatbots":{"data":null}}', 'the keys chatbots'],
  ])('B-33 the unknown envelope %s is reported, never read as "0 results"', async (body, found) => {
    expect(await unreadable({ body })).toMatchObject({
      kind: 'unreadable',
      message: `the response has ${found} where "chatbots" was expected`,
    });
  });

  test('B-33 a list of anything but objects is unreadable', async () => {
    expect(await unreadable({ body: '{"chatbots":["a"]}' })).toMatchObject({ kind: 'unreadable', waits: 0 });
  });

  test('B-24 a 200 with an error in its body is an error', async () => {
    expect(await unreadable({ body: { error: { message: 'database down' } } })).toMatchObject({
      kind: 'unreadable',
      message: 'the response contains an error: database down',
    });
  });

  test('B-32 hostile JSON neither crashes nor pollutes prototypes', async () => {
    const server = await emulator();
    const { api } = await clientFor(server);
    server.next('GET /get-chatbots', {
      body: '{"chatbots":[{"id":"x","__proto__":{"polluted":1},"constructor":1,"n":123456789012345678901}]}',
    });
    expect((await api.bots.list())[0]?.id).toBe('x');
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    server.next('GET /get-chatbots', { times: 0, body: `${'['.repeat(100_000)}${']'.repeat(100_000)}` });
    await api.bots.list().catch((error: unknown) => expect(error).toBeInstanceOf(ApiError));
  });

  test.each([301, 302, 303, 307, 308])(
    'B-27 S-9 a %i redirect is not followed: the other host receives no request',
    async (status) => {
      const [server, other] = [await emulator(), await emulator()];
      const { api } = await clientFor(server);
      server.next('POST /chatbots/b1/contacts', {
        status,
        headers: { location: `${other.url}/stolen` },
        body: '',
      });
      const error = await errorOf(create(api));
      expect(error).toMatchObject({
        kind: 'untrusted',
        status,
        message: expect.stringContaining(new URL(other.url).origin),
      });
      expect(other.log.all()).toEqual([]);
    },
  );
});

describe('error responses', () => {
  test.each([
    [401, { message: 'Unauthorized access' }, 'auth', 'Unauthorized access'],
    [402, { error: { code: 'X', message: 'No credits' } }, 'credits', 'No credits'],
    [403, { message: 'Access denied or quota exceeded' }, 'forbidden', 'Access denied or quota exceeded'],
    [
      403,
      { message: 'This chatbot is currently unavailable.' },
      'credits',
      'This chatbot is currently unavailable.',
    ],
    [404, { message: 'Chatbot not found' }, 'not-found', 'Chatbot not found'],
    [409, { message: 'Email already exists' }, 'conflict', 'Email already exists'],
    [400, { message: 'Maximum contacts limit reached' }, 'contact-limit', 'Maximum contacts limit reached'],
    [400, { error: 'bad' }, 'invalid', 'bad'],
    [413, '<html><title>Too large</title></html>', 'too-large', 'got a web page ("Too large"), not the API'],
  ])('%i %j is %s, with the server’s message', async (status, body, kind, message) => {
    const server = await emulator();
    const { api } = await clientFor(server);
    server.next('POST /chatbots/b1/contacts', { status, body });
    expect(await errorOf(create(api))).toEqual({ kind, message, status, mayHaveHappened: false });
  });

  test('B-6 a GET survives 500, 502 and 503', async () => {
    const server = await emulator();
    const { api, io } = await clientFor(server);
    for (const status of [500, 502, 503]) server.next('GET /get-chatbots', { status, body: 'x' });
    expect((await api.bots.list()).length).toBe(4);
    expect(io.slept.length).toBe(3);
  });

  test('B-1 a 429 slows down the requests that follow', async () => {
    const server = await emulator();
    const { api, io } = await clientFor(server);
    server.next('GET /get-chatbots', {
      status: 429,
      headers: { 'retry-after': '7' },
      body: { message: 'Rate limit exceeded' },
    });
    await api.bots.list();
    const waits = io.slept.length;
    await api.bots.list();
    expect(io.slept.slice(waits).some((ms) => ms > 300)).toBe(true);
  });

  test('B-3 a date in Retry-After is relative to the server clock, not the local one', async () => {
    const server = await emulator();
    const { api, io } = await clientFor(server);
    server.next('GET /get-chatbots', {
      status: 429,
      headers: { date: 'Thu, 01 Jan 1970 00:00:00 GMT', 'retry-after': 'Thu, 01 Jan 1970 00:00:09 GMT' },
      body: { message: 'Rate limit exceeded' },
    });
    await api.bots.list();
    expect(io.slept).toContain(9000);
  });

  test('B-4 a wait of three centuries is refused, and the error says when to come back', async () => {
    const server = await emulator();
    const { api, io } = await clientFor(server);
    server.next('GET /get-chatbots', {
      status: 429,
      headers: { 'retry-after': '9999999999' },
      body: { message: 'Rate limit exceeded' },
    });
    expect(await errorOf(api.bots.list())).toMatchObject({
      kind: 'rate-limit',
      message: expect.stringMatching(/the server asks to retry at 2\d{3}-/),
    });
    expect(io.slept).toEqual([]);
  });

  test('S-4 a key that the server echoes in an error is not printed', async () => {
    const server = await emulator();
    const { api } = await clientFor(server);
    server.next('GET /get-chatbots', { status: 400, body: { message: `bad header Bearer ${server.key}` } });
    expect((await errorOf(api.bots.list())).message).toBe('bad header Bearer [key]');
  });

  test('S-23 an endless error body is read up to 64 KiB', async () => {
    const { api } = await clientOf(
      await rawServer((socket) => {
        socket.once('data', () => {
          socket.write('HTTP/1.1 400 Bad Request\r\nTransfer-Encoding: chunked\r\n\r\n');
          const more = () => {
            while (!socket.destroyed && socket.write(`1000\r\n${'x'.repeat(4096)}\r\n`));
            if (!socket.destroyed) socket.once('drain', more);
          };
          more();
        });
      }),
    );
    expect(await errorOf(api.bots.list())).toMatchObject({ kind: 'invalid', status: 400 });
  });
});

describe('the key', () => {
  test('a base URL with a double slash leads to no other host', async () => {
    const [server, other] = [await emulator(), await emulator()];
    const { api } = await clientOf(
      `${new URL(server.url).origin}//${new URL(other.url).host}/api/v1`,
      server.key,
    );
    await api.bots.list().catch(() => {});
    expect([server.log.all().length, other.log.all()]).toEqual([1, []]);
  });

  test.each([
    ['a body that is not JSON', { body: 'Authorization: Bearer KEY' }],
    ['an error in a 200', { body: '{"error":"bad token KEY"}' }],
    ['a request id', { status: 400, headers: { 'x-request-id': 'id-KEY' }, body: '{"message":"no"}' }],
    ['a redirect', { status: 302, headers: { location: '/login?k=KEY' }, body: '' }],
    ['an issue', { status: 400, body: '{"message":"no","issues":[{"field":"KEY","message":"KEY"}]}' }],
  ])('S-4 in %s is not printed', async (_, fault) => {
    const server = await emulator();
    const { api } = await clientFor(server);
    const withKey = JSON.parse(JSON.stringify(fault).replaceAll('KEY', server.key));
    server.next('GET /get-chatbots', { times: 0, ...withKey });
    const error = (await api.bots.list().catch((thrown: unknown) => thrown)) as ApiError;
    expect(JSON.stringify([error.message, error.more])).not.toContain(server.key);
    expect(JSON.stringify([error.message, error.more])).toContain('[key]');
  });

  test('S-24 ids are encoded into the path and cannot escape it', async () => {
    const server = await emulator();
    const { api } = await clientFor(server);
    for (const id of ['../../get-chatbots', 'a/b?c#d', '%2e%2e', 'x y', '日本']) {
      expect((await errorOf(api.contacts.get('b1', id))).kind).toBe('not-found');
    }
    expect(server.log.all().map(({ path, query }) => path + query)).toEqual([
      '/chatbots/b1/contacts/..%2F..%2Fget-chatbots',
      '/chatbots/b1/contacts/a%2Fb%3Fc%23d',
      '/chatbots/b1/contacts/%252e%252e',
      '/chatbots/b1/contacts/x%20y',
      '/chatbots/b1/contacts/%E6%97%A5%E6%9C%AC',
    ]);
  });

  test('P15 consecutive calls share one connection', async () => {
    const server = await emulator();
    const { api } = await clientFor(server);
    for (let i = 0; i < 5; i++) await api.bots.list();
    expect(new Set(server.log.all().map(({ connection }) => connection)).size).toBe(1);
  });
});

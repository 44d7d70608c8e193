import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cli } from '../../support/cli.js';
import {
  deliver,
  freePort,
  leadEvent,
  listener,
  receiver,
  secret,
  signatureOf,
  until,
} from '../../support/listener.js';
import { file, workdir } from '../../support/workdir.js';

const body = leadEvent(1);

/** Sends bytes over a connection, and resolves with everything that comes back once the server closes it. */
function raw(url: string, ...parts: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    let text = '';
    socket.on('data', (chunk) => {
      text += String(chunk);
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve(text));
    for (const part of parts) socket.write(part);
  });
}

describe('what is not a signed event is refused', () => {
  test('methods, paths, signatures, bodies', { timeout: 60_000 }, async () => {
    const running = await listener(['--path', '/hook', '-v']);
    const ask = async (method: string, url: string, init: RequestInit = {}) => {
      const response = await fetch(url, { method, ...init });
      return { status: response.status, allow: response.headers.get('allow'), text: await response.text() };
    };
    for (const method of ['GET', 'PUT', 'DELETE', 'OPTIONS'])
      expect(await ask(method, running.url)).toMatchObject({ status: 405, allow: 'POST' });
    expect(await ask('POST', new URL('/', running.url).href)).toMatchObject({ status: 404 });
    expect(await ask('POST', running.url, { body })).toMatchObject({ status: 401 });
    expect(await ask('POST', running.url, { body, headers: { 'x-chatbase-signature': '' } })).toMatchObject({
      status: 400,
    });
    const good = signatureOf(body);
    const wrong = [
      signatureOf(body, 'another secret'),
      good.toUpperCase(),
      good.slice(1),
      `${good}0`,
      `sha1=${good}`,
      `${good},${good}`,
      `z${good.slice(1)}`,
    ];
    for (const signature of wrong)
      expect(await deliver(running.url, body, signature), signature).toEqual({
        status: 400,
        text: `{"message":"Signature didn't match"}`,
      });
    const twice = `POST /hook HTTP/1.1\r\nhost: x\r\nconnection: close\r\nx-chatbase-signature: ${good}\r\nx-chatbase-signature: ${good}\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
    expect(await raw(running.url, twice)).toMatch(/^HTTP\/1\.1 400 /);
    expect(await deliver(running.url, 'no JSON')).toEqual({
      status: 400,
      text: '{"message":"The body is not JSON"}',
    });
    expect(await deliver(running.url, Buffer.from([0x22, 0xff, 0x22]))).toMatchObject({ status: 400 });
    expect(await deliver(running.url, '['.repeat(2000))).toMatchObject({ status: 400 });
    const rewritten = JSON.stringify(JSON.parse(body), null, 2);
    expect(await deliver(running.url, rewritten, good)).toMatchObject({ status: 400 });
    expect(await deliver(running.url, body)).toEqual({ status: 200, text: 'OK' });
    const { err, out } = await running.stop('SIGINT');
    expect(out).toBe(`${body}\n`);
    expect(err).toContain('1 event received, 19 requests refused');
    expect(err).toMatch(/\d\d:\d\d:\d\d POST \/hook → 401 \(\d+ ms, from 127\.0\.0\.1\)/);
  });

  test('a body above 1 MiB is answered with 413, announced or not, and one of 1 MiB is taken', async () => {
    const running = await listener();
    const ofSize = (bytes: number) => JSON.stringify({ x: 'y'.repeat(bytes - 8) });
    expect(await deliver(running.url, ofSize(2 ** 20))).toMatchObject({ status: 200 });
    expect(await deliver(running.url, ofSize(2 ** 20 + 1))).toMatchObject({ status: 413 });
    expect(await deliver(running.url, ofSize(2 ** 21))).toMatchObject({ status: 413 });
    const head = `POST / HTTP/1.1\r\nhost: x\r\nx-chatbase-signature: ${signatureOf('')}\r\n`;
    expect(await raw(running.url, `${head}expect: 100-continue\r\ncontent-length: 9999999\r\n\r\n`)).toMatch(
      /^HTTP\/1\.1 413 /,
    );
    const chunk = `${(2 ** 20 + 1).toString(16)}\r\n${'x'.repeat(2 ** 20 + 1)}\r\n`;
    expect(await raw(running.url, `${head}transfer-encoding: chunked\r\n\r\n`, chunk, '0\r\n\r\n')).toMatch(
      /^HTTP\/1\.1 413 /,
    );
    expect(running.printed().length).toBe(1);
  });

  test('a client that sends half and stalls is cut off; others are served meanwhile', async () => {
    const running = await listener(['--request-timeout', '1s']);
    const head = `POST / HTTP/1.1\r\nhost: x\r\nx-chatbase-signature: ${signatureOf(body)}\r\ncontent-length: ${body.length}\r\n\r\n`;
    const stalled = [
      raw(running.url, head, body.slice(0, 20)),
      raw(running.url, 'POST / HTTP/1.1\r\nhost:'),
      raw(running.url, ''),
    ];
    expect(await deliver(running.url, body)).toMatchObject({ status: 200 });
    expect((await Promise.all(stalled)).slice(0, 2)).toEqual([
      expect.stringMatching(/^HTTP\/1\.1 408 /),
      expect.stringMatching(/^HTTP\/1\.1 408 /),
    ]);
    expect((await running.stop('SIGTERM')).code).toBe(143);
  });
});

describe('events are passed on as they came', () => {
  test('unknown types and fields, long numbers and line breaks stay; each event is one line', async () => {
    const path = join(workdir(), 'events.ndjson');
    const up = await receiver();
    const running = await listener(['--append', path, '--forward', up.url]);
    const odd = '{\n  "eventType": "chat.closed",\r\n "n": 12345678901234567890,\n "a":"x\\ny" }\n';
    const bare = '[1, 2]';
    for (const one of [odd, bare]) expect(await deliver(running.url, one)).toMatchObject({ status: 200 });
    await until(() => up.got.length === 2);
    const line = '{   "eventType": "chat.closed",  "n": 12345678901234567890,  "a":"x\\ny" }';
    const { out } = await running.stop('SIGTERM');
    expect(readFileSync(path, 'utf8')).toBe(`${line}\n${bare}\n`);
    expect(out).toBe(`${line}\n${bare}\n`);
    expect(up.got.map((got) => got.body)).toEqual([odd, bare]);
  });

  test('a line break is added to a file that ends without one, and other lines in it stay', async () => {
    const path = file('{"own":1}', 'events.ndjson');
    const running = await listener(['--append', path]);
    await deliver(running.url, body);
    await running.stop('SIGTERM');
    expect(readFileSync(path, 'utf8')).toBe(`{"own":1}\n${body}\n`);
  });

  test('on a terminal, an event is a readable line, and what came from outside is escaped', async () => {
    const running = await listener(['--format', 'table']);
    const payload = {
      conversationId: 'v-1',
      customerEmail: 'ada@example.com',
      customerName: 'Ada\u001b[31m\u202e\nX',
      customerPhone: '+1 555',
    };
    await deliver(running.url, JSON.stringify({ eventType: 'leads.submit', chatbotId: 'b1', payload }));
    await deliver(running.url, JSON.stringify({ eventType: 'new\u0007', x: '\u009b' }));
    const { out } = await running.stop('SIGTERM');
    expect(out.replace(/^\d\d:\d\d:\d\d /gm, '')).toBe(
      'leads.submit  Ada^[[31m\\u{202E}^JX <ada@example.com> +1 555 · bot b1, conversation v-1\n' +
        'new^G  {"eventType":"new\\u0007","x":"\\u009b"}\n',
    );
  });
});

describe('--forward', () => {
  test('a refusal for good sets the event aside, others are repeated, and the order stays', {
    timeout: 60_000,
  }, async () => {
    const answers = [503, 200, 422, 429, 302, 200];
    const up = await receiver((received) => answers[received - 1] ?? 200);
    const running = await listener(['--forward', up.url]);
    for (const id of ['a', 'b', 'c']) await deliver(running.url, leadEvent(id));
    await until(() => up.got.length === 6);
    const { err } = await running.stop('SIGTERM');
    expect(up.got.map((got) => JSON.parse(got.body).payload.conversationId)).toEqual([
      ...['v-a', 'v-a', 'v-b', 'v-c', 'v-c', 'v-c'],
    ]);
    const rejects = /is set aside in (\S+)/.exec(err)?.[1] ?? '';
    expect(JSON.parse(readFileSync(rejects, 'utf8'))).toMatchObject({
      target: 'forward',
      reason: `${new URL(up.url).host} answered 422`,
      id: expect.any(String),
      event: JSON.parse(leadEvent('b')),
    });
    expect(err).toMatch(/answered 503; \d events? waits?, next attempt in \d+ s/);
    expect(err).toContain('--forward: works again after 3 attempts');
  });

  test.each([
    ['http://example.com/', 'http://example.com is not encrypted'],
    ['https://u:p@example.com/', 'contains a user name or password'],
    ['ftp://example.com/', 'is not an http or https URL'],
    ['nonsense', 'is not an http or https URL'],
  ])('%s is refused', async (url, reason) => {
    const { code, err } = await cli(['webhooks', 'listen', '--port', '0', '--forward', url]);
    expect([code, err]).toEqual([2, expect.stringContaining(reason)]);
    expect(err).not.toContain('u:p@');
  });

  test('a listener does not forward to itself', async () => {
    const port = String(await freePort());
    const { code, err } = await cli(
      ['webhooks', 'listen', '--port', port, '--forward', `http://localhost:${port}/`],
      { env: { CHATBASE_WEBHOOK_SECRET: secret } },
    );
    expect([code, err]).toEqual([2, expect.stringContaining('--forward names this listener itself')]);
  });
});

describe('--exec', () => {
  /** A program that writes its stdin and arguments to a file, and ends as told. */
  function program(end: string) {
    const directory = workdir();
    const path = file(
      `#!/bin/sh\ncat > "${directory}/stdin"; env > "${directory}/env"; echo "$@" >> "${directory}/args"\n${end}\n`,
      'program',
      directory,
    );
    chmodSync(path, 0o755);
    return { path, read: (name: string) => readFileSync(join(directory, name), 'utf8'), directory };
  }

  test('a program gets the event on stdin, its words as arguments, and no secret', async () => {
    const { path, read, directory } = program('exit 0');
    const running = await listener(['--exec', `${path} --to 'the sales team' '$'`], {
      env: { CHATBASE_WEBHOOK_SECRET: secret, CHATBASE_API_KEY: 'canary-key-51d0' },
    });
    const hostile = leadEvent('$(touch x)`id`');
    await deliver(running.url, hostile);
    await until(() => existsSync(join(directory, 'args')));
    await running.stop('SIGTERM');
    expect(read('stdin')).toBe(hostile);
    expect(read('args')).toBe('--to the sales team $\n');
    expect(read('env')).not.toContain(secret);
    expect(read('env')).not.toContain('canary-key');
  });

  test('75 and a program that hangs are tried again; another exit code sets the event aside', {
    timeout: 60_000,
  }, async () => {
    const flag = join(workdir(), 'flag');
    const later = program(
      `[ -e ${flag}2 ] && exit 9; [ -e ${flag} ] && { touch ${flag}2; sleep 60; }; touch ${flag}; exit 75`,
    );
    const running = await listener(['--exec', later.path, '--exec-timeout', '1s']);
    await deliver(running.url, body);
    await until(() => running.err().includes('is set aside'));
    const { err } = await running.stop('SIGTERM');
    expect(err).toContain('exited with 75; 1 event waits');
    expect(err).toContain('took longer than 1 s; 1 event waits');
    expect(err).toContain('exited with 9; event ');
    expect(later.read('args').split('\n').length - 1).toBe(3);
  });

  test.each([
    ['cat | sort', '--exec contains a pipe, but no shell runs it'],
    ['echo $HOME', '--exec contains a "$", but no shell runs it'],
    ["echo 'open", "--exec has a quote (') without an end"],
    ['  ', '--exec is empty'],
    ['no-such-program-here', 'there is no program "no-such-program-here"'],
  ])('%s is refused', async (command, reason) => {
    const { code, err } = await cli(['webhooks', 'listen', '--port', '0', '--exec', command], {
      env: { CHATBASE_WEBHOOK_SECRET: secret },
    });
    expect([code, err]).toEqual([2, expect.stringContaining(reason)]);
  });
});

test('--dedupe drops a second event of a conversation, also at once and after kill -9', async () => {
  const home = workdir();
  const path = join(home, 'events.ndjson');
  const argv = ['--dedupe', '--append', path];
  const first = await listener(argv, { home });
  const answers = await Promise.all(Array.from({ length: 8 }, () => deliver(first.url, body)));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  first.child.kill('SIGKILL');
  await first.ended;
  const second = await listener(argv, { home });
  await deliver(second.url, leadEvent(1, { replayed: true }));
  for (let i = 0; i < 2; i++) await deliver(second.url, '{"eventType":"other"}');
  await deliver(second.url, leadEvent(2));
  expect((await second.stop('SIGTERM')).err).toContain('3 events received, 1 duplicate dropped');
  expect(readFileSync(path, 'utf8')).toBe(
    `${body}\n{"eventType":"other"}\n{"eventType":"other"}\n${leadEvent(2)}\n`,
  );
});

describe('what cannot work is said before anything is received', () => {
  const start = (argv: readonly string[], env: Readonly<Record<string, string>> = {}, input?: string) =>
    cli(['webhooks', 'listen', '--port', '0', ...argv], { env, ...(input !== undefined && { input }) });
  const own = { CHATBASE_WEBHOOK_SECRET: secret };

  test.each([
    ['no secret', [], {}, 'The webhook secret is missing'],
    ['an empty one', [], { CHATBASE_WEBHOOK_SECRET: '' }, 'CHATBASE_WEBHOOK_SECRET is empty'],
    ['only spaces', [], { CHATBASE_WEBHOOK_SECRET: ' \n' }, 'CHATBASE_WEBHOOK_SECRET is empty'],
    ['quotes', [], { CHATBASE_WEBHOOK_SECRET: `"${secret}"` }, 'CHATBASE_WEBHOOK_SECRET is in quotes'],
    ['an assignment', [], { CHATBASE_WEBHOOK_SECRET: `SECRET=${secret}` }, 'has the form NAME=SECRET'],
    [
      'the API key',
      [],
      { CHATBASE_WEBHOOK_SECRET: secret, CHATBASE_API_KEY: secret },
      'is the API key, which is another secret',
    ],
    ['no such file', ['--secret-file', '/no/such'], {}, '/no/such: no such file or directory'],
    ['a blocked port', ['--port', '6000'], own, 'Port 6000 is blocked by fetch and browsers'],
    [
      'a strange address',
      ['--host', '203.0.113.9'],
      own,
      '--host: 203.0.113.9 is not an address of this machine',
    ],
    ['no path', ['--path', 'hook'], own, '--path: "hook" is not a path'],
    [
      'a missing folder',
      ['--append', '/no/such/file'],
      own,
      '--append: /no/such/file: no such file or directory',
    ],
    ['a folder', ['--append', '/tmp'], own, '--append: /tmp is not a regular file'],
    ['a device', ['--append', '/dev/null'], own, '--append: /dev/null is not a regular file'],
    ['--format csv', ['--format', 'csv'], own, 'webhooks listen does not support --format csv'],
    ['--fields', ['--fields', 'a'], own, 'does not support --fields'],
  ] as const)('%s', async (_, argv, env, reason) => {
    expect(await start(argv, env)).toMatchObject({ code: 2, err: expect.stringContaining(reason) });
  });

  test('a secret on stdin works, and one with two lines does not', async () => {
    expect(await start(['--secret-file', '-'], {}, 'one\ntwo\n')).toMatchObject({
      code: 2,
      err: expect.stringContaining('stdin contains whitespace or control characters'),
    });
    expect(await start(['--secret-file', '-', '--append', '/tmp'], {}, `${secret}\n`)).toMatchObject({
      err: expect.stringContaining('/tmp is not a regular file'),
    });
  });

  test('a link is not appended to', async () => {
    const directory = workdir();
    const real = file('', 'real', directory);
    symlinkSync(real, join(directory, 'link'));
    expect(await start(['--append', join(directory, 'link')], own)).toMatchObject({
      code: 2,
      err: expect.stringContaining('link is not a regular file'),
    });
  });

  test('a port that is taken, and a spool that is in use', async () => {
    const home = workdir();
    const running = await listener([], { home });
    const { port } = new URL(running.url);
    expect(await start(['--port', port], own)).toMatchObject({
      code: 2,
      err: expect.stringContaining(`Port ${port} is in use`),
    });
    expect(await start([], { ...own, HOME: home })).toMatchObject({
      code: 8,
      err: expect.stringContaining('Another run is active for the spool'),
    });
  });

  test('a secret file that others can read, and an address that others can reach, are warned of', async () => {
    const open = file(secret, 'open.txt');
    chmodSync(open, 0o644);
    const running = await listener(['--secret-file', open, '--host', '0.0.0.0']);
    const { err } = await running.stop('SIGTERM');
    expect(err).toContain(`can be read by other users (0644). Make it private: chmod 600`);
    expect(err).toContain('0.0.0.0 can be reached from other machines, without encryption');
  });

  test('a damaged spool is named, and a torn last line is not damage', async () => {
    const home = workdir();
    const directory = join(home, '.local/state/cbase/webhooks/port-0');
    mkdirSync(directory, { recursive: true });
    const event = { seq: 1, id: 'i', receivedAt: '2026-01-01T00:00:00.000Z', body, signature: 's' };
    const path = join(directory, 'events-000000000001.ndjson');
    writeFileSync(join(directory, 'print.json'), '{"next":1}');
    writeFileSync(path, `${JSON.stringify(event)}\n{"seq":2,"id"`);
    const running = await listener([], { home });
    await until(() => running.printed().length === 1);
    await running.stop('SIGTERM');
    writeFileSync(path, 'rubbish\n');
    expect(await start([], { ...own, HOME: home })).toMatchObject({
      code: 70,
      err: expect.stringContaining('events-000000000001.ndjson is damaged in line 1'),
    });
  });
});

test('a target that is left out keeps its events, and its user is told', async () => {
  const home = workdir();
  const nowhere = `http://127.0.0.1:${await freePort()}/`;
  const first = await listener(['--forward', nowhere], { home });
  await deliver(first.url, body);
  await until(() => first.err().includes('cannot reach'));
  await first.stop('SIGTERM');
  const second = await listener([], { home });
  expect(second.err()).toContain('1 event waits for --forward in ');
  await second.stop('SIGTERM');
  const up = await receiver();
  const third = await listener(['--forward', up.url], { home });
  await until(() => up.got.length === 1);
  await third.stop('SIGTERM');
  expect(up.got[0]?.body).toBe(body);
});

test('--spool and --port say where events wait; each port has its own place', async () => {
  const [home, spool, port] = [workdir(), join(workdir(), 'a/b'), await freePort()];
  const nowhere = ['--forward', `http://127.0.0.1:${await freePort()}/`];
  const [own, other] = [
    await listener(['--spool', spool, ...nowhere], { home }),
    await listener(['--port', String(port), ...nowhere], { home }),
  ];
  expect(other.url).toBe(`http://127.0.0.1:${port}/`);
  for (const { url } of [own, other]) await deliver(url, body);
  await Promise.all([own.stop('SIGTERM'), other.stop('SIGTERM')]);
  for (const directory of [spool, join(home, `.local/state/cbase/webhooks/port-${port}`)])
    expect(existsSync(join(directory, 'events-000000000001.ndjson')), directory).toBe(true);
});

test('a reader that goes away stops the listener quietly', async () => {
  const running = await listener();
  running.child.stdout?.destroy();
  await deliver(running.url, body).catch(() => {});
  await deliver(running.url, body).catch(() => {});
  expect((await running.ended).code).toBe(0);
});

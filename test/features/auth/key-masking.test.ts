import type { ServerResponse } from 'node:http';
import { describe, expect, test } from 'vitest';
import { bots, canary, json, server } from '../../support/handmade-server.js';
import { run } from '../../support/io.js';

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

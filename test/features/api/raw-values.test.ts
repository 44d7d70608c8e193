import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { run } from '../../support/io.js';

const canary = 'canary-key-4711-abcdWXYZ';

/** A server whose responses the test decides, by the requested path. */
async function server(answer: (path: string, response: ServerResponse) => void) {
  const http = createServer((request, response) => answer(request.url ?? '', response));
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void http.close());
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  return { CHATBASE_BASE_URL: url, CHATBASE_API_KEY: canary, CHATBASE_BOT_ID: 'b1' };
}

const _json = (response: ServerResponse, body: unknown, status = 200) =>
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
const _bots = { chatbots: [{ id: 'b1', name: 'B' }] };

test('a raw write with broken JSON in its response exits 7, a read exits 76', async () => {
  const env = await server((_path, response) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"chatbotId":"new'),
  );
  expect((await run(['api', 'POST', '/create-chatbot', '-f', 'chatbotName=Fresh'], { env })).code).toBe(7);
  expect((await run(['api', 'GET', '/x'], { env })).code).toBe(76);
});

test('a number that JavaScript cannot represent, deep in a value, is refused', async () => {
  const { code, err } = await run(['api', 'POST', '/x', '-f', 'ids=[1,12345678901234567890]', '--local']);
  expect([code, err]).toEqual([2, expect.stringContaining('put it in quotes')]);
});

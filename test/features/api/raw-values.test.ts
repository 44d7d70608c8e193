import { expect, test } from 'vitest';
import { server } from '../../support/handmade-server.js';
import { run } from '../../support/io.js';

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

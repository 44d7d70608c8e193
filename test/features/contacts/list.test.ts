import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
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

const json = (response: ServerResponse, body: unknown, status = 200) =>
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
const bots = { chatbots: [{ id: 'b1', name: 'B' }] };

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

import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** A key that must appear nowhere. */
export const canary = 'canary-key-4711-abcdWXYZ';

/** A server whose responses the test decides, by the requested path. */
export async function server(answer: (path: string, response: ServerResponse) => void) {
  const http = createServer((request, response) => answer(request.url ?? '', response));
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void http.close());
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  return { CHATBASE_BASE_URL: url, CHATBASE_API_KEY: canary, CHATBASE_BOT_ID: 'b1' };
}

export const json = (response: ServerResponse, body: unknown, status = 200) =>
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));

/** The response to a list of bots. */
export const bots = { chatbots: [{ id: 'b1', name: 'B' }] };

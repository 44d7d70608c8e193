import type { ServerResponse } from 'node:http';
import { describe, expect, test } from 'vitest';
import { bots, json, server } from '../../support/handmade-server.js';
import { run } from '../../support/io.js';

/** A server that sends these bytes for everything but the list of bots; counts how often. */
async function sending(bytes: Buffer, contentType = 'application/json') {
  let asked = 0;
  const env = await server((path: string, response: ServerResponse) => {
    if (path.includes('/get-chatbots')) return json(response, bots);
    asked++;
    return response.writeHead(200, { 'content-type': contentType }).end(bytes);
  });
  return { env, asked: () => asked };
}

const lead = (name: string) => `{"collectedCustomers":{"data":[{"id":"L1","name":${name}}]}}`;
const latin1 = (text: string) => Buffer.from(text, 'latin1');

describe('a reply in JSON', () => {
  test('with bytes that are not UTF-8 is unreadable, and asked for once', async () => {
    const { env, asked } = await sending(latin1(lead('"Müller"')));
    const { code, out, err } = await run(['leads', 'list', '--json'], { env });
    expect([code, out === '' || JSON.parse(out).ok, asked()]).toEqual([76, false, 1]);
    expect(err + out).toContain('the response contains bytes that are not UTF-8');
  });

  test('with a byte order mark is read, and not asked for again', async () => {
    const { env } = await sending(Buffer.from(`\ufeff${lead('"Ada"')}`));
    const { code, out, io } = await run(['leads', 'list', '--format', 'ndjson'], { env });
    expect([code, JSON.parse(out).name, io.slept]).toEqual([0, 'Ada', []]);
  });

  test('with a number that is too large keeps its digits, in lists and in exports', async () => {
    const { env } = await sending(Buffer.from(lead('1e400')));
    const exported = await run(['leads', 'export', '--format', 'ndjson'], { env });
    expect([exported.code, JSON.parse(exported.out).name]).toEqual([0, '1e400']);
  });
});

describe('an answer with bytes that are not UTF-8', () => {
  test.each(['text/plain', 'text/event-stream'])('as %s is shown, and ends as damaged', async (type) => {
    const body = type === 'text/plain' ? 'Grüße, Ada' : 'data: {"text":"Grüße, Ada"}\n\ndata: [DONE]\n\n';
    const { env } = await sending(latin1(body), type);
    const { code, out, err } = await run(['chat', 'Hello?'], { env });
    expect(code).toBe(7);
    expect(err).toMatch(/All \d+ characters of the answer arrived, but it contains bytes that are not UTF-8/);
    expect(err).not.toContain('cut off');
    if (type === 'text/plain') expect(out).toBe('Gr\ufffd\ufffde, Ada\n');
  });

  test('as JSON is not shown', async () => {
    const { env } = await sending(latin1('{"text":"Grüße"}'));
    const { code, out } = await run(['chat', 'Hello?'], { env });
    expect([code, out]).toEqual([76, '']);
  });
});

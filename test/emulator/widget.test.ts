import { once } from 'node:events';
import { request } from 'node:http';
import { describe, expect, test } from 'vitest';
import { verifiedUser } from '../../src/emulator/widget/user.js';
import { emulator } from '../support/emulator.js';

const turn = JSON.stringify({ messages: [{ role: 'user', content: 'When are you open?' }] });

type Sent = { readonly method?: string; readonly headers?: Record<string, string>; readonly body?: string };

/** Sends headers that fetch would not allow. */
async function sent(url: string, path: string, { method = 'GET', headers = {}, body }: Sent = {}) {
  const outgoing = request(new URL(path, url), { method, headers }).end(body);
  const [response] = await once(outgoing, 'response');
  let text = '';
  for await (const chunk of response) text += chunk;
  return { status: response.statusCode as number, headers: response.headers, text };
}

describe('S-31 the widget needs what a page of a browser needs, and nothing more', () => {
  test('a turn is taken from the chat itself only', async () => {
    const { url } = await emulator();
    const { origin, host } = new URL(url);
    const ask = async (headers: Record<string, string>) =>
      (await sent(url, '/chatbot-iframe/b1/turn', { method: 'POST', headers, body: turn })).status;
    expect(await ask({ origin })).toBe(200);
    expect(await ask({})).toBe(403);
    expect(await ask({ origin: 'null' })).toBe(403);
    expect(await ask({ origin: 'http://localhost:3000' })).toBe(403);
    expect(await ask({ origin: 'https://evil.example' })).toBe(403);
    expect(await ask({ origin: `http://evil.example`, host: 'evil.example' })).toBe(403);
    expect(await ask({ origin: `https://${host}` })).toBe(403);
  });

  test('the chat can be shown by pages of this machine only, and runs only its own script', async () => {
    const { url } = await emulator();
    const { status, headers, text } = await sent(url, '/chatbot-iframe/b1');
    const policy = String(headers['content-security-policy']);
    expect([status, headers['access-control-allow-origin']]).toEqual([200, undefined]);
    expect(policy).toContain("frame-ancestors 'self' http://127.0.0.1:* http://localhost:* file:;");
    expect(policy).toMatch(/default-src 'none'; script-src 'nonce-[\w-]+';/);
    expect(text).toContain('<title>Support</title>');
    expect((await sent(url, '/embed.min.js', { headers: { host: 'evil.example' } })).status).toBe(403);
  });

  test('the API still wants its key, and unknown bots and methods are refused', async () => {
    const { url } = await emulator();
    const status = async (path: string, more?: Sent) => (await sent(url, path, more)).status;
    expect(await status('/api/v1/get-chatbots')).toBe(401);
    expect(await status('/chatbot-iframe/none')).toBe(404);
    expect(await status('/chatbot-iframe/%E0%A4%A')).toBe(400);
    expect(await status('/embed.min.js', { method: 'POST' })).toBe(405);
    expect(await status('/chatbot-iframe/b1/turn')).toBe(405);
    const { origin } = new URL(url);
    const broken = { method: 'POST', headers: { origin }, body: '{' };
    expect(await status('/chatbot-iframe/b1/turn', broken)).toBe(400);
  });
});

test('a turn answers, calls an action of the page, and tells its result', async () => {
  const { url, ask } = await emulator();
  const { origin } = new URL(url);
  const post = async (body: object) => {
    const options = { method: 'POST', headers: { origin }, body: JSON.stringify(body) };
    return JSON.parse((await sent(url, '/chatbot-iframe/b1/turn', options)).text);
  };
  const said = (content: string, more: object = {}) =>
    post({ messages: [{ role: 'user', content }], ...more });
  expect(await said('When are you open?', { conversationId: 'w1' })).toEqual({
    text: 'We are open from 8 to 18.',
  });
  const called = await said('/call order {"number": 7}', { tools: ['order'], user: { user_id: 'u' } });
  expect(called).toMatchObject({ toolCall: { name: 'order', args: { number: 7 } }, user: {} });
  expect(await said('/call order 7', { tools: ['order'] })).toEqual({
    message: 'Write the arguments of /call as a JSON object',
  });
  const told = (toolResult: unknown) => said('/call order', { tools: ['order'], toolResult });
  expect(await told({ status: 'success', data: { paid: true } })).toEqual({ text: 'order: {"paid":true}' });
  expect(await told({ status: 'error', message: 'closed' })).toEqual({ text: 'order failed: closed' });
  expect(await told(null)).toEqual({ text: 'order failed: it returned neither success nor an error' });
  const { json } = await ask('GET', '/get-conversations?chatbotId=b1');
  expect(json).toMatchObject({ data: [{ id: 'w1', source: 'Widget or Iframe' }] });
});

test.each([
  [undefined, undefined],
  ['text', undefined],
  [{ user_id: 7, user_hash: 'x' }, { user_hash: 'x' }],
  [{ user_id: 'u' }, {}],
])('a user without a right hash has no id: %j', (user, expected) => {
  expect(verifiedUser('s', user)).toEqual(expected);
});

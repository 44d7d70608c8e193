import { spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { describe, expect, onTestFinished, test } from 'vitest';
import { parseFault } from '../../src/emulator/faults.js';
import { parseSwitches } from '../../src/emulator/options.js';
import { parseRate } from '../../src/emulator/rate.js';
import { startEmulator } from '../../src/emulator/server.js';
import { bin } from '../support/cli.js';
import { emulator, heldIds, type TestEmulator } from '../support/emulator.js';
import { workdir } from '../support/workdir.js';

const contacts = '/chatbots/b1/contacts';
const users = (...ids: readonly string[]) => ({ users: ids.map((external_id) => ({ external_id })) });

/** Sends headers that fetch would not allow. */
async function statusWith(url: string, headers: Record<string, string>): Promise<number> {
  const outgoing = request(url, { headers }).end();
  const [response] = (await once(outgoing, 'response')) as [{ statusCode: number; resume: () => void }];
  response.resume();
  return response.statusCode;
}

describe('access', () => {
  test('S-31 foreign hosts and origins are refused, local ones are not', async () => {
    const { url, key } = await emulator();
    const authorization = `Bearer ${key}`;
    const target = `${url}/get-chatbots`;
    expect(await statusWith(target, { authorization })).toBe(200);
    expect(await statusWith(target, { authorization, host: 'localhost:1' })).toBe(200);
    expect(await statusWith(target, { authorization, host: 'evil.example' })).toBe(403);
    expect(await statusWith(target, { authorization, host: '127.0.0.1.evil.example' })).toBe(403);
    expect(await statusWith(target, { authorization, origin: 'https://evil.example' })).toBe(403);
    expect(await statusWith(target, { authorization, origin: 'null' })).toBe(403);
    expect(await statusWith(target, { authorization, origin: 'http://localhost:3000' })).toBe(200);
  });

  test('S-33 every response is marked as coming from an emulator', async () => {
    const { url } = await emulator();
    const answer = await fetch(`${url}/get-chatbots`);
    expect([
      answer.status,
      answer.headers.get('x-emulator'),
      answer.headers.get('access-control-allow-origin'),
    ]).toEqual([401, '1', null]);
  });

  test('a missing and a wrong key get their API family’s message', async () => {
    const { url } = await emulator();
    const said = async (path: string, headers: Record<string, string>) =>
      ((await (await fetch(`${url}${path}`, { headers })).json()) as { message: string }).message;
    expect(await said('/get-chatbots', {})).toBe('No API key provided.');
    expect(await said('/get-chatbots', { authorization: 'Bearer wrong' })).toBe('Unauthorized access');
    expect(await said(contacts, {})).toBe('Unauthorized access');
  });

  test('the control API accepts only the token', async () => {
    const { url, token, key } = await emulator();
    const door = (path: string, bearer: string, init: RequestInit = {}) =>
      fetch(`${new URL(url).origin}/_emulator/${path}`, {
        ...init,
        headers: { authorization: `Bearer ${bearer}` },
      });
    expect((await door('requests', key)).status).toBe(401);
    expect((await door('requests', token)).status).toBe(200);
    expect((await door('nothing', token)).status).toBe(404);
    expect(
      (await door('faults', token, { method: 'POST', body: '"GET /get-chatbots status=418"' })).status,
    ).toBe(200);
    expect((await door('faults', token, { method: 'POST', body: '"GET"' })).status).toBe(400);
    expect((await fetch(`${url}/get-chatbots`)).status).toBe(418);
    const seen = (await (await door('requests', token)).json()) as {
      requests: { path: string; status: number }[];
    };
    expect(seen.requests.map(({ path, status }) => [path, status])).toEqual([['/get-chatbots', 418]]);
    expect((await door('reset', token, { method: 'POST' })).status).toBe(200);
    expect(await (await door('requests', token)).json()).toEqual({ requests: [] });
  });
});

describe('contacts', () => {
  test.each([
    ['no users', {}, 'users', 'Required'],
    ['an empty batch', { users: [] }, 'users', 'Array must contain at least 1 element(s)'],
    [
      '1001 contacts',
      { users: Array.from({ length: 1001 }, (_, i) => ({ external_id: `${i}` })) },
      'users',
      'Array must contain at most 1000 element(s)',
    ],
    ['a missing id', { users: [{ name: 'x' }] }, 'external_id', 'Required'],
    [
      'a number as a name',
      { users: [{ external_id: '1', name: 5 }] },
      'name',
      'Expected string, received number',
    ],
    [
      'a string as a number',
      { users: [{ external_id: '1', custom_attributes: { seats: '5' } }] },
      'custom_attributes.seats',
      'Expected number, received string',
    ],
    [
      'an archived attribute',
      { users: [{ external_id: '1', custom_attributes: { old_tier: 'x' } }] },
      'custom_attributes.old_tier',
      'Custom attribute is archived',
    ],
    [
      'an invalid date',
      { users: [{ external_id: '1', custom_attributes: { since: 'soon' } }] },
      'custom_attributes.since',
      'Invalid date',
    ],
    [
      'a Stripe account without a label',
      { users: [{ external_id: '1', stripe_accounts: [{ stripe_id: 'cus_1' }] }] },
      'stripe_accounts.0',
      'Invalid input',
    ],
  ])('a body with %s is refused with 400 and an issue', async (_, body, field, message) => {
    const api = await emulator();
    expect(await api.ask('POST', contacts, body)).toEqual({
      status: 400,
      json: { message: 'Invalid request body', issues: [{ field, message }] },
    });
    expect(await heldIds(api)).toEqual([]);
  });

  test('unknown fields are dropped silently, null clears an archived attribute, booleans and dates are coerced', async () => {
    const api = await emulator();
    const sent = {
      external_id: '1',
      shoe: 43,
      custom_attributes: { nope: 1, old_tier: null, newsletter: 'false', since: '2024-05-31' },
    };
    const { json } = await api.ask('POST', contacts, { users: [sent] });
    const [held] = (json as { data: Record<string, unknown>[] }).data;
    expect(held?.custom_attributes).toEqual({
      old_tier: null,
      newsletter: false,
      since: '2024-05-31T00:00:00.000Z',
    });
    expect(held).not.toHaveProperty('shoe');
  });

  test.each([
    ['conflict', 409, ['a']],
    ['overwrite', 200, ['a', 'b']],
    ['duplicate', 200, ['a', 'a', 'b']],
  ] as const)('an existing id: %s', async (existing, status, ids) => {
    const api = await emulator({ switches: { existing } });
    await api.ask('POST', contacts, users('a'));
    expect((await api.ask('POST', contacts, users('a', 'b'))).status).toBe(status);
    expect([...(await heldIds(api))].sort()).toEqual(ids);
  });

  test.each([
    ['atomic', []],
    ['prefix', ['a', 'b']],
    ['subset', ['a', 'c']],
  ] as const)('a refused batch: %s', async (batch, ids) => {
    const api = await emulator({ switches: { batch } });
    const body = {
      users: [
        { external_id: 'a' },
        { external_id: 'b' },
        { external_id: 'bad', name: 1 },
        { external_id: 'c' },
      ],
    };
    expect((await api.ask('POST', contacts, body)).status).toBe(400);
    expect(await heldIds(api)).toEqual(ids);
  });

  test('an id or email repeated in a batch is a conflict', async () => {
    const api = await emulator();
    expect((await api.ask('POST', contacts, users('a', 'a'))).status).toBe(409);
    const mails = {
      users: [
        { external_id: 'a', email: 'x@y.zz' },
        { external_id: 'b', email: 'X@Y.ZZ' },
      ],
    };
    expect((await api.ask('POST', contacts, mails)).status).toBe(409);
  });

  test('reads lag behind writes if configured', async () => {
    let now = 1_800_000_000_000;
    const api = await emulator({ lagMs: 8000, now: () => now });
    await api.ask('POST', contacts, users('a'));
    expect(await heldIds(api)).toEqual([]);
    expect((await api.ask('GET', `${contacts}/a`)).status).toBe(404);
    now += 8001;
    expect(await heldIds(api)).toEqual(['a']);
  });

  test.each([
    ['per_page=9', 'per_page', 'Number must be greater than or equal to 10'],
    ['per_page=1001', 'per_page', 'Number must be less than or equal to 1000'],
    ['page=0', 'page', 'Number must be greater than or equal to 1'],
    ['page=2', 'page', 'Page number out of range'],
    ['page=x', 'page', 'Expected number, received nan'],
  ])('a list with %s is refused', async (query, field, message) => {
    const api = await emulator();
    expect(await api.ask('GET', `${contacts}?${query}`)).toEqual({
      status: 400,
      json: { message: 'Invalid request parameters', issues: [{ field, message }] },
    });
  });

  test('PATCH requires wrapped data, merges or replaces attributes, and checks email addresses', async () => {
    for (const patch of ['merge', 'replace'] as const) {
      const api = await emulator({ switches: { patch } });
      await api.ask('POST', contacts, {
        users: [
          { external_id: 'a', email: 'a@b.cc', custom_attributes: { seats: 1, company: 'X' } },
          { external_id: 'b', email: 'b@b.cc' },
        ],
      });
      expect((await api.ask('PATCH', `${contacts}/a`, { name: 'New' })).status).toBe(400);
      expect((await api.ask('PATCH', `${contacts}/a`, { data: { email: 'B@b.cc' } })).json).toEqual({
        message: 'Email already exists',
      });
      const { json } = await api.ask('PATCH', `${contacts}/a`, {
        data: { name: 'New', custom_attributes: { seats: 2 } },
      });
      const { data } = json as { data: Record<string, unknown> };
      expect(data.custom_attributes).toEqual(patch === 'merge' ? { seats: 2, company: 'X' } : { seats: 2 });
      expect([data.name, data.email]).toEqual(['New', 'a@b.cc']);
    }
  });

  test.each([
    ['observed', 200],
    ['documented', 204],
  ] as const)('DELETE responds as %s', async (shape, status) => {
    const api = await emulator({ shape });
    const { json } = await api.ask('POST', contacts, users('a'));
    const { data } = json as { data: { id: string }[] & { created?: { id: string }[] } };
    const id = (data.created ?? data)[0]?.id;
    expect((await api.ask('DELETE', `${contacts}/${id}`)).status).toBe(status);
    expect(await heldIds(api)).toEqual([]);
  });
});

describe('attributes and bots', () => {
  const attrs = '/chatbots/b1/custom-attributes';

  test.each([
    [{ name: '1x', type: 'text', label: 'X' }, 'name'],
    [{ name: 'email', type: 'text', label: 'X' }, 'name'],
    [{ name: 'seats', type: 'text', label: 'X' }, 'name'],
    [{ name: 'x', type: 'colour', label: 'X' }, 'type'],
  ])('%j is not a valid attribute', async (body, field) => {
    const { status, json } = await (await emulator()).ask('POST', attrs, body);
    expect([status, (json as { issues: { field: string }[] }).issues.map((issue) => issue.field)]).toEqual([
      400,
      [field],
    ]);
  });

  test('an attribute is created, renamed and archived, never retyped', async () => {
    const api = await emulator();
    expect((await api.ask('POST', attrs, { name: 'tier', type: 'text', label: 'Tier' })).status).toBe(200);
    const { json } = await api.ask('PUT', `${attrs}/tier`, {
      label: 'Level',
      archived: true,
      type: 'number',
    });
    expect(json).toEqual({
      message: 'Success',
      data: { name: 'tier', type: 'text', label: 'Level', description: null, archived: true },
    });
    expect((await api.ask('PUT', `${attrs}/nope`, { label: 'X' })).json).toEqual({
      message: 'Custom attribute not found',
    });
  });

  test('a bot is created, retrained, configured and deleted', async () => {
    let now = 1_800_000_000_000;
    const api = await emulator({ trainingMs: 1000, now: () => now });
    const { json } = await api.ask('POST', '/create-chatbot', {
      chatbotName: 'New bot',
      sourceText: 'Tea is at four.',
    });
    const { chatbotId } = json as { chatbotId: string };
    expect(chatbotId).toMatch(/^[\w-]{21}$/);
    const find = async () => {
      const { chatbots } = (await api.ask('GET', '/get-chatbots')).json as {
        chatbots: { data: Record<string, unknown>[] };
      };
      return chatbots.data.find(({ id }) => id === chatbotId);
    };
    expect((await find())?.status).toBe('training');
    now += 1001;
    expect((await find())?.status).toBe('trained');
    expect((await api.ask('POST', '/update-chatbot-data', { chatbotId })).json).toEqual({
      message: 'Chatbot name is required',
    });
    expect(
      (
        await api.ask('POST', '/update-chatbot-data', {
          chatbotId,
          chatbotName: 'Renamed',
          sourceText: 'Tea is at five.',
        })
      ).status,
    ).toBe(200);
    const settings = {
      chatbotId,
      temp: 0.5,
      visibility: 'public',
      ipLimit: 3,
      styles: { buttonColor: '#FFF', alignChatButton: 'left' },
    };
    expect((await api.ask('POST', '/update-chatbot-settings', settings)).status).toBe(202);
    expect(
      (await api.ask('POST', '/update-chatbot-settings', { chatbotId, styles: { buttonColor: 'red' } })).json,
    ).toEqual({ message: 'buttonColor has invalid value.' });
    expect(await find()).toMatchObject({
      name: 'Renamed',
      temp: 0.5,
      visibility: 'public',
      ip_limit: 3,
      styles: { button_color: '#FFF', align_chat_button: 'left' },
    });
    expect((await api.ask('DELETE', `/delete-chatbot?chatbotId=${chatbotId}`)).json).toEqual({
      message: 'Deleted successfully',
    });
    expect(await find()).toBeUndefined();
  });
});

describe('chat', () => {
  const question = (content: string) => ({ chatbotId: 'b1', messages: [{ role: 'user', content }] });

  test('answers from the source text, deterministically, whole or streamed', async () => {
    const api = await emulator();
    const whole = (await api.ask('POST', '/chat', question('When are you open?'))).json;
    expect(whole).toEqual({ text: 'We are open from 8 to 18.' });
    for (const [shape, type, text] of [
      ['observed', 'text/plain; charset=utf-8', 'We are open from 8 to 18.'],
      [
        'documented',
        'text/event-stream; charset=utf-8',
        /^data: We \n\ndata: are \n\n.*data: \[DONE\]\n\n$/s,
      ],
    ] as const) {
      const { url, key } = await emulator({ shape });
      const answer = await fetch(`${url}/chat`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}` },
        body: JSON.stringify({ ...question('When are you open?'), stream: true }),
      });
      expect(answer.headers.get('content-type')).toBe(type);
      expect(await answer.text()).toMatch(text);
    }
  });

  test.each([
    { messages: [] },
    { messages: [{ role: 'system', content: 'x' }] },
    { temperature: 1.5 },
    { model: '' },
  ])('%j is refused', async (change) => {
    expect((await (await emulator()).ask('POST', '/chat', { ...question('x'), ...change })).status).toBe(400);
  });
});

describe('the rate limit', () => {
  test('counts a sliding window and says when to retry', async () => {
    let now = 1_800_000_000_000;
    const { url, key } = await emulator({ rate: { requests: 2, perMs: 10_000 }, now: () => now });
    const ask = () => fetch(`${url}/get-chatbots`, { headers: { authorization: `Bearer ${key}` } });
    expect([(await ask()).status, (await ask()).status]).toEqual([200, 200]);
    now += 4000;
    const refused = await ask();
    expect([
      refused.status,
      refused.headers.get('retry-after'),
      refused.headers.get('x-ratelimit-remaining'),
    ]).toEqual([429, '6', '0']);
    now += 6001;
    expect((await ask()).status).toBe(200);
  });
});

describe('the data file', () => {
  test('is shared by two processes and survives kill -9', async () => {
    const data = `${workdir()}/shared.db`;
    const child = spawn(
      process.execPath,
      [bin, 'emulator', '--port', '0', '--json', '--data', data, '--rate', 'none'],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
        env: { PATH: process.env.PATH, HOME: workdir() },
      },
    );
    onTestFinished(() => void child.kill('SIGKILL'));
    const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
    const other = JSON.parse(line) as { url: string; key: string; bot: string };
    const here = await startEmulator({ data });
    onTestFinished(() => here.close());
    const post = (server: { url: string; key: string }, id: string) =>
      fetch(`${server.url}/chatbots/${other.bot}/contacts`, {
        method: 'POST',
        headers: { authorization: `Bearer ${server.key}` },
        body: JSON.stringify(users(id)),
      });
    const both = await Promise.all(
      Array.from({ length: 40 }, (_, i) => post(i % 2 === 0 ? other : here, `shared-${i}`)),
    );
    expect(both.map(({ status }) => status)).toEqual(Array(40).fill(200));
    child.kill('SIGKILL');
    await once(child, 'exit');
    const held = await fetch(`${here.url}/chatbots/${other.bot}/contacts?per_page=1000`, {
      headers: { authorization: `Bearer ${here.key}` },
    });
    const { data: list } = (await held.json()) as { data: { external_id: string }[] };
    expect(list.filter(({ external_id }) => external_id.startsWith('shared-')).length).toBe(40);
  });
});

describe('parsing', () => {
  test('a fault, a switch and a rate are parsed, and a mistake is named', () => {
    expect(parseFault('POST /chat status=429 header=retry-after:2 times=3 drop=after')).toEqual({
      method: 'POST',
      path: '/chat',
      status: 429,
      headers: { 'retry-after': '2' },
      times: 3,
      drop: 'after',
    });
    expect(() => parseFault('chat status=1')).toThrow('A fault starts like');
    expect(() => parseFault('POST /chat times=3')).toThrow('Fault without an effect');
    expect(() => parseFault('POST /chat drop=sideways')).toThrow(
      'drop must be one of: during, before, after',
    );
    expect(() => parseFault('POST /chat status=abc')).toThrow('status takes a number, not "abc"');
    expect(() => parseFault('POST /chat colour=red')).toThrow('Unknown fault setting "colour=red"');
    expect(parseSwitches(['batch=prefix', 'existing=overwrite'])).toEqual({
      batch: 'prefix',
      existing: 'overwrite',
    });
    expect(() => parseSwitches(['batch=some'])).toThrow('batch must be one of: atomic, prefix, subset');
    expect(() => parseSwitches(['toString=x'])).toThrow('Unknown switch "toString"');
    expect(parseRate('100/10s')).toEqual({ requests: 100, perMs: 10_000 });
    expect(() => parseRate('fast')).toThrow('Write a rate like 100/10s');
  });
});

describe('leads, conversations and images', () => {
  const control = (api: TestEmulator, path: string, body?: unknown, token = api.token) =>
    fetch(`${new URL(api.url).origin}/_emulator/${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${token}` },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  const leads = async (api: TestEmulator, query: string) => {
    const { json } = await api.ask('GET', `/get-leads?chatbotId=b1&${query}`);
    return (json as { collectedCustomers: { data: { id: number }[] } }).collectedCustomers.data.map(
      ({ id }) => id,
    );
  };

  test('what the control API adds is listed, newest first, by whole UTC days, page by page', async () => {
    const api = await emulator();
    const days = ['2026-03-01T00:00:00Z', '2026-03-01T23:59:59.999Z', '2026-03-02T00:00:00Z'];
    const sent = days.map((created_at, i) => ({ chatbotId: 'b1', name: `L${i}`, created_at, custom: i }));
    expect((await control(api, 'leads', sent, 'wrong')).status).toBe(401);
    const { added } = (await (await control(api, 'leads', sent)).json()) as { added: { custom: number }[] };
    expect(added.map(({ custom }) => custom)).toEqual([0, 1, 2]);
    expect(added[0]).toMatchObject({ name: 'L0', email: null, phone: null, chatbot_id: 'b1' });
    const { added: blank } = (await (await control(api, 'leads', { chatbotId: 'b2' })).json()) as {
      added: object[];
    };
    expect(blank[0]).toMatchObject({ name: null, email: null, phone: null });
    expect(await leads(api, '')).toEqual([3, 2, 1]);
    expect(await leads(api, 'startDate=2026-03-01&endDate=2026-03-01')).toEqual([2, 1]);
    expect(await leads(api, 'size=2&page=2')).toEqual([1]);
    expect(await leads(api, 'page=99')).toEqual([]);
    expect((await control(api, 'leads', { chatbotId: 'nobody' })).status).toBe(404);
    expect((await control(api, 'leads', { chatbotId: 'b1', daysAgo: -1e12 })).status).toBe(400);
    expect((await leads(api, '')).length).toBe(3);
  });

  test.each(['size=0', 'size=x', 'page=0', 'page=-1', 'startDate=2026-02-30', 'endDate=1.3.2026'])(
    '%s is refused with 400',
    async (query) => {
      const api = await emulator();
      for (const call of ['get-leads', 'get-conversations'])
        expect((await api.ask('GET', `/${call}?chatbotId=b1&${query}`)).status).toBe(400);
    },
  );

  test('a size above 100 is clamped, or refused if configured', async () => {
    const many = Array.from({ length: 130 }, (_, i) => ({ chatbotId: 'b1', name: `L${i}` }));
    const clamped = await emulator();
    await control(clamped, 'leads', many);
    expect((await leads(clamped, 'size=1000')).length).toBe(100);
    const strict = await emulator({ switches: { size: 'refused' } });
    expect((await strict.ask('GET', '/get-leads?chatbotId=b1&size=101')).status).toBe(400);
  });

  test('a new lead is sent to the webhook, signed over its bytes', async () => {
    const told: { body: string; signature: unknown }[] = [];
    const hook = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      told.push({
        body: Buffer.concat(chunks).toString(),
        signature: request.headers['x-chatbase-signature'],
      });
      response.end();
    });
    await new Promise<void>((resolve) => hook.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void hook.close());
    const url = `http://127.0.0.1:${(hook.address() as AddressInfo).port}/`;
    const api = await emulator({ webhook: { url, secret: 's3cret' } });
    await control(api, 'leads', {
      chatbotId: 'b1',
      name: 'Ada',
      email: 'ada@example.com',
      conversationId: 'v1',
    });
    const [{ body = '', signature } = {}] = told;
    expect(JSON.parse(body)).toEqual({
      eventType: 'leads.submit',
      chatbotId: 'b1',
      payload: {
        conversationId: 'v1',
        customerEmail: 'ada@example.com',
        customerName: 'Ada',
        customerPhone: '',
      },
    });
    expect(signature).toBe(createHmac('sha1', 's3cret').update(body).digest('hex'));
  });

  test('a saved chat is listed; the latest call replaces it, the creation time stays', async () => {
    let now = Date.UTC(2026, 2, 1);
    const api = await emulator({ now: () => now });
    const say = (...texts: string[]) =>
      api.ask('POST', '/chat', {
        chatbotId: 'b1',
        conversationId: 'v1',
        messages: texts.map((content) => ({ role: 'user', content })),
      });
    await say('one');
    now += 60_000;
    await say('one', 'two');
    const { json } = await api.ask('GET', '/get-conversations?chatbotId=b1&filteredSources=API');
    const [conversation, ...others] = (json as { data: Record<string, unknown>[] }).data;
    expect(others).toEqual([]);
    expect(conversation).toMatchObject({
      id: 'v1',
      source: 'API',
      created_at: '2026-03-01T00:00:00.000Z',
      last_message_at: '2026-03-01T00:01:00.000Z',
    });
    expect(
      ((conversation?.messages ?? []) as { content: string }[]).map(({ content }) => content).slice(0, 2),
    ).toEqual(['one', 'two']);
    const none = await api.ask('GET', '/get-conversations?chatbotId=b1&filteredSources=Slack,WhatsApp');
    expect(none.json).toEqual({ data: [] });
  });

  test('deleting a bot deletes its data', async () => {
    const api = await emulator();
    await control(api, 'leads', { chatbotId: 'b1', name: 'x' });
    await control(api, 'conversations', { chatbotId: 'b1', messages: [] });
    await api.ask('DELETE', '/delete-chatbot?chatbotId=b1');
    expect((await api.ask('GET', '/get-leads?chatbotId=b1')).json).toEqual({
      collectedCustomers: { data: [] },
    });
    expect((await api.ask('GET', '/get-conversations?chatbotId=b1')).json).toEqual({ data: [] });
  });

  test('a repeated page and a web page are returned on request', async () => {
    const api = await emulator();
    await control(
      api,
      'leads',
      Array.from({ length: 3 }, (_, i) => ({ chatbotId: 'b1', name: `L${i}` })),
    );
    await control(api, 'faults', [
      'GET /get-leads repeatPage=true skip=1',
      'GET /get-chatbots html=true status=502',
    ]);
    expect(await leads(api, 'size=1&page=1')).toEqual([3]);
    expect(await leads(api, 'size=1&page=2')).toEqual([3]);
    expect(await leads(api, 'size=1&page=2')).toEqual([2]);
    const page = await fetch(`${api.url}/get-chatbots`, { headers: { authorization: `Bearer ${api.key}` } });
    expect([page.status, page.headers.get('content-type'), await page.text()]).toEqual([
      502,
      'text/html; charset=utf-8',
      expect.stringContaining('<title>'),
    ]);
  });
});

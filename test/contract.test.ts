import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Api, createApi } from '../src/api/api.js';
import { ApiError } from '../src/api/error.js';
import type { Fault } from '../src/emulator/faults.js';
import type { Shape, Switches } from '../src/emulator/options.js';
import { emulator } from './support/emulator.js';
import { png } from './support/images.js';
import { testIo } from './support/io.js';

type Asked = {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  /** A body with this many contacts. */
  readonly users?: number;
  /** A form instead of a body; `{"png": [width, height], "extra": bytes}` is an image. */
  readonly form?: Readonly<Record<string, string | Picture>>;
  readonly key?: string | null;
  readonly fault?: Omit<Fault, 'method' | 'path'>;
};
type Picture = { readonly png: readonly [number, number]; readonly extra?: number };
type Answer = {
  readonly status: number;
  readonly body?: unknown;
  readonly text?: string;
  readonly contentType?: string;
};

/** One exchange with the API, described once and checked against both the emulator and the client. */
type Exchange = {
  readonly title: string;
  readonly source: string;
  readonly evidence: 'observed' | 'documented';
  readonly shape: Shape;
  /** Emulator switches for points on which the documents contradict each other within one shape. */
  readonly switches?: Partial<Switches>;
  /** Requests that the emulator allows per minute. */
  readonly rate?: number;
  /** Contacts that a bot may hold. */
  readonly contactLimit?: number;
  readonly before?: readonly Asked[];
  readonly request: Asked;
  readonly answer: Answer;
  /** What the client reads from the response. */
  readonly reads?: {
    readonly value?: unknown;
    readonly throws?: { readonly kind: string; readonly message: string };
  };
};

type Contract = { readonly call: string | null; readonly exchanges: readonly Exchange[] };

const directory = new URL('contract/', import.meta.url).pathname;
const contracts = readdirSync(directory)
  // Not an exchange: what every exchange begins with, what the emulator itself sends (webhooks/contract.test.ts), and facts about
  // the widget (widget-contract.test.ts).
  .filter((name) => !['seed.json', 'webhook.json', 'widget.json'].includes(name))
  .map((name) => [name, JSON.parse(readFileSync(directory + name, 'utf8')) as Contract] as const);

describe.each(contracts)('%s', (_, { call, exchanges }) => {
  describe.each(exchanges.map((exchange) => [exchange.title, exchange] as const))(
    '%s',
    (_title, exchange) => {
      test(`the emulator responds this way (${exchange.evidence})`, async () => {
        expect(exchange.source).not.toBe('');
        const server = await emulator({
          seed: `${directory}seed.json`,
          shape: exchange.shape,
          switches: exchange.switches,
          contactLimit: exchange.contactLimit,
          rate: exchange.rate === undefined ? undefined : { requests: exchange.rate, perMs: 60_000 },
        });
        for (const asked of exchange.before ?? [])
          expect((await server.ask(asked.method, asked.path, asked.body)).status).toBeLessThan(300);
        const { request, answer } = exchange;
        const body = request.users === undefined ? request.body : usersOf(request.users);
        if (request.fault !== undefined)
          server.next(`${request.method} ${request.path.split('?')[0]}`, request.fault);
        const key = request.key === undefined ? server.key : request.key;
        const given = await fetch(`${server.url}${request.path}`, {
          method: request.method,
          headers: {
            ...(request.form === undefined && { 'content-type': 'application/json' }),
            ...(key !== null && { authorization: `Bearer ${key}` }),
          },
          ...(body !== undefined && { body: JSON.stringify(body) }),
          ...(request.form !== undefined && { body: formOf(request.form) }),
        });
        const text = await given.text();
        expect(given.status, text).toBe(answer.status);
        if (answer.contentType !== undefined)
          expect(given.headers.get('content-type')).toMatch(answer.contentType);
        if (answer.text !== undefined) expect(text).toBe(answer.text);
        if (answer.body !== undefined) expect(JSON.parse(text)).toMatchObject(patternOf(answer.body));
      });

      if (exchange.reads === undefined || call === null) return;

      test('the client reads it this way', async () => {
        const api = await clientOf(exchange.answer);
        const read = await callNamed(call, api).catch((error: unknown) => error);
        const { value, throws } = exchange.reads ?? {};
        if (throws === undefined) expect(read).toEqual(matching(value));
        else
          expect(read instanceof ApiError ? { kind: read.kind, message: read.message } : read).toEqual(
            throws,
          );
      });
    },
  );
});

test('every exchange cites its source', () => {
  const all = contracts.flatMap(([, { exchanges }]) => exchanges);
  expect(
    all.filter(({ source, evidence }) => source === '' || !['observed', 'documented'].includes(evidence)),
  ).toEqual([]);
});

const patterns: Readonly<Record<string, unknown>> = {
  '<uuid>': expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
  '<seconds>': expect.toSatisfy(
    (value: unknown) => Number.isInteger(value) && Number(value) > 1e9 && Number(value) < 1e10,
  ),
  '<iso>': expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
  '<text>': expect.stringMatching(/./),
};

const samples: Readonly<Record<string, unknown>> = {
  '<uuid>': '123e4567-e89b-12d3-a456-426614174000',
  '<seconds>': 1571672154,
  '<iso>': '2024-01-01T12:00:00.000Z',
  '<text>': 'text',
};

function filled(value: unknown, fillings: Readonly<Record<string, unknown>>): unknown {
  if (Array.isArray(value)) return value.map((one) => filled(one, fillings));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, filled(one, fillings)]));
  return typeof value === 'string' && value in fillings ? fillings[value] : value;
}

function patternOf(body: unknown): object {
  return filled(body, patterns) as object;
}

function usersOf(count: number): object {
  return { users: Array.from({ length: count }, (_, i) => ({ external_id: `c-${i}` })) };
}

function formOf(fields: Readonly<Record<string, string | Picture>>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    if (typeof value === 'string') form.append(name, value);
    else
      form.append(
        name,
        new Blob([new Uint8Array(png(...value.png, value.extra))], { type: 'image/png' }),
        'p.png',
      );
  }
  return form;
}

/** Text must be equal; objects must have the given fields. */
function matching(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(matching);
  if (typeof value !== 'object' || value === null) return value;
  return expect.objectContaining(
    Object.fromEntries(Object.entries(value).map(([name, one]) => [name, matching(one)])),
  );
}

/** A client of a server that gives this response to every request. */
async function clientOf({ status, body, text, contentType = 'application/json' }: Answer): Promise<Api> {
  const server = createServer((_request, response) => {
    response
      .writeHead(status, status === 204 ? {} : { 'content-type': contentType })
      .end(text ?? JSON.stringify(filled(body, samples)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const io = testIo();
  const world = { ...io, giveUp: io.interrupt.soft, maxWaitMs: 60_000, onTrace: () => {}, onWait: () => {} };
  const baseUrl = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1`);
  const api = await createApi({ baseUrl, key: 'a-key-of-the-contract', userAgent: 'test', env: {} }, world);
  onTestFinished(() => {
    api.close();
    server.close();
  });
  return api;
}

async function callNamed(name: string, api: Api): Promise<unknown> {
  const contact = Buffer.from('{"external_id":"1"}');
  const image = { name: 'p.png', type: 'image/png', bytes: png(16, 16) };
  const range = { bot: 'b', page: 1, size: 100 };
  switch (name) {
    case 'bots.list':
      return api.bots.list();
    case 'bots.create':
      return api.bots.create('name', undefined);
    case 'bots.retrain':
      return api.bots.retrain('b', 'name', 'text');
    case 'bots.configure':
      return api.bots.configure('b', { name: 'x' });
    case 'bots.remove':
      return api.bots.remove('b');
    case 'assets.upload icon':
      return api.assets.upload('b', 'icon', image);
    case 'assets.upload picture':
      return api.assets.upload('b', 'picture', image);
    case 'assets.remove icon':
      return api.assets.remove('b', 'icon');
    case 'assets.remove picture':
      return api.assets.remove('b', 'picture');
    case 'leads.page':
      return api.leads.page(range);
    case 'convos.page':
      return api.convos.page(range);
    case 'attrs.create':
      return api.attrs.create('b', { name: 'x', type: 'text', label: 'X' });
    case 'attrs.update':
      return api.attrs.update('b', 'x', { label: 'X' });
    case 'contacts.remove':
      return api.contacts.remove('b', '1');
    case 'attrs.list':
      return api.attrs.list('b');
    case 'contacts.create':
      return api.contacts.create('b', [contact]);
    case 'contacts.page':
      return api.contacts.page('b', 1, 100);
    case 'contacts.get':
      return api.contacts.get('b', '1');
    case 'contacts.update':
      return api.contacts.update('b', '1', contact);
    case 'chat.ask':
      return wholeText((await api.chat.ask({ bot: 'b', messages: [{ role: 'user', content: 'x' }] })).text);
    default:
      throw new Error(`the client has no call ${name}`);
  }
}

async function wholeText(pieces: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const piece of pieces) text += piece;
  return text;
}

import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { accessDenied, Refusal, type Result, type World } from './answers.js';
import { control } from './control.js';
import { Credits } from './credits.js';
import { deliver, hangUp, receive } from './delivery.js';
import { type Fault, Weather } from './faults.js';
import { readBody } from './form.js';
import { checkKey, isLocalRequest } from './guard.js';
import { RequestLog, type Seen } from './log.js';
import { type EmulatorOptions, switchesOf } from './options.js';
import { createWindow, type Window } from './rate.js';
import { routeTo } from './routes.js';
import { seedStore } from './seed.js';
import { closeStore, openStore, storedSecret, value } from './store.js';
import { isWidgetPath, widgetResponse } from './widget/serve.js';

export type Emulator = {
  readonly url: string;
  /** The API key it accepts. */
  readonly key: string;
  /** The token of the control API, `/_emulator/…`. */
  readonly token: string;
  /** The id of the first bot, if any. */
  readonly bot: string | undefined;
  readonly weather: Weather;
  readonly log: RequestLog;
  /** Applies a call as if another client had made it: at once, unlogged, and without faults. */
  readonly handle: (method: string, path: string, body: unknown) => void;
  readonly close: () => Promise<void>;
};

export const basePath = '/api/v1';

/** The secret of identity verification, unless another one is given. */
export const defaultIdentitySecret = 'local-identity-secret';

const maxBody = 64 * 2 ** 20;

type House = {
  readonly world: World;
  readonly key: string;
  readonly token: string;
  readonly weather: Weather;
  readonly log: RequestLog;
  readonly window: Window;
  readonly connections: WeakMap<Socket, number>;
};

/**
 * Starts a local Chatbase on 127.0.0.1 (and on ::1 if available). Throws the system error if the port is in use.
 * The caller must close it; it owns its database.
 */
export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  const database = await openStore(options.data);
  const now = options.now ?? Date.now;
  const switches = switchesOf(options.shape ?? 'observed', options.switches);
  const world: World = {
    database,
    options,
    now,
    uuid: randomUUID,
    switches,
    credits: new Credits(switches.credits),
    nextVariant: counter(),
  };
  await seedStore(world, options.seed ?? 'demo');
  const house: House = {
    world,
    key: options.key ?? storedSecret(database, 'key', () => `local-${randomUUID()}`),
    token: options.token ?? storedSecret(database, 'token', randomUUID),
    weather: new Weather(),
    log: new RequestLog(),
    window: createWindow(options.rate, now),
    connections: new WeakMap(),
  };
  const servers = await listen(house, options.port ?? 0);
  const { port } = servers[0].address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}${basePath}`,
    key: house.key,
    token: house.token,
    bot: value(database, 'SELECT id FROM bots ORDER BY seq LIMIT 1') as string | undefined,
    weather: house.weather,
    log: house.log,
    handle: (method, path, body) => {
      const route = routeTo(method, path);
      if (route === undefined || route === 'wrong-method') throw new Error(`no call ${method} ${path}`);
      route.handler({ world, params: route.params, query: new URLSearchParams(), body });
    },
    close: async () => {
      await Promise.all(servers.map(closed));
      closeStore(database);
    },
  };
}

function counter(): () => number {
  let count = 0;
  return () => count++;
}

async function listen(house: House, port: number): Promise<readonly [Server, ...Server[]]> {
  const first = await listening(house, port, '127.0.0.1');
  const chosen = (first.address() as AddressInfo).port;
  // Without IPv6, or with the port of ::1 in use, the emulator still works.
  const second = await listening(house, chosen, '::1').catch(() => undefined);
  return second === undefined ? [first] : [first, second];
}

function listening(house: House, port: number, host: string): Promise<Server> {
  let connections = 0;
  const server = createServer({ keepAliveTimeout: 5000 }, (request, response) => {
    serve(house, request, response).catch(() => response.destroy());
  });
  server.on('connection', (socket) => {
    connections++;
    house.connections.set(socket, connections);
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host }, () => resolve(server));
  });
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

async function serve(house: House, request: IncomingMessage, response: ServerResponse): Promise<void> {
  response.setHeader('x-emulator', '1');
  response.setHeader('date', new Date(house.world.now()).toUTCString());
  if (!isLocalRequest(request))
    return answer(response, { status: 403, json: { message: 'This emulator accepts only local requests' } });
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  const isControl = url.pathname.startsWith('/_emulator/');
  const path = pathOf(url);
  const fault = isControl ? undefined : house.weather.next(request.method ?? 'GET', path);
  if (fault?.drop === 'during') return hangUpHalfway(house, request, { url, path, fault });
  const raw = await receive(request, maxBody);
  if (raw === undefined) return answer(response, { status: 413, json: { message: 'Payload too large' } });
  if (isControl) return answer(response, await control(house, request, url, raw));
  if (isWidgetPath(url.pathname)) return serveWidget(house, request, response, { url, raw });
  await serveApi(house, request, response, { url, path, raw, fault });
}

/** A client with the wrong base URL must not match any route. */
function pathOf({ pathname }: URL): string {
  return pathname.startsWith(`${basePath}/`) ? pathname.slice(basePath.length) : `/-${pathname}`;
}

/** Reads half of a request, then closes its connection. */
async function hangUpHalfway(
  { log, world, connections }: House,
  request: IncomingMessage,
  { url, path, fault }: { readonly url: URL; readonly path: string; readonly fault: Fault },
): Promise<void> {
  const half = Number(request.headers['content-length'] ?? 0) / 2;
  let received = 0;
  for await (const chunk of request) {
    received += (chunk as Buffer).length;
    if (received >= half) break;
  }
  const method = request.method ?? 'GET';
  const connection = connections.get(request.socket) ?? 0;
  log.add({ atMs: world.now(), connection, method, path, query: url.search }, Buffer.alloc(0), undefined);
  hangUp(request.socket, fault.end);
}

function answer(response: ServerResponse, { status, json }: Result): void {
  response
    .writeHead(status, { 'content-type': 'application/json' })
    .end(json === undefined ? '' : JSON.stringify(json));
}

/** What the widget of a page asks for: without a key, and outside of the API and its faults. */
function serveWidget(
  { world, log, connections }: House,
  request: IncomingMessage,
  response: ServerResponse,
  { url, raw }: Pick<Received, 'url' | 'raw'>,
): void {
  const { method = 'GET' } = request;
  const path = url.pathname;
  const connection = connections.get(request.socket) ?? 0;
  const seen = log.add({ atMs: world.now(), connection, method, path, query: url.search }, raw, undefined);
  const secret = world.options.identitySecret ?? defaultIdentitySecret;
  const { status, headers, body } = widgetResponse(world, request, { path, raw, secret });
  response.writeHead(status, headers).end(body);
  seen.status = status;
  seen.bytesSent = Buffer.byteLength(body);
  world.options.onAnswered?.(seen, world.now() - seen.atMs);
}

type Received = {
  readonly url: URL;
  readonly path: string;
  readonly raw: Buffer;
  readonly fault: Fault | undefined;
};

async function serveApi(
  house: House,
  request: IncomingMessage,
  response: ServerResponse,
  { url, path, raw, fault }: Received,
): Promise<void> {
  const { world } = house;
  const method = request.method ?? 'GET';
  const body = await readBody(raw, request.headers['content-type']);
  const connection = house.connections.get(request.socket) ?? 0;
  const seen = house.log.add({ atMs: world.now(), connection, method, path, query: url.search }, raw, body);
  await respond(house, request, response, { url, path, body, seen, fault });
  world.options.onAnswered?.(seen, world.now() - seen.atMs);
}

type Call = { readonly url: URL; readonly path: string; readonly body: unknown; readonly seen: Seen };

async function respond(
  house: House,
  request: IncomingMessage,
  response: ServerResponse,
  { fault, ...call }: Call & { readonly fault: Fault | undefined },
): Promise<void> {
  const { world } = house;
  const { url, seen } = call;
  if (world.options.latencyMs) await pause(world.options.latencyMs, undefined, { ref: false });
  if (fault?.drop === 'before') return hangUp(request.socket, fault.end);
  const result = isReplaced(fault)
    ? { status: fault?.status ?? 200 }
    : handle(house, request, { ...call, url: fault?.repeatPage ? pageBefore(url) : url });
  if (fault?.drop === 'after') return hangUp(request.socket, fault.end);
  if (fault?.delayMs !== undefined) await pause(fault.delayMs, undefined, { ref: false });
  seen.status = fault?.status ?? result.status;
  const headers = house.window.headers();
  seen.bytesSent = await deliver(response, {
    result,
    fault,
    headers,
    switches: world.switches,
    paceMs: world.options.paceMs ?? 0,
  });
}

/** True if a fault replaces the response, so that the request is not applied. */
function isReplaced(fault: Fault | undefined): boolean {
  return (
    fault !== undefined &&
    fault.applied !== true &&
    (fault.status !== undefined || fault.body !== undefined || fault.raw !== undefined || fault.html === true)
  );
}

/** The page before the requested one, as from a server whose list moved. */
function pageBefore(url: URL): URL {
  const before = new URL(url);
  before.searchParams.set('page', String(Math.max(1, Number(url.searchParams.get('page') ?? 1) - 1)));
  return before;
}

function handle(house: House, request: IncomingMessage, { url, path, body, seen }: Call): Result {
  try {
    const isContacts = path.startsWith('/chatbots/');
    checkKey(house.key, request.headers.authorization, isContacts);
    if (house.world.switches.plan === 'free') throw accessDenied();
    if (!house.window.admits()) throw new Refusal(429, 'Rate limit exceeded');
    const route = routeTo(request.method ?? 'GET', path);
    if (route === undefined) throw new Refusal(404, 'Resource not found');
    if (route === 'wrong-method') throw new Refusal(405, 'Method not allowed');
    const result = route.handler({ world: house.world, params: route.params, query: url.searchParams, body });
    seen.applied = result.status < 300;
    seen.stored = result.stored ?? [];
    if (house.world.options.logReads) seen.shown = result.shown;
    return result;
  } catch (error) {
    if (error instanceof Refusal) return error.result;
    throw error;
  }
}

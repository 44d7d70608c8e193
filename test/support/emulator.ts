import { onTestFinished } from 'vitest';
import type { Fault } from '../../src/emulator/faults.js';
import type { Seen } from '../../src/emulator/log.js';
import type { EmulatorOptions } from '../../src/emulator/options.js';
import { type Emulator, startEmulator } from '../../src/emulator/server.js';

export type TestEmulator = Emulator & {
  readonly bot: string;
  /** The environment variables that point a client here. */
  readonly env: Readonly<Record<string, string>>;
  /** Sets the next response to this call: `next('POST /chat', { status: 429 })`; `*` stands for one segment. */
  readonly next: (call: string, fault: Omit<Fault, 'method' | 'path'>) => void;
  /** The logged requests of this call. */
  readonly seen: (call: string) => readonly Seen[];
  /** Adds a contact as another client would, at once and without a logged request. */
  readonly addContact: (contact: Readonly<Record<string, unknown>>) => void;
  readonly archiveAttribute: (name: string) => void;
  /** Leads and conversations of visitors: a list of the objects that the control API takes. */
  readonly visited: (what: 'leads' | 'conversations', made: readonly object[]) => Promise<void>;
  /** Calls the API directly with fetch, as the vendor's samples do. */
  readonly ask: (
    method: string,
    path: string,
    body?: unknown,
  ) => Promise<{ readonly status: number; readonly json: unknown }>;
};

const seed = new URL('seed.json', import.meta.url).pathname;

/** An emulator for this test: bot `b1` "Support" with a schema and no contacts. Stopped when the test ends. */
export async function emulator(options: EmulatorOptions = {}): Promise<TestEmulator> {
  const server = await startEmulator({ seed, ...options });
  onTestFinished(() => server.close());
  const bot = server.bot ?? 'b1';
  return {
    ...server,
    bot,
    env: { CHATBASE_BASE_URL: server.url, CHATBASE_API_KEY: server.key, CHATBASE_BOT_ID: bot },
    next: (call, fault) => {
      const [method = '', path = ''] = call.split(' ');
      server.weather.add({ method, path, ...fault });
    },
    seen: (call) => server.log.all().filter((seen) => matches(call, seen)),
    addContact: (contact) => server.handle('POST', `/chatbots/${bot}/contacts`, { users: [contact] }),
    archiveAttribute: (name) =>
      server.handle('PUT', `/chatbots/${bot}/custom-attributes/${name}`, { archived: true }),
    visited: async (what, made) => {
      const { status } = await fetch(`${new URL(server.url).origin}/_emulator/${what}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${server.token}` },
        body: JSON.stringify(made.map((one) => ({ chatbotId: bot, ...one }))),
      });
      if (status !== 200) throw new Error(`the control door answered ${status}`);
    },
    ask: (method, path, body) => ask(server, method, path, body),
  };
}

function matches(call: string, { method, path }: Seen): boolean {
  const [wantedMethod, wantedPath = ''] = call.split(' ');
  const pattern = new RegExp(`^${wantedPath.replaceAll('*', '[^/]+')}$`);
  return method === wantedMethod && pattern.test(path);
}

async function ask({ url, key }: Emulator, method: string, path: string, body?: unknown) {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, json: text === '' ? undefined : (JSON.parse(text) as unknown) };
}

/** All contacts a bot holds, straight from the API, oldest first. */
export async function heldContacts(
  api: TestEmulator,
  bot = api.bot,
): Promise<readonly Record<string, unknown>[]> {
  const held: Record<string, unknown>[] = [];
  for (let page = 1; ; page++) {
    const { json } = await api.ask('GET', `/chatbots/${bot}/contacts?per_page=1000&page=${page}`);
    const answer = json as { data: Record<string, unknown>[]; pages: { total_pages: number } };
    held.push(...answer.data);
    if (page >= answer.pages.total_pages) return held;
  }
}

export async function heldIds(api: TestEmulator, bot = api.bot): Promise<readonly string[]> {
  return (await heldContacts(api, bot)).map((contact) => String(contact.external_id));
}

import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, onTestFinished, test } from 'vitest';
import { cli, startCli } from '../../support/cli.js';
import { emulator } from '../../support/emulator.js';
import { run } from '../../support/io.js';
import { listener, secret, until } from '../../support/listener.js';
import { file, workdir } from '../../support/workdir.js';

type Printed = { readonly url: string; readonly key: string; readonly token: string; readonly bot: string };

/** Starts `cbase emulator --json` with these flags; returns what it printed, its stderr so far, and a way to stop it. */
async function served(flags: readonly string[]) {
  const child = startCli(['emulator', '--port', '0', '--json', ...flags]);
  onTestFinished(() => void child.kill('SIGKILL'));
  let err = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    err += chunk;
  });
  const [line] = (await once(createInterface({ input: child.stdout as NodeJS.ReadableStream }), 'line')) as [
    string,
  ];
  return {
    ...(JSON.parse(line) as Printed),
    err: () => err,
    stop: async () => {
      child.kill('SIGTERM');
      await child;
    },
  };
}

function answerOf(api: { ask: Ask }, options: object = {}) {
  const messages = [{ role: 'user', content: 'What are the terms for returns?' }];
  return api.ask('POST', '/chat', { chatbotId: 'b1', messages, ...options });
}
type Ask = (
  method: string,
  path: string,
  body?: unknown,
) => Promise<{ readonly status: number; readonly json: unknown }>;

describe('seeds', () => {
  test('busy is an account in use: three bots, 400 conversations with scores and languages, their leads', async () => {
    const { env } = await emulator({ seed: 'busy' });
    const json = async (...argv: readonly string[]) =>
      JSON.parse((await cli([...argv, '--json'], { env })).out);
    const bots = (await json('bots', 'list')) as { id: string; model: string; visibility: string }[];
    expect(bots.map(({ model, visibility }) => [model, visibility])).toEqual([
      ['gpt-4o-mini', 'private'],
      ['gpt-4.1', 'public'],
      ['claude-3-haiku', 'private'],
    ]);
    type Convo = {
      min_score: number | null;
      form_submission: object | null;
      messages: { content: string }[];
    };
    const lists = await Promise.all(
      bots.map(({ id }) => json('convos', 'export', '--bot', id, '--format', 'json') as Promise<Convo[]>),
    );
    const convos = lists.flat();
    expect(convos.length).toBe(400);
    const low = convos.filter(({ min_score }) => min_score !== null && min_score < 0.5);
    expect(low.length).toBeGreaterThan(50);
    expect(convos.filter(({ min_score }) => min_score === null).length).toBeGreaterThan(20);
    const words = convos.flatMap(({ messages }) => messages.map(({ content }) => content)).join('\n');
    for (const said of ['Do you ship to Norway?', 'Das weiß ich leider nicht', 'no lo sé', 'je ne sais pas'])
      expect(words).toContain(said);
    const leads = await Promise.all(
      bots.map(({ id }) => json('leads', 'export', '--bot', id) as Promise<object[]>),
    );
    expect(leads.flat().length).toBe(convos.filter(({ form_submission }) => form_submission !== null).length);
    expect(((await json('contacts', 'list', '--limit', '1000')) as object[]).length).toBe(120);
  });

  test('two starts at the same moment have the same data', async () => {
    const now = () => Date.UTC(2026, 2, 1);
    const [a, b] = await Promise.all([emulator({ seed: 'busy', now }), emulator({ seed: 'busy', now })]);
    const path = `/get-conversations?chatbotId=${a.bot}&size=100`;
    expect((await a.ask('GET', path)).json).toEqual((await b.ask('GET', path)).json);
  });

  test('a bot of a file has the settings that the file gives it', async () => {
    const settings = { model: 'gpt-5', initial_messages: ['Ahoy!'] };
    const bots = [{ id: 'b1', name: 'Boat', source: 'x', settings }];
    const { env } = await emulator({ seed: file(JSON.stringify({ bots }), 'seed.json') });
    const [bot] = JSON.parse((await cli(['bots', 'list', '--json'], { env })).out) as object[];
    expect(bot).toMatchObject({ model: 'gpt-5', initial_messages: ['Ahoy!'], visibility: 'private' });
  });

  test.each([
    ['[]', 'a seed is an object with "bots", a list of objects'],
    ['{"bots": [{"id": "a", "name": "A"}]}', 'bots[0].source is missing'],
    ['{"bots": [{"id": "", "name": "A", "source": ""}]}', 'bots[0].id must be text'],
    [
      '{"bots": [{"id": "a", "name": "A", "source": "", "lead": []}]}',
      'bots[0] has no "lead"; it can have id, name',
    ],
    [
      '{"bots": [{"id": "a", "name": "A", "source": "", "leads": [{}, {"daysAgo": "2"}]}]}',
      'bots[0].leads[1].daysAgo must be a number',
    ],
    [
      '{"bots": [{"id": "a", "name": "A", "source": "", "conversations": [{"messages": [{"role": 1}]}]}]}',
      'bots[0].conversations[0].messages must be a list of objects with a role, such as "user"',
    ],
    ['{', 'is not JSON'],
  ])('a seed file that does not fit is refused with its place: %s', async (text, said) => {
    const { code, err } = await cli(['emulator', '--seed', file(text, 'seed.json')]);
    expect([code, err]).toEqual([2, expect.stringContaining(said)]);
  });

  test('contacts of a seed that the API refuses are named, and nothing is stored', async () => {
    const contacts = [{ external_id: 'c-1' }, { external_id: 'c-2', email: 'nobody' }];
    const bots = [{ id: 'b1', name: 'Support', source: 'x', contacts }];
    const data = join(workdir(), 'data.db');
    const argv = ['emulator', '--port', '0', '--data', data, '--seed'];
    const { code, err } = await cli([...argv, file(JSON.stringify({ bots }), 'seed.json')]);
    expect([code, err]).toEqual([
      2,
      expect.stringMatching(/bots\[0\]\.contacts, from \[0\] on, are refused with 400: .*email/),
    ]);
    const { env } = await emulator({ data, seed: 'empty' });
    expect((await run(['bots', 'list', '--format', 'id'], { env })).out).toBe('');
  });

  test('a seed that does not exist is answered with the choices', async () => {
    const { code, err } = await cli(['emulator', '--seed', 'bussy']);
    expect([code, err]).toEqual([
      2,
      expect.stringContaining('there is no file "bussy". Use demo, busy, empty'),
    ]);
  });
});

describe('answers', () => {
  test('differ by model, and are the same again for the same model at temperature 0', async () => {
    const api = await emulator();
    const text = async (options: object) => ((await answerOf(api, options)).json as { text: string }).text;
    const models = ['gpt-4o-mini', 'gpt-4o', 'gpt-5', 'claude-3-haiku', 'gemini-2.0-flash'];
    const once = await Promise.all(models.map((model) => text({ model })));
    expect(new Set(once).size).toBe(models.length);
    for (const answer of once) expect(answer).toContain('Returns are possible within 30 days.');
    expect(await Promise.all(models.map((model) => text({ model })))).toEqual(once);
    expect(await text({})).toBe(once[0]);
  });

  test('vary above temperature 0', async () => {
    const api = await emulator();
    const ask = async () => ((await answerOf(api, { temperature: 0.7 })).json as { text: string }).text;
    expect(new Set([await ask(), await ask(), await ask()]).size).toBe(3);
  });
});

describe('limits of an account', () => {
  test('--set credits=N answers until the credits are used up, by the price of the model', async () => {
    const { url, key } = await served(['--seed', 'demo', '--set', 'credits=21']);
    const env = { CHATBASE_BASE_URL: url, CHATBASE_API_KEY: key, CHATBASE_BOT_ID: 'demo-HarborCoffee-001' };
    const chat = (...flags: readonly string[]) => cli(['chat', 'Are you open?', ...flags], { env });
    expect((await chat('--model', 'gpt-4')).code).toBe(0);
    expect((await chat()).code).toBe(0);
    const { code, err } = await chat();
    expect([code, err]).toEqual([6, expect.stringContaining('403: This chatbot is currently unavailable')]);
  });

  test('--set plan=free refuses every call', async () => {
    const { url, key } = await served(['--set', 'plan=free']);
    const env = { CHATBASE_BASE_URL: url, CHATBASE_API_KEY: key };
    const { code, err } = await cli(['bots', 'list'], { env });
    expect(err).toContain('403: Access denied or quota exceeded');
    expect(code).not.toBe(0);
  });

  test('--set visibility=public is the visibility of new bots', async () => {
    const { url, key } = await served(['--set', 'visibility=public']);
    const env = { CHATBASE_BASE_URL: url, CHATBASE_API_KEY: key };
    const { out } = await cli(['bots', 'list', '--fields', 'visibility'], { env });
    expect(out).toBe('visibility\npublic\n');
  });

  test.each(['credits=', 'credits=-1', 'credits=many', 'plan=gold'])(
    '--set %s is refused',
    async (setting) => {
      const { code, err } = await cli(['emulator', '--set', setting]);
      expect([code, err]).toEqual([2, expect.stringContaining('--set: ')]);
    },
  );
});

describe('a server for many days', () => {
  test.each([
    ['/proc/nowhere/harbor.db', 'ENOENT'],
    ['/dev/null/harbor.db', 'ENOTDIR'],
    ['/', 'EISDIR'],
  ])('--data %s cannot be created, which is said at once', async (data, code) => {
    const { code: exit, err } = await cli(['emulator', '--port', '0', '--data', data]);
    expect([exit, err]).toEqual([2, expect.stringContaining(`--data: ${data} cannot be created (${code})`)]);
  });

  test('keeps its key and token with --data', async () => {
    const data = `${workdir()}/harbor.db`;
    const first = await served(['--data', data]);
    await first.stop();
    const again = await served(['--data', data]);
    expect([again.key, again.token]).toEqual([first.key, first.token]);
    const other = await served([]);
    expect(other.key).not.toBe(first.key);
  });

  test('--verbose logs each request, without keys and bodies', async () => {
    const { url, key, err, stop } = await served(['--verbose', '--fault', 'POST /chat drop=after']);
    const env = { CHATBASE_BASE_URL: url, CHATBASE_API_KEY: key, CHATBASE_BOT_ID: 'demo-HarborCoffee-001' };
    await cli(['bots', 'list'], { env });
    await cli(['chat', 'my secret question'], { env });
    await stop();
    expect(err()).toMatch(/^\d\d:\d\d:\d\d GET \/get-chatbots → 200 \(\d+ ms\)$/m);
    expect(err()).toMatch(/^\d\d:\d\d:\d\d POST \/chat → connection closed without a response \(\d+ ms\)$/m);
    expect(err()).not.toContain(key);
    expect(err()).not.toContain('secret question');
  });
});

describe('the control API', () => {
  test.each([
    ['leads', {}, 'chatbotId must be the id of a bot'],
    ['conversations', { messages: [] }, 'chatbotId must be the id of a bot'],
    ['conversations', { chatbotId: 'b1', messages: 'hello' }, 'messages must be a list of objects'],
    ['leads', { chatbotId: 'b1', created_at: 'soon' }, 'created_at must be a time'],
    ['leads', 'hello', 'Send an object, or a list of objects'],
    ['conversations', { chatbotId: 'nope' }, 'Chatbot not found'],
  ])('names the field that does not fit: %s %j', async (what, body, said) => {
    const { url, token } = await emulator();
    const response = await fetch(`${new URL(url).origin}/_emulator/${what}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
    });
    expect(response.ok).toBe(false);
    expect(((await response.json()) as { message: string }).message).toContain(said);
  });
});

describe('--webhook', () => {
  test.each([
    ['--webhook-secret', () => ['--webhook-secret', secret]],
    ['--webhook-secret-file', () => ['--webhook-secret-file', file(`${secret}\n`, 'hook.secret')]],
  ])('signs a new lead with the secret of %s', async (_, flags) => {
    const hook = await listener();
    const { url, token } = await served(['--webhook', hook.url, ...flags()]);
    const { status } = await fetch(new URL('/_emulator/leads', url), {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ chatbotId: 'demo-HarborCoffee-001', name: 'Ada', conversationId: 'v-1' }),
    });
    expect(status).toBe(200);
    await until(() => hook.printed().length === 1);
    expect(hook.printed()).toMatchObject([{ payload: { customerName: 'Ada' } }]);
  });

  test.each([
    [['--webhook-secret', 's'], '--webhook-secret has no effect without --webhook'],
    [['--webhook-secret-file', 'f'], '--webhook-secret-file has no effect without --webhook'],
    [
      ['--webhook', 'http://127.0.0.1:9/', '--webhook-secret', 's', '--webhook-secret-file', 'f'],
      'both name the secret',
    ],
    [['--webhook', 'https://example.com/'], 'is not a local URL'],
  ])('%j is refused', async (flags, reason) => {
    const { code, err } = await cli(['emulator', '--port', '0', ...flags]);
    expect([code, err]).toEqual([2, expect.stringContaining(reason)]);
  });
});

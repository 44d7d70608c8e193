import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { cli } from '../../support/cli.js';
import { emulator } from '../../support/emulator.js';
import { run } from '../../support/io.js';
import { workdir } from '../../support/workdir.js';

const day = 24 * 60 * 60 * 1000;
const readings = [
  ['contacts list', ['contacts', 'list']],
  ['contacts get', ['contacts', 'get', 'x-1']],
  ['attrs list', ['attrs', 'list']],
  ['attrs get', ['attrs', 'get', 'company']],
  ['leads list', ['leads', 'list']],
  ['leads get', ['leads', 'get', 'L1']],
  ['convos list', ['convos', 'list']],
  ['convos get', ['convos', 'get', 'C1']],
] as const;

/** An account whose bot has one of everything. */
async function account() {
  const api = await emulator({ logReads: true });
  api.addContact({ external_id: 'x-1', name: 'Ada' });
  await api.visited('leads', [{ id: 'L1', name: 'Ada', email: 'ada@example.org' }]);
  await api.visited('conversations', [{ id: 'C1', messages: [{ role: 'user', content: 'Hello' }] }]);
  return api;
}

const listCall = 'GET /get-chatbots';

describe.each(readings)('%s', (_, argv) => {
  test.each(['id', 'name'])(
    'lists the bots once a day, not before each read, for a bot given by %s',
    async (how) => {
      const [api, home] = [await account(), workdir()];
      const env = { ...api.env, CHATBASE_BOT_ID: how === 'id' ? 'b1' : 'Support' };
      const first = await run(argv, { env, home });
      const second = await run(argv, { env, home });
      expect([first.code, first.err, second.code, second.out]).toEqual([0, '', 0, first.out]);
      expect(api.seen(listCall).length).toBe(1);
      const third = await run(argv, { env, home, nowMs: 1_800_000_000_000 + day + 1 });
      expect([third.code, api.seen(listCall).length]).toEqual([0, 2]);
    },
  );
});

test('the remembered bots are in a file of their own that only the user can read, without key or origin', async () => {
  const [api, HOME] = [await account(), workdir()];
  await cli(['contacts', 'list'], { env: { ...api.env, HOME } });
  const directory = `${HOME}/.local/state/cbase/bots`;
  const [name = '', ...others] = readdirSync(directory);
  const text = readFileSync(`${directory}/${name}`, 'utf8');
  expect([others, text.includes(api.env.CHATBASE_API_KEY ?? '?'), text.includes('127.0.0.1')]).toEqual([
    [],
    false,
    false,
  ]);
  expect(name).toMatch(/^[0-9a-f]{8}\.json$/);
  if (process.platform !== 'win32') expect(statSync(`${directory}/${name}`).mode & 0o777).toBe(0o600);
  writeFileSync(`${directory}/${name}`, '{"atMs": "soon", "bots": 7');
  expect((await cli(['contacts', 'list'], { env: { ...api.env, HOME } })).code).toBe(0);
});

describe('a remembered bot that is gone', () => {
  test.each(readings)('is looked for again in %s', async (_, argv) => {
    const [api, home] = [await account(), workdir()];
    const env = { ...api.env, CHATBASE_BOT_ID: 'Support' };
    expect((await run(argv, { env, home })).code).toBe(0);
    await api.ask('DELETE', '/delete-chatbot?chatbotId=b1');
    const { code, err } = await run(argv, { env, home });
    expect([code, err]).toEqual([5, expect.stringContaining('There is no bot "Support" in this account')]);
  });

  test('is replaced by the new bot of its name', async () => {
    const [api, home] = [await account(), workdir()];
    const env = { ...api.env, CHATBASE_BOT_ID: 'Support' };
    await run(['contacts', 'list'], { env, home });
    await api.ask('DELETE', '/delete-chatbot?chatbotId=b1');
    const made = (await api.ask('POST', '/create-chatbot', { chatbotName: 'Support' })).json as {
      chatbotId: string;
    };
    await api.ask('POST', `/chatbots/${made.chatbotId}/contacts`, {
      users: [{ external_id: 'new', name: 'Eve' }],
    });
    const { code, out } = await run(['contacts', 'list', '--json'], { env, home });
    expect([code, out]).toEqual([0, expect.stringContaining('Eve')]);
  });
});

test('renaming or deleting a bot, and any list, renew what is remembered', async () => {
  const [api, home] = [await account(), workdir()];
  const env = { ...api.env, CHATBASE_BOT_ID: 'Support' };
  await run(['contacts', 'list'], { env, home });
  expect((await run(['bots', 'update', 'b1', '--name', 'Help'], { env: api.env, home })).code).toBe(0);
  const { code, err } = await run(['contacts', 'list'], { env, home });
  expect([code, err]).toEqual([5, expect.stringContaining('There is no bot "Support"')]);
  expect((await run(['contacts', 'list', '--bot', 'Help'], { env: api.env, home })).code).toBe(0);
});

describe('a question to a remembered bot', () => {
  /** An account that was used, so that its bot is remembered. */
  async function used() {
    const [api, home] = [await account(), workdir()];
    const env = { ...api.env, CHATBASE_BOT_ID: 'Support' };
    await run(['contacts', 'list'], { env, home });
    const chat = (...argv: string[]) => run(['chat', ...argv], { env, home });
    return { api, chat };
  }

  test('is answered although the list of bots is not, and says what is known of the price', async () => {
    const { api, chat } = await used();
    api.next(listCall, { delayMs: 60_000 });
    const { code, out, err } = await chat('Hello?');
    expect([code, err]).toEqual([0, '']);
    expect(out).not.toBe('');
  });

  test('states the model as it is listed now', async () => {
    const { api, chat } = await used();
    const told = async (...argv: string[]) => JSON.parse((await chat('Hello?', '--json', ...argv)).out);
    expect(await told()).toMatchObject({
      ok: true,
      bot: { id: 'b1', name: 'Support' },
      model: 'gpt-4o-mini',
    });
    await api.ask('POST', '/update-chatbot-settings', { chatbotId: 'b1', model: 'gpt-4' });
    expect(await told()).toMatchObject({ model: 'gpt-4', credits: { estimate: 20 } });
  });

  test('is answered as remembered if the list fails', async () => {
    const { api, chat } = await used();
    api.next(listCall, { status: 400 });
    const { code, out } = await chat('Hello?', '--json');
    expect([code, JSON.parse(out).model]).toEqual([0, 'gpt-4o-mini']);
  });

  test('needs no list, unless the model is to be told', async () => {
    const { api, chat } = await used();
    const lists = async (...argv: string[]) => {
      const before = api.seen(listCall).length;
      await chat('Hello?', ...argv);
      return api.seen(listCall).length - before;
    };
    expect([await lists(), await lists('--quiet'), await lists('--json'), await lists('--stats')]).toEqual([
      0, 0, 1, 1,
    ]);
  });

  test.each([
    ['never comes', { delayMs: 600_000 }],
    ['is tried again and again', { status: 503, headers: { 'Retry-After': '60' } }],
  ])('is told in JSON as remembered, although the list %s', async (_, answer) => {
    const [api, HOME] = [await account(), workdir()];
    const env = { ...api.env, HOME, CHATBASE_BOT_ID: 'Support' };
    await cli(['contacts', 'list'], { env });
    api.next(listCall, answer);
    const { code, out } = await cli(['chat', 'Hello?', '--json'], { env });
    expect([code, JSON.parse(out)]).toEqual([0, expect.objectContaining({ ok: true, model: 'gpt-4o-mini' })]);
    expect(JSON.parse(out).text).not.toBe('');
  });

  test('that is gone is not found, and nothing was answered', async () => {
    const { api, chat } = await used();
    await api.ask('DELETE', '/delete-chatbot?chatbotId=b1');
    const { code, out, err } = await chat('Hello?');
    expect([code, out, err]).toEqual([5, '', expect.stringContaining('There is no bot "Support"')]);
  });

  test('that was replaced by another of its name goes to that one, and is answered once', async () => {
    const { api, chat } = await used();
    await api.ask('DELETE', '/delete-chatbot?chatbotId=b1');
    const { json } = await api.ask('POST', '/create-chatbot', { chatbotName: 'Support' });
    const { chatbotId } = json as { chatbotId: string };
    const { code, out } = await chat('Hello?', '--json');
    expect([code, JSON.parse(out).bot.id]).toEqual([0, chatbotId]);
    expect(api.seen('POST /chat')).toHaveLength(2);
    expect(api.seen('POST /chat').at(-1)?.body).toMatchObject({ chatbotId });
  });

  test.each([['--max-credits', '5'], ['--greeting'], ['--continue']])(
    'waits for the list where that decides what is sent: %s',
    async (...flags) => {
      const { api, chat } = await used();
      await chat('Hello?');
      const before = api.seen(listCall).length;
      api.next(listCall, { status: 400 });
      const { code } = await chat('And now?', ...flags);
      expect([code === 0, api.seen('POST /chat').length, api.seen(listCall).length]).toEqual([
        false,
        1,
        before + 1,
      ]);
    },
  );
});

test('the embedded emulator leaves nothing to remember, and accounts not used for a week are forgotten', async () => {
  const [api, HOME] = [await account(), workdir()];
  await cli(['contacts', 'list', '--local', '--bot', 'Harbor Coffee'], { env: { HOME } });
  const directory = `${HOME}/.local/state/cbase/bots`;
  expect(existsSync(directory)).toBe(false);
  mkdirSync(directory, { recursive: true });
  for (const [name, days] of [
    ['old.json', 8],
    ['used.json', 6],
  ] as const) {
    writeFileSync(`${directory}/${name}`, JSON.stringify({ atMs: Date.now() - days * day, bots: [] }));
  }
  await cli(['contacts', 'list'], { env: { ...api.env, HOME } });
  expect(readdirSync(directory).sort()).toEqual([expect.stringMatching(/^[0-9a-f]{8}\.json$/), 'used.json']);
});

test('another account does not use what was remembered', async () => {
  const [one, two, home] = [await account(), await account(), workdir()];
  await run(['contacts', 'list'], { env: one.env, home });
  const { code } = await run(['contacts', 'list'], { env: two.env, home });
  expect([code, two.seen(listCall).length]).toEqual([0, 1]);
});

test('a write lists the bots each time', async () => {
  const [api, home] = [await account(), workdir()];
  for (const name of ['Ada', 'Eve'])
    expect((await run(['contacts', 'update', 'x-1', '--name', name], { env: api.env, home })).code).toBe(0);
  expect(api.seen(listCall).length).toBe(2);
});

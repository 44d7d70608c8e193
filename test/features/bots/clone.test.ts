import { describe, expect, test } from 'vitest';
import { account } from '../../support/account.js';
import { startCli } from '../../support/cli.js';
import { emulator } from '../../support/emulator.js';
import { run } from '../../support/io.js';
import { workdir } from '../../support/workdir.js';

const settings = 'POST /update-chatbot-settings';
const create = 'POST /create-chatbot';

/** An account whose bot b1 has settings of its own. */
async function cloning(options: Parameters<typeof account>[0] = {}) {
  const { api, cbase } = await account(options);
  await api.ask('POST', '/update-chatbot-settings', {
    chatbotId: 'b1',
    instructions: 'Be kind.',
    temp: 0.4,
    visibility: 'public',
    domains: ['example.com'],
    styles: { theme: 'dark', buttonColor: '#000' },
    collectCustomerInformation: { title: 'Hello', name: { label: 'Name', active: true } },
  });
  const bots = async () => {
    const { json } = await api.ask('GET', '/get-chatbots');
    return (json as { chatbots: { data: Record<string, unknown>[] } }).chatbots.data;
  };
  const copies = async () => (await bots()).filter(({ name }) => name === 'Copy');
  const clone = (...more: readonly string[]) => cbase(['bots', 'clone', 'b1', '--name', 'Copy', ...more]);
  return { api, cbase, bots, copies, clone };
}

const copied = {
  instructions: 'Be kind.',
  temp: 0.4,
  visibility: 'public',
  domains: ['example.com'],
  styles: { theme: 'dark', button_color: '#000' },
  collect_customer_information: { title: 'Hello', name: { label: 'Name', active: true } },
};

describe('a clone', () => {
  test('has the settings of its bot, another name and no text; what was not copied is said', async () => {
    const { copies, clone } = await cloning();
    const { code, out, err } = await clone('--json');
    const [copy] = await copies();
    expect([code, copy]).toMatchObject([0, { ...copied, num_of_characters: 0 }]);
    expect(JSON.parse(out)).toMatchObject({
      ok: true,
      id: copy?.id,
      name: 'Copy',
      settings: { temperature: 0.4 },
    });
    expect(err).toBe(
      'Not copied: the training text (the API does not return it), the icon (the API does not return it), the profile picture (the API does not return it), the custom attributes of its contacts\n',
    );
  });

  test('clears what a new bot comes with, and says what it could not clear', async () => {
    const { api, cbase, bots } = await cloning();
    await api.ask('POST', '/update-chatbot-settings', {
      chatbotId: 'b2',
      initialMessages: [],
      ipLimit: null,
    });
    api.next('GET /get-chatbots', {
      skip: 3,
      body: { chatbots: [{ id: 'new', name: 'Copy', ip_limit: 5, initial_messages: ['Hi'] }] },
    });
    api.next(create, { status: 200, body: { chatbotId: 'new' } });
    api.next(settings, { status: 202, body: { message: 'ok' } });
    api.next('GET /get-chatbots', {
      times: 0,
      body: { chatbots: [{ ...(await bots())[1], id: 'new', name: 'Copy' }] },
    });
    const { code, err } = await cbase(['bots', 'clone', 'b2', '--name', 'Copy']);
    expect([code, err]).toEqual([
      0,
      expect.stringContaining('Set in new bots, and not in Sales (b2): ip_limit\n'),
    ]);
    expect(api.seen(settings).at(-1)?.body).toMatchObject({ chatbotId: 'new', initialMessages: [] });
  });

  test('dry, is only described', async () => {
    const { api, clone } = await cloning();
    const before = api.log.all().filter(({ method }) => method === 'POST').length;
    const { code, out } = await clone('--dry-run', '--with-attributes', '--json');
    expect([code, JSON.parse(out)]).toMatchObject([
      0,
      {
        dryRun: true,
        name: 'Copy',
        settings: { temperature: 0.4, domains: ['example.com'] },
        attributes: ['plan', 'seats'],
      },
    ]);
    expect(api.log.all().filter(({ method }) => method === 'POST')).toHaveLength(before);
  });

  test('with attributes, has those that are not archived; without a yes, nothing is created', async () => {
    const { api, copies, clone } = await cloning();
    const refused = await clone('--with-attributes');
    expect([refused.code, refused.err]).toEqual([
      2,
      expect.stringContaining('Permanently create 2 custom attributes in "Copy"'),
    ]);
    expect(await copies()).toEqual([]);
    expect(await clone('--with-attributes', '--yes')).toMatchObject({ code: 0 });
    const [copy] = await copies();
    const { json } = await api.ask('GET', `/chatbots/${copy?.id}/custom-attributes`);
    expect((json as { data: { name: string }[] }).data.map(({ name }) => name)).toEqual(['plan', 'seats']);
  });

  test('goes to the account of another profile', async () => {
    const [here, home] = [await cloning(), workdir()];
    const there = await emulator({ key: 'other-key-0001' });
    const login = ['auth', 'login', '--with-token', '--profile', 'other', '--base-url', there.url];
    expect(await run(login, { home, stdin: 'other-key-0001' })).toMatchObject({ code: 0 });
    const argv = ['bots', 'clone', 'b1', '--name', 'Copy', '--to-profile', 'other'];
    const done = await run(argv, { home, env: here.api.env });
    expect([done.code, done.err]).toEqual([0, expect.stringContaining('Not copied:')]);
    expect(await here.copies()).toEqual([]);
    expect(there.seen(settings).map(({ body }) => body)).toMatchObject([
      { temp: 0.4, instructions: 'Be kind.' },
    ]);
  });

  test.each([
    [['--name', 'X'], 'The name "X" is too short: a bot needs at least 3 characters'],
    [['--name', ' '], 'No name was given for the new bot'],
    [['--name', 'Copy', '--yes'], '--yes has no effect without --with-attributes'],
    [['--name', 'Sales'], 'There is already a bot called "Sales": b2. If an interrupted clone has left it'],
    [['--name', 'Support'], 'There is already a bot called "Support": b1. Choose another name'],
    [['--name', 'Copy', '--finish', 'b2'], 'There is no bot b2 called "Copy"'],
  ])('%j is refused, and nothing is created', async (flags, words) => {
    const { api, cbase } = await cloning();
    expect(await cbase(['bots', 'clone', 'b1', ...flags])).toMatchObject({
      code: 2,
      err: expect.stringContaining(words),
    });
    expect(api.seen(create)).toEqual([]);
  });
});

describe('an interrupted clone', () => {
  test('whose creation lost its response finds the bot in the list', async () => {
    const { api, copies, clone } = await cloning();
    api.next(create, { drop: 'after' });
    const { code, err } = await clone();
    expect([code, err]).toEqual([0, expect.stringContaining('but the bot was created: ')]);
    expect(await copies()).toMatchObject([copied]);
  });

  test('whose creation had no effect is in doubt, and creates nothing twice', async () => {
    const { api, clone } = await cloning();
    api.next(create, { drop: 'before' });
    expect(await clone()).toMatchObject({
      code: 7,
      err: expect.stringContaining('The creation of "Copy" may or may not have happened'),
    });
    expect(api.seen(create)).toHaveLength(1);
  });

  test('says what exists and how to go on, and --finish does so', async () => {
    const { api, copies, clone } = await cloning();
    api.next(settings, { status: 400, body: { message: 'model has invalid value.' } });
    const { code, err, out } = await clone('--json');
    const id = String((await copies())[0]?.id);
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ ok: false, id });
    expect(err).toContain(
      `Copy (${id}) was created, but the clone is not finished: 400: model has invalid value.`,
    );
    expect(err).toContain(
      `Finish it with: cbase bots clone b1 --name Copy --finish ${id}; or remove it with: cbase bots delete ${id}.`,
    );
    expect(await clone('--finish', id)).toMatchObject({ code: 0 });
    expect(await copies()).toMatchObject([copied]);
  });

  test.each(['SIGKILL', 'SIGINT'] as const)(
    'by %s between creation and settings, is found by its name',
    async (signal) => {
      const { api, copies, clone } = await cloning();
      api.next(settings, { delayMs: 20_000, drop: 'before' });
      const child = startCli(['bots', 'clone', 'b1', '--name', 'Copy'], { env: api.env });
      await expect.poll(() => copies(), { timeout: 10_000 }).toHaveLength(1);
      await new Promise((resolve) => setTimeout(resolve, 150));
      child.kill(signal);
      const ended = await child;
      const id = String((await copies())[0]?.id);
      if (signal === 'SIGINT') {
        expect(String(ended.stderr)).toContain(`Copy (${id}) was created, but the clone is not finished`);
        expect(ended.exitCode).toBe(7);
      }
      const again = await clone();
      expect([again.code, again.err]).toEqual([
        2,
        expect.stringContaining(`cbase bots clone b1 --name Copy --finish ${id}`),
      ]);
      expect(await clone('--finish', id)).toMatchObject({ code: 0 });
      expect(await copies()).toMatchObject([copied]);
    },
  );
});

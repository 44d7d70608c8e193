import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Bot } from '../../../src/api/bots.js';
import { trainedBot } from '../../../src/bots/trained-bot.js';
import { emulator, type TestEmulator } from '../../support/emulator.js';
import { png } from '../../support/images.js';
import { run } from '../../support/io.js';
import { file, workdir } from '../../support/workdir.js';

const seed = new URL('../../support/full-seed.json', import.meta.url).pathname;

async function account(options: Parameters<typeof emulator>[0] = {}) {
  const api = await emulator({ seed, ...options });
  const cbase = (argv: readonly string[], more: Parameters<typeof run>[1] = {}) =>
    run(argv, { env: api.env, ...more });
  const settings = async (bot = 'b1') => {
    const { json } = await api.ask('GET', '/get-chatbots');
    const bots = (json as { chatbots: { data: Record<string, unknown>[] } }).chatbots.data;
    return bots.find(({ id }) => id === bot) ?? {};
  };
  return { api, cbase, settings };
}

const assets = async (api: TestEmulator) => {
  const headers = { authorization: `Bearer ${api.token}` };
  const answer = await fetch(`${new URL(api.url).origin}/_emulator/assets`, { headers });
  return ((await answer.json()) as { assets: Record<string, unknown>[] }).assets;
};

describe('sources', () => {
  test('files, patterns and stdin are joined in the order given, sorted within a pattern', async () => {
    const { api, cbase } = await account();
    const where = workdir();
    for (const [name, text] of Object.entries({
      'b.md': '\ufeffB\n',
      'a.md': 'A',
      'c.txt': 'C',
      'sub/d.md': 'D',
    }))
      file(text, name, where);
    const argv = ['bots', 'create', 'Fresh', '--source', '-', join(where, '**/*.md'), join(where, 'c.txt')];
    const { code, out, err } = await cbase([...argv, '--format', 'id'], { stdin: 'from stdin\n' });
    expect([code, out.trim().length > 10]).toEqual([0, true]);
    const [sent] = api.seen('POST /create-chatbot');
    const sections = ['stdin\n\nfrom stdin', 'a.md\n\nA', 'b.md\n\nB', 'sub/d.md\n\nD', 'c.txt\n\nC'];
    const sourceText = sections.map((section) => `# ${section}`).join('\n\n');
    expect(sent?.body).toEqual({ chatbotName: 'Fresh', sourceText });
    expect(err).toBe('68 characters (less than 1% of the free plan limit of 400,000)\n');
  });

  test('a file whose name looks like a pattern is read itself', async () => {
    const { api, cbase } = await account();
    const where = workdir();
    file('wrong', 'a.md', where);
    const path = file('right', '[a].md', where);
    await cbase(['bots', 'create', 'Fresh', '--source', path]);
    expect(api.seen('POST /create-chatbot')[0]?.body).toMatchObject({ sourceText: 'right' });
  });

  test.each([
    ['empty', '', 'x.md is empty'],
    ['blank', ' \n\n ', 'There is no text in'],
    ['binary', Buffer.from([0x25, 0x50, 0x00]), 'x.md is a binary file'],
    [
      'in another encoding',
      Buffer.from('Gr\xf6\xdfe', 'latin1'),
      'line 1, byte 3: the bytes are not valid UTF-8',
    ],
  ])('a source that is %s is refused before a call', async (_, content, words) => {
    const { api, cbase } = await account();
    for (const argv of [
      ['bots', 'create', 'Fresh'],
      ['bots', 'train', 'b1', '--yes'],
    ]) {
      const { code, err } = await cbase([...argv, '--source', file(content, 'x.md')]);
      expect([code, err]).toEqual([2, expect.stringContaining(words)]);
    }
    expect(api.log.all()).toEqual([]);
  });

  test('a directory, a missing file and a pattern without a match are named in the error', async () => {
    const { cbase } = await account();
    mkdirSync(join(workdir(), 'd'));
    for (const [source, words] of [
      [workdir(), 'is a directory'],
      ['/no/such', 'no such file'],
      ['/no/*.md', 'No file matches'],
    ] as const)
      expect((await cbase(['bots', 'create', 'Fresh', '--source', source])).err).toContain(words);
  });

  test('text over the free limit gets a notice, text over the paid limit is refused', async () => {
    const { api, cbase } = await account();
    const much = await cbase(['bots', 'create', 'Fresh', '--source', file('é'.repeat(400_001), 'x.md')]);
    expect(much.err).toContain(
      '400,001 characters (4% of the paid plan limit of 11,000,000; more than the 400,000 of the free plan',
    );
    const tooMuch = await cbase([
      'bots',
      'create',
      'Fresh',
      '--source',
      file('x'.repeat(11_000_001), 'y.md'),
    ]);
    expect([tooMuch.code, api.seen('POST /create-chatbot').length]).toEqual([2, 1]);
  });
});

describe('update', () => {
  test('every flag reaches its setting and leaves the others unchanged', async () => {
    for (const styles of ['merge', 'replace'] as const) {
      const { cbase, settings } = await account({ switches: { styles } });
      await cbase(['bots', 'update', 'b1', '--theme', 'dark', '--lead-name', 'Name', '--lead-title', 'Who?']);
      await cbase([
        'bots',
        'update',
        'b1',
        '--align',
        'left',
        '--lead-email',
        'off',
        '--data',
        '{"styles":{"displayName":"D"}}',
      ]);
      expect(await settings()).toMatchObject({
        styles: { theme: 'dark', align_chat_button: 'left', display_name: 'D' },
        collect_customer_information: {
          title: 'Who?',
          name: { label: 'Name', active: true },
          email: { active: false },
        },
      });
    }
  });

  test('a text can come from a file, and `@@` stands for a text that starts with @', async () => {
    const { cbase, settings } = await account();
    await cbase(['bots', 'update', 'b1', '--instructions', `@${file('Be brief.\n', 'i.md')}`]);
    expect((await settings()).instructions).toBe('Be brief.\n');
    await cbase(['bots', 'update', 'b1', '--instructions', '@@home']);
    expect((await settings()).instructions).toBe('@home');
  });

  test.each([
    [[], 'No change was specified'],
    [['--data', '{}'], 'No change was specified'],
    [['--data', '{'], '--data is not JSON'],
    [['--data', '[1]'], '--data is not a JSON object'],
    [['--data', '{"chatbotId":"x"}'], '--data contains "chatbotId"'],
    [['--name', ' '], 'The name of the bot is empty'],
    [['--temperature', '1.1'], 'Use a number from 0 to 1'],
    [['--button-color', 'blue'], 'Use a color'],
    [['--auto-open', 'x'], 'or -1 for never'],
    [['--domain', 'https://x.com/'], 'is not a domain'],
    [['--visibility', 'secret'], 'Allowed choices are public, private'],
    [['--clear', 'everything'], 'Allowed choices are initial-messages'],
    [['--domain', 'x.com', '--clear', 'domains'], 'cannot be both set and cleared'],
    [['--bot', 'b2', '--name', 'x'], 'Two bots were named'],
  ])('%j is refused before anything is changed', async (flags, words) => {
    const { api, cbase } = await account();
    const { code, err } = await cbase(['bots', 'update', 'b1', ...flags]);
    expect([code, err]).toEqual([2, expect.stringContaining(words)]);
    expect(api.seen('POST /update-chatbot-settings')).toEqual([]);
  });

  test('an undocumented setting is sent, with a warning', async () => {
    const { api, cbase } = await account();
    const { err } = await cbase(['bots', 'update', 'b1', '--data', '{"foo":1}']);
    expect(err).toContain('Not in the API documentation: "foo"; the API may ignore it');
    expect(api.seen('POST /update-chatbot-settings')[0]?.body).toEqual({ chatbotId: 'b1', foo: 1 });
  });
});

describe('train', () => {
  test('S-40 replaces the text, keeps the name, and needs --yes without a terminal', async () => {
    const { api, cbase } = await account();
    const source = file('New text.', 'x.md');
    const asked = await cbase(['bots', 'train', 'Support', '--source', source]);
    expect([asked.code, api.seen('POST /update-chatbot-data')]).toEqual([2, []]);
    expect(asked.err).toContain('Add --yes');
    await cbase(['bots', 'train', 'Support', '--source', source, '--yes']);
    expect(api.seen('POST /update-chatbot-data')[0]?.body).toEqual({
      chatbotId: 'b1',
      chatbotName: 'Support',
      sourceText: 'New text.',
    });
  });

  test('--wait polls until training ends; failed training exits 1 and says that the text was replaced', async () => {
    const good = await account({ trainingMs: 30 });
    const source = ['--source', file('New text.', 'x.md'), '--yes', '--wait'];
    expect((await good.cbase(['bots', 'train', 'b1', ...source, '--json'])).out).toContain(
      '"status": "trained"',
    );
    const bad = await account({ switches: { training: 'fails' } });
    const { code, err } = await bad.cbase(['bots', 'train', 'b1', ...source]);
    expect([code, err]).toEqual([
      1,
      expect.stringContaining(
        'Replaced the text of Support; Training of Support ended with the status "failed"',
      ),
    ]);
    const made = await bad.cbase(['bots', 'create', 'Fresh', ...source.slice(0, 2), '--wait', '--json']);
    expect(JSON.parse(made.out)).toMatchObject({
      ok: false,
      exitCode: 1,
      chatbotId: expect.stringMatching(/.{21}/),
    });
  });

  test('a name too short for the API is detected before the call', async () => {
    const { api, cbase } = await account();
    await cbase(['bots', 'update', 'b1', '--name', 'x']);
    const { err } = await cbase(['bots', 'train', 'b1', '--source', file('text', 'x.md'), '--yes']);
    expect(err).toContain('Set a longer name with --name');
    expect(api.seen('POST /update-chatbot-data')).toEqual([]);
  });

  const bot = (status: string | undefined, trainedAtMs?: number): Bot => ({
    id: 'b',
    name: 'B',
    status,
    trainedAtMs,
    raw: {},
  });
  const follow = async (polls: readonly (Bot | undefined)[], before?: Bot) => {
    let clock = 0;
    let at = 0;
    const current = async () => polls[Math.min(at++, polls.length - 1)];
    const sleep = async (ms: number) => {
      clock += ms;
    };
    const world = { monotonic: () => clock, sleep };
    return trainedBot(world, before, { current, onWait: () => {} }).then(
      ({ status }) => `${status} after ${clock / 1000} s`,
      (error: Error) => `${error.message} after ${clock / 1000} s`,
    );
  };

  test.each([
    [
      'a status that has not changed yet is not the end',
      [bot('failed', 1), bot('training', 1), bot('trained', 2)],
      bot('failed', 1),
      'trained after 4 s',
    ],
    ['a changed timestamp is the end', [bot('ready', 2)], bot('ready', 1), 'ready after 0 s'],
    [
      'a server without timestamps is trusted once its status has settled',
      [bot('ready')],
      bot('ready'),
      'ready after 22 s',
    ],
    [
      'a limit is a failure',
      [bot('training', 1), bot('limitExceeded', 1)],
      bot('ready', 1),
      'Training of B ended with the status "limitExceeded" after 2 s',
    ],
    ['a new bot may show up late', [undefined, bot('training'), bot('ready')], undefined, 'ready after 4 s'],
    [
      'a bot that never shows up was deleted',
      [undefined],
      undefined,
      'The bot was deleted during training after 22 s',
    ],
    [
      'training that never ends times out',
      [bot('training')],
      undefined,
      'B is still training after 30 minutes after 1802 s',
    ],
  ])('%s', async (_, polls, before, ending) => {
    expect(await follow(polls, before)).toBe(ending);
  });
});

describe('icons and profile pictures', () => {
  test.each(['icon', 'picture'])(
    '%s: a square image is stored byte for byte and can be removed',
    async (kind) => {
      const { api, cbase } = await account();
      const path = file(png(32, 32), 'logo.png');
      const { code, out } = await cbase(['bots', kind, 'set', path, 'Support', '--json']);
      expect([code, JSON.parse(out).message]).toEqual([0, expect.stringContaining('uploaded successfully')]);
      const { createHash } = await import('node:crypto');
      const sha256 = createHash('sha256').update(png(32, 32)).digest('hex');
      expect(await assets(api)).toEqual([
        { bot: 'b1', kind, type: 'image/png', size: png(32, 32).length, sha256 },
      ]);
      expect((await cbase(['bots', kind, 'delete', 'b1', '--confirm', 'b1'])).code).toBe(0);
      expect(await assets(api)).toEqual([]);
    },
  );

  test.each([
    ['not square', png(32, 16), 'is 32 × 16 pixels, but the image must be square. Crop it to 16 × 16'],
    ['without pixels', png(0, 0), 'has no pixels'],
    ['too large', png(16, 16, 2 ** 20), 'is larger than 1 MB'],
    ['not an image', 'hello', 'is not an image, or is corrupt'],
    ['empty', '', 'is not an image, or is corrupt'],
    [
      'an SVG',
      '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
      'has an unsupported image format (svg)',
    ],
    ['truncated', png(16, 16).subarray(0, 12), 'is not an image, or is corrupt'],
  ])('a file that is %s is refused before a call', async (_, content, words) => {
    const { api, cbase } = await account();
    const { code, err } = await cbase(['bots', 'icon', 'set', file(content, 'logo.png'), 'b1']);
    expect([code, err, api.log.all()]).toEqual([2, expect.stringContaining(words), []]);
  });
});

describe('delete', () => {
  test('requires the id a second time, and a name alone is not enough', async () => {
    const { api, cbase, settings } = await account();
    for (const flags of [[], ['--confirm', 'Support'], ['--confirm', 'b2']])
      expect((await cbase(['bots', 'delete', 'Support', ...flags])).code).toBe(2);
    expect((await settings()).id).toBe('b1');
    expect((await cbase(['bots', 'delete', 'Support', '--confirm', 'b1'])).code).toBe(0);
    expect(await settings()).toEqual({});
    expect(api.seen('DELETE /delete-chatbot').length).toBe(1);
  });

  test('removes what this machine keeps of the bot alone, and nothing of another', async () => {
    const { api, cbase } = await account();
    const home = workdir();
    const text = file('We are open on Monday.', 'a.txt');
    for (const bot of ['b1', 'b2']) {
      const train = ['bots', 'train', bot, '--source', text, '--if-changed', '--yes'];
      expect((await cbase(train, { home })).code).toBe(0);
      const list = ['contacts', 'list', '--bot', bot, '--cached', '10m', '--name', 'a'];
      expect((await cbase(list, { home })).code).toBe(0);
    }
    const state = join(home, '.local/state/cbase');
    const kept = () =>
      ['trainings', 'contact-lists'].map((place) => readdirSync(join(state, place)).toSorted());
    const before = kept();
    expect(before.map(({ length }) => length)).toEqual([2, 2]);
    const dry = await cbase(['bots', 'delete', 'b1', '--dry-run', '--json'], { home });
    const { removes_files: files } = JSON.parse(dry.out) as { removes_files: readonly string[] };
    expect(files.map((path) => path.slice(state.length + 1).split('/')[0])).toEqual([
      'trainings',
      'contact-lists',
    ]);
    const words = (await cbase(['bots', 'delete', 'b1', '--dry-run'], { home })).out;
    for (const path of files) expect(words).toContain(`  removed here: ${path}\n`);
    expect(kept()).toEqual(before);
    const done = await cbase(['bots', 'delete', 'b1', '--confirm', 'b1', '--json'], { home });
    expect(JSON.parse(done.out)).toMatchObject({ ok: true, id: 'b1', removed_files: files });
    expect(kept().map(({ length }) => length)).toEqual([1, 1]);
    expect(files.filter((path) => existsSync(path))).toEqual([]);
    // The known bots of the account, without the deleted one.
    const [known = ''] = readdirSync(join(state, 'bots'));
    expect(readFileSync(join(state, 'bots', known), 'utf8')).not.toContain('"b1"');
    expect(readFileSync(join(state, 'bots', known), 'utf8')).toContain('"b2"');
    expect(api.seen('DELETE /delete-chatbot').length).toBe(1);
  });

  test('a deletion that is refused removes nothing here', async () => {
    const { api, cbase } = await account();
    const home = workdir();
    const list = ['contacts', 'list', '--cached', '10m', '--name', 'a'];
    expect((await cbase(list, { home })).code).toBe(0);
    const lists = join(home, '.local/state/cbase/contact-lists');
    const before = readdirSync(lists);
    api.next('DELETE /delete-chatbot', { status: 403, body: { message: 'No' } });
    expect((await cbase(['bots', 'delete', '--confirm', 'b1', 'b1'], { home })).code).not.toBe(0);
    expect(readdirSync(lists)).toEqual(before);
  });
});

test('an ambiguous name lists the candidates', async () => {
  const api = await emulator();
  const { code, err } = await run(['bots', 'get', 'Twins'], { env: api.env });
  expect([code, err]).toEqual([2, expect.stringContaining('b3 (Twins), b4 (Twins)')]);
});

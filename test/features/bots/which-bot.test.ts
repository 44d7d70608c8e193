import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { emulator } from '../../support/emulator.js';
import { run } from '../../support/io.js';
import { onScreen } from '../../support/screen.js';
import { file, workdir } from '../../support/workdir.js';

const down = '\u001b[B';

async function account(...names: readonly string[]) {
  const bots = names.map((name, i) => ({ id: `bot-${i + 1}`, name, source: 'x' }));
  const api = await emulator({ seed: file(JSON.stringify({ bots }), 'seed.json') });
  const { CHATBASE_BOT_ID: _, ...env } = api.env;
  return { api, env, home: workdir() };
}

describe('the only bot of an account', () => {
  test.each([
    [['contacts', 'list']],
    [['contacts', 'create', 'c1']],
    [['attrs', 'list']],
    [['leads', 'list']],
    [['leads', 'stats']],
    [['convos', 'list']],
    [['convos', 'export']],
    [['bots', 'get']],
    [['bots', 'update', '--temperature', '0.2']],
    [['chat', 'Hello']],
    [['api', 'GET', '/chatbots/{bot}/contacts']],
  ])('is used by %j without being named, which is said once', async (argv) => {
    const { env } = await account('Harbor Coffee');
    const { code, err } = await run(argv, { env });
    expect([code, err.match(/Using bot Harbor Coffee \(the only one\)\n/g)?.length], err).toEqual([0, 1]);
    expect((await run([...argv, '-q'], { env })).err).not.toContain('Using bot');
  });

  test('is used by an import', async () => {
    const { api, env } = await account('Harbor Coffee');
    const csv = file('external_id,name\n1,Ada\n', 'a.csv');
    const { code, err } = await run(['contacts', 'import', csv], { env });
    expect([code, err]).toEqual([0, expect.stringContaining('Using bot Harbor Coffee (the only one)')]);
    expect(api.seen('POST /chatbots/bot-1/contacts')).toHaveLength(1);
  });

  test.each([[['bots', 'delete', '--confirm', 'bot-1']], [['bots', 'train', '--same-text', '--yes']]])(
    'must be named to %j',
    async (argv) => {
      const { api, env } = await account('Harbor Coffee');
      const { code, err } = await run(argv, { env });
      expect([code, err]).toEqual([2, expect.stringContaining('No bot was named')]);
      expect(api.log.all().filter(({ method }) => method !== 'GET')).toEqual([]);
    },
  );
});

describe('one of several bots', () => {
  test('outside of a terminal must be named: the error lists them and says how to set a default', async () => {
    const { env } = await account('Harbor Coffee', 'Tea House');
    for (const argv of [
      ['leads', 'list'],
      ['chat', 'Hello'],
      ['contacts', 'list', '--json'],
    ]) {
      const { code, err } = await run(argv, { env });
      expect([code, err]).toEqual([
        2,
        'cbase: No bot was named. Add --bot NAME, or set a default with: cbase config set bot "NAME". ' +
          'Your bots: bot-1 (Harbor Coffee), bot-2 (Tea House).\n',
      ]);
    }
  });

  test('in a terminal is chosen from a list, and can become the default', async () => {
    const { env, home, api } = await account('Harbor Coffee', 'Tea House');
    const at = onScreen(['leads', 'list'], { env, home });
    await at.until('? Which bot?');
    at.type(down);
    await at.until('❯ Tea House');
    at.type('\r');
    await at.until('Make Tea House the default?');
    at.type('y\r');
    expect(await at.exit).toBe(0);
    expect(api.seen('GET /get-leads')[0]?.path).toBe('/get-leads');
    const config = JSON.parse(readFileSync(join(home, '.config/cbase/config.json'), 'utf8'));
    expect(config.profiles.default.bot).toBe('Tea House');
    expect((await run(['leads', 'list'], { env, home })).code).toBe(0);
  });

  test('is used once where it is not to be the default', async () => {
    const { env, home } = await account('Harbor Coffee', 'Tea House');
    const at = onScreen(['attrs', 'list'], { env, home });
    await at.until('❯ Harbor Coffee');
    at.type('\r');
    await at.until('Make Harbor Coffee the default?');
    at.type('\r');
    expect(await at.exit).toBe(0);
    expect(existsSync(join(home, '.config/cbase/config.json'))).toBe(false);
  });

  test('in a terminal is chosen from a list by an import too', async () => {
    const { api, env, home } = await account('Harbor Coffee', 'Tea House');
    const csv = file('external_id,name\n1,Ada\n', 'a.csv');
    const at = onScreen(['contacts', 'import', csv], { env, home });
    await at.until('❯ Harbor Coffee');
    at.type(down);
    await at.until('❯ Tea House');
    at.type('\r');
    await at.until('the default?');
    at.type('\r');
    expect(await at.exit).toBe(0);
    expect(api.seen('POST /chatbots/bot-2/contacts')).toHaveLength(1);
  });

  test('that shares its name is stored by its id', async () => {
    const { env, home } = await account('Twin', 'twin');
    const at = onScreen(['attrs', 'list'], { env, home });
    await at.until('❯ Twin');
    at.type('\r');
    await at.until('the default?');
    at.type('y\r');
    expect(await at.exit).toBe(0);
    expect((await run(['config', 'get', 'bot'], { home })).out).toBe('bot-1\n');
  });

  test('that is named or remembered costs no list of bots', async () => {
    const { api, env, home } = await account('Harbor Coffee', 'Tea House');
    await run(['leads', 'list', '--bot', 'Tea House'], { env, home });
    const before = api.seen('GET /get-chatbots').length;
    await run(['leads', 'list', '--bot', 'Tea House'], { env, home });
    expect(api.seen('GET /get-chatbots').length - before).toBeLessThanOrEqual(1);
  });
});

describe('CHATBASE_AGENT_ID', () => {
  test('names the bot, after CHATBASE_BOT_ID', async () => {
    const { env } = await account('Harbor Coffee', 'Tea House');
    const bot = async (more: Record<string, string>) =>
      JSON.parse((await run(['bots', 'get', '--json'], { env: { ...env, ...more } })).out).id;
    expect(await bot({ CHATBASE_AGENT_ID: 'bot-2' })).toBe('bot-2');
    expect(await bot({ CHATBASE_AGENT_ID: 'bot-2', CHATBASE_BOT_ID: 'bot-1' })).toBe('bot-1');
    expect(await bot({ CHATBASE_AGENT_ID: 'bot-2', CHATBASE_BOT_ID: '' })).toBe('bot-2');
  });

  test('is named as the source, and -v says that it is overridden', async () => {
    const { env } = await account('Harbor Coffee', 'Tea House');
    const both = { ...env, CHATBASE_AGENT_ID: 'bot-2', CHATBASE_BOT_ID: 'bot-1' };
    const { out } = await run(['config', 'list', '--json'], { env: { CHATBASE_AGENT_ID: 'bot-2' } });
    expect(JSON.parse(out)).toContainEqual({ name: 'bot', value: 'bot-2', source: 'CHATBASE_AGENT_ID' });
    const words = 'CHATBASE_BOT_ID overrides CHATBASE_AGENT_ID';
    expect((await run(['bots', 'get', '-v'], { env: both })).err).toContain(words);
    for (const argv of [
      ['bots', 'get'],
      ['bots', 'get', '-v', '--bot', 'bot-1'],
    ])
      expect((await run(argv, { env: both })).err).not.toContain(words);
  });
});

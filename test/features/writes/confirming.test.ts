import { describe, expect, test } from 'vitest';
import { emulator } from '../../support/emulator.js';
import { run } from '../../support/io.js';
import { onScreen, unwrapped } from '../../support/screen.js';
import { file, workdir } from '../../support/workdir.js';

type Case = { readonly argv: readonly string[]; readonly id: string; readonly write: string };

const cases: readonly Case[] = [
  { argv: ['bots', 'delete', 'b1'], id: 'b1', write: 'DELETE /delete-chatbot' },
  { argv: ['bots', 'icon', 'delete', 'b1'], id: 'b1', write: 'DELETE /delete-chatbot-icon' },
  { argv: ['bots', 'picture', 'delete', 'b1'], id: 'b1', write: 'DELETE /delete-chatbot-profile-picture' },
  { argv: ['bots', 'train', 'b1', '--same-text'], id: 'b1', write: 'POST /update-chatbot-data' },
  { argv: ['contacts', 'delete', 'c1'], id: 'c1', write: 'DELETE /chatbots/b1/contacts/*' },
];

async function account() {
  const api = await emulator();
  api.addContact({ external_id: 'c1', name: 'Ada' });
  return api;
}

describe.each(cases)('$argv', ({ argv, id, write }) => {
  test.each([
    ['--yes', ['--yes'], 0, 1],
    ['-y', ['-y'], 0, 1],
    ['--confirm with the id', ['--confirm', id], 0, 1],
    ['--yes with another id', ['--yes', '--confirm', 'other'], 2, 0],
  ])('%s', async (_, flags, code, writes) => {
    const api = await account();
    const done = await run([...argv, ...flags], { env: api.env });
    expect([done.code, api.seen(write).length], done.err).toEqual([code, writes]);
  });

  test('where cbase cannot ask, the error says why and names both flags', async () => {
    const api = await account();
    const silent = await run(argv, { env: api.env });
    expect([silent.code, silent.err]).toEqual([
      2,
      expect.stringMatching(
        new RegExp(`, and there is no terminal to ask in\\. Add --yes or --confirm ${id}\\.\\n$`),
      ),
    ]);
    const reasons = [
      [['--no-input'], {}, 'cbase does not ask with --no-input'],
      [['--json'], {}, 'cbase does not ask with --json'],
      [[], { CI: '1' }, 'cbase does not ask where CI is set'],
    ] as const;
    for (const [flags, env, words] of reasons) {
      const { code, err } = await run([...argv, ...flags], { env: { ...api.env, ...env }, tty: true });
      expect([code, unwrapped(err)]).toEqual([2, expect.stringContaining(words)]);
    }
    expect(api.seen(write)).toEqual([]);
  });
});

describe('--yes confirms only what is named', () => {
  test('a bot to delete must be on the command line', async () => {
    const api = await account();
    const { code, err } = await run(['bots', 'delete', '--yes'], { env: api.env });
    expect([code, err]).toEqual([2, expect.stringContaining('cbase bots delete BOT --yes')]);
    expect((await run(['bots', 'delete', '--yes', '--bot', 'b1'], { env: api.env })).code).toBe(0);
  });

  test('a run to undo must be on the command line', async () => {
    const api = await emulator();
    const home = workdir();
    await run(['contacts', 'import', file('external_id\n1\n', 'a.csv'), '--report', `${home}/report`], {
      env: api.env,
      home,
    });
    const undo = (...argv: readonly string[]) =>
      run(['contacts', 'import', 'undo', ...argv], { env: api.env, home });
    const unnamed = await undo('--yes');
    expect([unnamed.code, unnamed.err]).toEqual([2, expect.stringMatching(/import undo \d\S+ --yes/)]);
    expect((await undo(`${home}/report`, '--yes')).code).toBe(0);
  });
});

describe('what is permanent', () => {
  const create = ['attrs', 'create', 'tier', '--type', 'text'];

  test('an attribute is asked about in a terminal, unless it is confirmed', async () => {
    const api = await emulator();
    const made = () => api.seen('POST /chatbots/b1/custom-attributes').length;
    const at = onScreen(create, { env: api.env });
    await at.until('Permanently create the attribute tier (text) in Support?');
    at.type('\r');
    expect([await at.exit, made()]).toEqual([1, 0]);
    expect(await at.seen()).toContain('Nothing was created');
    const wrong = await run([...create, '--confirm', 'other'], { env: api.env });
    expect([wrong.code, made()]).toEqual([2, 0]);
    const sure = onScreen([...create, '--yes'], { env: api.env });
    expect([await sure.exit, made()]).toEqual([0, 1]);
    const script = await run(['attrs', 'create', 'size', '--type', 'text'], { env: api.env });
    expect([script.code, made()]).toEqual([0, 2]);
  });

  test('attributes of an import are confirmed by --yes, or by the id of the bot', async () => {
    const csv = file('external_id,extra\n1,x\n', 'a.csv');
    for (const [flags, code] of [
      [['--yes'], 0],
      [['--confirm', 'b1'], 0],
      [['--confirm', 'b2'], 2],
    ] as const) {
      const api = await emulator();
      const { code: ended } = await run(['contacts', 'import', csv, '--create-attrs', ...flags], {
        env: api.env,
      });
      expect(ended).toBe(code);
    }
  });
});

test('a session is deleted by either flag', async () => {
  const api = await emulator();
  const home = workdir();
  for (const flag of ['--yes', '--confirm'] as const) {
    await run(['chat', 'Hello', '-q'], { env: api.env, home });
    const id = (await run(['sessions', 'list', '--format', 'id'], { home })).out.trim();
    const flags = flag === '--yes' ? [flag] : [flag, id];
    expect((await run(['sessions', 'delete', id, ...flags], { home })).code).toBe(0);
  }
});

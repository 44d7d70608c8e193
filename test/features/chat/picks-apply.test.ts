import { describe, expect, test } from 'vitest';
import { setup } from '../../support/chat.js';
import { emulator } from '../../support/emulator.js';
import { run } from '../../support/io.js';
import { onScreen, unwrapped } from '../../support/screen.js';
import { file, workdir } from '../../support/workdir.js';

const support = { id: 'b1', name: 'Support' };
const at = { at: '2026-03-01T08:00:00.000Z', question: 'How?', isBlind: true };

/** The bot has gpt-4o-mini at 0. */
const picks = [
  {
    ...at,
    picked: 'gpt-4o at 0.2',
    labels: ['gpt-4o at 0.2', 'own', 'new'],
    lanes: [
      { label: 'gpt-4o at 0.2', bot: support, model: 'gpt-4o', temperature: 0.2 },
      { label: 'own', bot: support, model: 'gpt-4o-mini', temperature: 0 },
      { label: 'new', bot: support, model: 'gpt-4o', temperature: 0 },
    ],
  },
  {
    ...at,
    picked: 'new',
    labels: ['new', 'gone'],
    lanes: [{ label: 'new', bot: support, model: 'gpt-4', temperature: 0.7 }],
  },
];

async function account(lines: readonly object[] = picks) {
  const api = await emulator();
  const home = workdir();
  file(lines.map((line) => JSON.stringify(line)).join('\n'), '.local/state/cbase/picks.jsonl', home);
  const writes = () => api.seen('POST /update-chatbot-settings');
  const apply = (...argv: readonly string[]) =>
    run(['picks', 'apply', ...argv], { env: { ...api.env, CHATBASE_BOT_ID: '' }, home });
  const held = async (id = 'b1') => {
    const { json } = await api.ask('GET', '/get-chatbots');
    const { chatbots } = json as { chatbots: { data: readonly Record<string, unknown>[] } };
    const bots = Array.isArray(chatbots) ? chatbots : chatbots.data;
    const bot = bots.find((one: Record<string, unknown>) => one.id === id);
    return { model: bot?.model, temp: bot?.temp };
  };
  return { api, home, writes, apply, held };
}

describe('picks apply', () => {
  test.each([
    ['gpt-4o at 0.2', { model: 'gpt-4o', temp: 0.2 }, 'Support now has model gpt-4o and temperature 0.2'],
    ['b1:gpt-4o:0.7', { model: 'gpt-4o', temp: 0.7 }, 'Support now has model gpt-4o and temperature 0.7'],
    ['Support:gpt-4o', { model: 'gpt-4o', temp: 0 }, 'Support now has model gpt-4o'],
    ['support::0.3', { model: 'gpt-4o-mini', temp: 0.3 }, 'Support now has temperature 0.3'],
    ['bot=b1,temp=0.4', { model: 'gpt-4o-mini', temp: 0.4 }, 'Support now has temperature 0.4'],
  ])('%s', async (lane, settings, words) => {
    const { apply, held, writes } = await account();
    const { code, out, err } = await apply(lane, '--yes');
    expect([code, out]).toEqual([0, `id,done\nb1,${words}\n`]);
    expect(err).toContain('→');
    expect([await held(), writes().length]).toEqual([settings, 1]);
  });

  test('only what differs is sent, and nothing where nothing does', async () => {
    const { apply, writes } = await account();
    expect((await apply('b1:gpt-4o-mini:0.6', '--yes', '-q')).err).toBe('');
    expect(writes().map(({ body }) => body)).toEqual([{ chatbotId: 'b1', temp: 0.6 }]);
    expect((await apply('b1:gpt-4o-mini:0.6')).out).toContain('has this model and temperature already');
    expect(writes().length).toBe(1);
  });

  test('a bot that has what the picked lane had stays as it is', async () => {
    const { apply, writes } = await account();
    const { code, out } = await apply('own', '--json');
    expect([code, JSON.parse(out), writes()]).toEqual([0, { ok: true, id: 'b1', changes: {} }, []]);
  });

  test('--dry-run shows the difference and writes nothing', async () => {
    const { apply, writes } = await account();
    const { code, out } = await apply('gpt-4o at 0.2', '--dry-run', '--json');
    expect([code, JSON.parse(out)]).toMatchObject([
      0,
      {
        would: 'update the bot Support (b1)',
        changes: { model: { before: 'gpt-4o-mini', after: 'gpt-4o' }, temp: { before: 0, after: 0.2 } },
      },
    ]);
    expect(writes()).toEqual([]);
  });

  test('--bot names another bot for a label, but not for a lane with a bot of its own', async () => {
    const { apply, held } = await account();
    expect((await apply('gpt-4o at 0.2', '--bot', 'Sales', '--yes')).code).toBe(0);
    expect([await held('b2'), await held('b1')]).toEqual([
      { model: 'gpt-4o', temp: 0.2 },
      { model: 'gpt-4o-mini', temp: 0 },
    ]);
    const two = await apply('b1:gpt-4:', '--bot', 'b2', '--yes');
    expect([two.code, two.err]).toEqual([2, expect.stringContaining('Two bots were named')]);
  });

  test.each([
    ['new', 2, '"new" stands for 2 lanes. Name one of them: b1:gpt-4o:0, b1:gpt-4:0.7.'],
    ['gpt-4o at .2', 5, 'Did you mean "gpt-4o at 0.2"?'],
    ['gone', 5, 'are of an earlier version'],
    ['b1:gpt-4o:7', 2, 'the temperature "7" is not a number from 0 to 1'],
    ['b1::', 2, 'sets no model and no temperature'],
    ['Suport:gpt-4o', 5, 'Did you mean "Support"?'],
    ['Twins:gpt-4o', 2, '2 bots are called "Twins"'],
    ['gpt-4o at 0.2', 2, 'Add --yes or --confirm b1.'],
  ])('%s is refused', async (lane, code, words) => {
    const { apply, writes } = await account();
    const refused = await apply(lane);
    expect([refused.code, refused.out, refused.err]).toEqual([code, '', expect.stringContaining(words)]);
    expect(writes()).toEqual([]);
  });

  test('without any pick, a lane can still be named', async () => {
    const { apply } = await account([]);
    expect((await apply('best')).err).toContain(
      'No answer has been picked yet; name the lane as BOT:MODEL:TEMPERATURE',
    );
    expect((await apply('b1:gpt-4o:', '--yes')).code).toBe(0);
  });

  test('a setting that the server does not keep is an error', async () => {
    const { api, apply } = await account();
    api.next('POST /update-chatbot-settings', { status: 200, body: { message: 'ok' } });
    const lost = await apply('gpt-4o at 0.2', '--yes');
    expect([lost.code, lost.err]).toEqual([
      3,
      expect.stringContaining('the server did not keep: model, temp'),
    ]);
  });

  test('in a terminal it shows the difference and asks', async () => {
    const { api, home, writes } = await account();
    const screen = onScreen(['picks', 'apply', 'gpt-4o at 0.2'], { env: api.env, home });
    await screen.until('Change these settings of Support (b1)?');
    expect(unwrapped(await screen.seen())).toContain('gpt-4o at 0.2: picked in 1 of 1 comparison');
    screen.type('\r');
    expect([await screen.exit, writes()]).toEqual([1, []]);
  });

  test('a mistyped subcommand gets the right one', async () => {
    const { home } = await account();
    const { code, err } = await run(['picks', 'aply'], { home });
    expect([code, err]).toEqual([2, expect.stringContaining('Did you mean apply?')]);
  });

  test('a pick in a conversation can be applied', async () => {
    const { api } = await setup();
    const home = workdir();
    const chat = onScreen(['chat'], { env: api.env, home });
    await chat.until('›');
    chat.type('/compare gpt-4o\r');
    await chat.until('Comparing A');
    chat.type('Hello\r');
    await chat.until('— B: gpt-4o —');
    await chat.until(/^you › ?$/m);
    chat.type('/pick b\r');
    await chat.until('Continuing with');
    chat.type('\u0004');
    await chat.exit;
    const { code, out } = await run(['picks', 'apply', 'gpt-4o', '--yes'], { env: api.env, home });
    expect([code, out]).toEqual([0, expect.stringContaining('now has model gpt-4o')]);
  });
});

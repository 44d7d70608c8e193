import { describe, expect, test } from 'vitest';
import { cli } from '../../support/cli.js';
import { opened } from '../../support/conversation.js';
import { emulator } from '../../support/emulator.js';
import { ctrl } from '../../support/keys.js';
import { onScreen } from '../../support/screen.js';
import { file, workdir } from '../../support/workdir.js';

const hint = '/help for commands, Ctrl-D to quit.';
const greeting = 'Hi! What can I help you with?';

/** An emulator whose bots were listed before by this user. */
async function remembered() {
  const api = await emulator();
  const home = workdir();
  await cli(['bots', 'list'], { env: { ...api.env, HOME: home } });
  const place = `in the emulator at ${new URL(api.url).host}`;
  return { api, home, place };
}

describe('the first line of a conversation', () => {
  test.each([
    [120, ' '],
    [80, '\n'],
  ])('names a remembered bot at once, on %i columns', async (columns, between) => {
    const { api, home, place } = await remembered();
    api.next('GET /get-chatbots', { delayMs: 60_000, times: 0 });
    const { at } = await opened([], { api, home, columns });
    expect((await at.seen()).trimEnd()).toBe(
      `Chatting with Support (gpt-4o-mini) ${place}.${between}${hint}\n\nyou ›`,
    );
    at.type('exit\r');
    expect(await at.exit).toBe(0);
  });

  test('is completed when the list answers, above what is being typed', async () => {
    const id = 'v9Xh2Qm4Lp7Rt1Ws5Zk3a';
    const bots = [{ id, name: 'Support', source: 'We are open from 8 to 18.' }];
    const api = await emulator({ seed: file(JSON.stringify({ bots }), 'seed.json') });
    api.next('GET /get-chatbots', { delayMs: 1500 });
    const at = onScreen(['chat', '--bot', id], { env: api.env, columns: 120 });
    await at.until('you ›');
    at.type('a draft');
    const place = `the emulator at ${new URL(api.url).host}`;
    await at.until(`Connecting to ${place}. ${hint}\n\nyou › a draft`);
    await at.until(
      `Chatting with Support (gpt-4o-mini) in ${place}.\n\nSupport ›\n${greeting}\n\nyou › a draft`,
    );
  });

  test('is corrected when the bot has another model by now', async () => {
    const { api, home, place } = await remembered();
    await api.ask('POST', '/update-chatbot-settings', { chatbotId: 'b1', model: 'gpt-4o' });
    const { at } = await opened([], { api, home });
    await at.until(`Chatting with Support (gpt-4o) ${place}.`);
  });

  test('names the profile that was chosen', async () => {
    const { api, home } = await remembered();
    const env = { HOME: home, CHATBASE_API_KEY: api.key };
    await cli(['config', 'set', 'base-url', api.url, '--profile', 'eu'], { env });
    const at = onScreen(['chat', '--profile', 'eu', '--bot', 'b1'], { env, home, columns: 120 });
    await at.until('(profile eu)');
  });

  test('and the greeting are not shown with --quiet', async () => {
    const { at } = await opened(['--quiet']);
    at.type('When are you open?\r');
    await at.until('We are open');
    expect(await at.seen()).not.toMatch(/Chatting|Connecting|help|Hi!/);
  });
});

describe('no prompt is drawn before one can talk', () => {
  test('without a key', async () => {
    const at = onScreen(['chat'], { env: { CHATBASE_BOT_ID: 'b1' } });
    await at.until('What would you like to do?');
    expect(at.raw()).not.toContain('›');
    at.type(ctrl('C'));
    expect(await at.exit).toBe(130);
  });

  test('without a bot', async () => {
    const api = await emulator();
    api.next('GET /get-chatbots', { delayMs: 600 });
    const at = onScreen(['chat'], { env: { ...api.env, CHATBASE_BOT_ID: undefined } });
    await at.until('Which bot?');
    expect(await at.seen()).not.toContain('›');
  });
});

test('what is typed before there is a prompt is in the line, and not sent before it can be seen', async () => {
  const api = await emulator();
  api.next('GET /get-chatbots', { delayMs: 1500 });
  const at = onScreen(['chat', '--models', 'gpt-4o,gpt-4o-mini'], { env: api.env });
  await at.until(/… \d s/);
  at.type('a question\rnext');
  await at.until(/you › a question⏎next$/);
  expect(api.seen('POST /chat')).toEqual([]);
});

describe('the greeting', () => {
  test('is shown as the widget would, and not sent', async () => {
    const { at, messages } = await opened();
    await at.until(`Support ›\n${greeting}\n\nyou ›`);
    at.type('When are you open?\r');
    await at.until('· ≈');
    expect(messages(0)).toEqual([{ role: 'user', content: 'When are you open?' }]);
  });

  test('is sent along with --greeting, and shown once', async () => {
    const { at, messages } = await opened(['--greeting']);
    await at.until(greeting);
    at.type('When are you open?\r');
    await at.until('· ≈');
    expect(messages(0)[0]).toEqual({ role: 'assistant', content: greeting });
    expect((await at.seen()).split(greeting)).toHaveLength(2);
  });

  test('does not come between a question and its answer', async () => {
    const api = await emulator();
    api.next('GET /get-chatbots', { delayMs: 800 });
    const { at } = await opened([], { api });
    at.type('When are you open?\r');
    await at.until('· ≈');
    expect(await at.seen()).not.toContain(greeting);
  });
});

describe('the two voices', () => {
  const turn = 'you › When are you open?\nSupport ›\nWe are open from 8 to 18.\n';

  test('have names and marks, and each a color of its own', async () => {
    const { at } = await opened();
    await at.until(greeting);
    at.type('When are you open?\r');
    await at.until('· ≈');
    expect(await at.seen()).toContain(turn);
    const [, user] = /\u001b\[1m\u001b\[(\d+)myou ›/.exec(at.raw()) ?? [];
    const [, bot] = /\u001b\[1m\u001b\[(\d+)mSupport ›/.exec(at.raw()) ?? [];
    expect([user, bot]).toEqual(['36', '32']);
  });

  test('have names and marks without color, and a blank line between turns', async () => {
    const { at } = await opened([], { env: { NO_COLOR: '1' } });
    await at.until(greeting);
    at.type('When are you open?\r');
    await at.until('· ≈');
    await at.until(/· ≈ 1 credit\n\nyou ›/);
    expect(await at.seen()).toContain(turn);
    expect(at.raw()).not.toMatch(/\u001b\[[\d;]*m/);
  });

  test('the line behind a reply is short, and has all facts with --verbose', async () => {
    const { at } = await opened(['--model', 'gpt-4o']);
    at.type('one\r');
    await at.until(/^\d+\.\d s · gpt-4o · ≈ 1 credit$/m);
    at.type(ctrl('D'));
    const all = await opened(['--verbose']);
    all.at.type('one\r');
    await all.at.until(/^\d+\.\d s \(first byte \d+\.\d s\) · gpt-4o-mini · ≈ 1 credit · session \w{4}$/m);
  });
});

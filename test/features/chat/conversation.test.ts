import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { answer, opened, sessionLines } from '../../support/conversation.js';
import { emulator } from '../../support/emulator.js';
import { ctrl } from '../../support/keys.js';
import { says } from '../../support/replies.js';
import { onScreen } from '../../support/screen.js';

describe('T-1 a question and its answer', () => {
  test('C-37 C-53 C-80 are on the screen, in the session file and in the command to continue', async () => {
    const { at, home, asked } = await opened();
    at.type('When are you open?\r');
    await at.until(/credit\n\nyou › ?$/);
    expect(await at.seen()).toMatch(
      /you › When are you open\?\n(Chatting with Support .*\n)?Support ›\nWe are open from 8 to 18\.\n\d+\.\d s · ≈ 1 credit\n\nyou › ?$/,
    );
    at.type('/exit\r');
    expect(await at.exit).toBe(0);
    expect(await at.seen()).toMatch(/Continue: cbase chat -r [0-9a-f]{4}$/);
    expect([asked(), sessionLines(home).map(({ kind }) => kind)]).toEqual([
      ['When are you open?'],
      ['session', 'opened', 'tuning', 'question', 'answer', 'closed'],
    ]);
    const directory = join(home, '.local/state/cbase/sessions');
    const [name = ''] = readdirSync(directory);
    expect(statSync(join(directory, name)).mode & 0o777).toBe(0o600);
  });

  test('C-10 the whole conversation is sent with each question', async () => {
    const { at, messages } = await opened();
    at.type('When are you open?\r');
    await at.until('· ≈', 1);
    at.type('And returns?\r');
    await at.until('· ≈', 2);
    expect(messages(1)).toEqual([
      { role: 'user', content: 'When are you open?' },
      { role: 'assistant', content: answer },
      { role: 'user', content: 'And returns?' },
    ]);
  });

  test.each([
    ['a revoked key', 401, 'Unauthorized access', 'The API did not accept the key'],
    ['a server that is down', 404, 'Not here', 'Not here'],
  ])(
    '%s is detected while the user types: the error appears above the line, and the draft stays',
    async (_, status, message, said) => {
      const api = await emulator();
      api.next('GET /get-chatbots', { status, body: { message }, delayMs: 600, times: 1 });
      const { at, asked } = await opened([], { api });
      at.type('a dra');
      await at.until('› a dra');
      await at.until(said);
      await at.until(/press Ctrl-D to leave\.\nyou › a dra$/);
      expect((await at.seen()).match(/› a dra/g)).toHaveLength(1);
      at.type('ft\r');
      await at.until('· ≈');
      expect(asked()).toEqual(['a draft']);
    },
  );

  test('a question asked before the error was known is back in the line; Ctrl-D exits with the error’s code', async () => {
    const api = await emulator();
    const trouble = { status: 401, body: { message: 'Unauthorized access' }, delayMs: 400, times: 0 };
    api.next('GET /get-chatbots', trouble);
    const { at, asked } = await opened([], { api });
    at.type('a question\r');
    await at.until('did not accept the key');
    await at.until(/\nyou › a question$/);
    at.type('\r');
    await at.until('did not accept the key', 2);
    at.type(ctrl('U'));
    at.type(ctrl('D'));
    expect(await at.exit).toBe(4);
    expect(asked()).toEqual([]);
  });

  test('a continued conversation also keeps what was typed before the error', async () => {
    const { at, api, home } = await opened();
    at.type('When are you open?\r');
    await at.until('· ≈', 1);
    at.type(ctrl('D'));
    await at.exit;
    const trouble = { status: 401, body: { message: 'Unauthorized access' }, delayMs: 1500, times: 1 };
    api.next('GET /get-chatbots', trouble);
    const again = onScreen(['chat', '-c'], { env: api.env, home });
    await again.until('Ctrl-D to quit');
    again.type('typed ahead');
    await again.until('did not accept the key');
    await again.until(/› typed ahead$/);
    again.type('\r');
    await again.until('· ≈', 1);
    expect(api.seen('POST /chat')).toHaveLength(2);
  });

  test('a remembered bot that is gone can be replaced within the conversation', async () => {
    const api = await emulator();
    await api.ask('DELETE', '/delete-chatbot?chatbotId=b2');
    const { at, asked } = await opened(['--bot', 'b2'], { api });
    await at.until('There is no bot "b2"');
    at.type(`/bot ${api.bot}\r`);
    await at.until(/Chatting with Support [\s\S]*you › ?$/);
    at.type('hello\r');
    await at.until('· ≈');
    expect(asked()).toEqual(['hello']);
  });

  test('client messages appear above the line while the user types, and the draft is redrawn', async () => {
    const api = await emulator();
    api.next('GET /get-chatbots', {
      status: 429,
      headers: { 'retry-after': '2' },
      body: { message: 'slow down' },
      delayMs: 300,
    });
    const { at } = await opened(['-v'], { api, columns: 30 });
    at.type('a draft that is longer than one line of the screen');
    await at.until('trying again in');
    await at.until(/screen$/);
    const seen = (await at.seen()).replace(/\n/g, '');
    expect(seen.match(/a draft that is longer than one line of the screen/g)).toHaveLength(1);
    expect(seen).toContain('429');
  });
});

test.each([
  ['Ctrl-D', [[ctrl('D'), '']], 0],
  [
    'Ctrl-C twice',
    [
      [ctrl('C'), 'Press Ctrl-D to leave (or Ctrl-C again)'],
      [ctrl('C'), ''],
    ],
    130,
  ],
  [
    'Ctrl-C after a question',
    [
      ['a question', 'a question'],
      ['\r', '… '],
      [ctrl('C'), ''],
    ],
    130,
  ],
] as const)('%s exits at once while the network hangs', async (_, steps, code) => {
  const api = await emulator();
  api.next('GET /get-chatbots', { delayMs: 60_000 });
  const { at } = await opened([], { api });
  for (const [key, seen] of steps) {
    at.type(key);
    if (seen !== '') await at.until(seen);
  }
  expect(await at.exit).toBe(code);
  expect(await at.seen()).not.toContain('cbase:');
});

describe('T-7 C-23 an interrupted reply is reported', () => {
  test('and kept, marked in the file and in the export, and sent with the next question', async () => {
    const { at, api, home, cwd } = await opened();
    api.next('POST /chat', says('half of an answer', { cutAfter: 7, framing: 'chunked' }));
    at.type('go\r');
    await at.until('⚠ The reply was cut off');
    await at.until(/credit\n\nyou › ?$/);
    at.type('/export cut.md\r');
    await at.until('Written to cut.md');
    expect(sessionLines(home)).toContainEqual(
      expect.objectContaining({ status: 'incomplete', text: 'half of' }),
    );
    expect(readFileSync(join(cwd, 'cut.md'), 'utf8')).toContain('half of\n\n*— cut off —*');
  });

  test('an error without an answer puts the question back into the line and drops the turn', async () => {
    const { at, api, messages } = await opened();
    api.next('POST /chat', { status: 500, body: { message: 'Internal server error' } });
    at.type('go\r');
    await at.until('⚠ 500: Internal server error. Press Enter to ask again.');
    await at.until('› go', 2);
    at.type('\r');
    await at.until('· ≈');
    expect(messages(1)).toHaveLength(1);
  });
});

import { describe, expect, test } from 'vitest';
import { setup } from '../../support/chat.js';
import { opened } from '../../support/conversation.js';
import { emulator } from '../../support/emulator.js';

describe('words that are not questions', () => {
  test.each(['exit', 'QUIT', ':q'])('%s leaves, costs nothing, and says how to send it', async (word) => {
    const { at, asked } = await opened();
    await at.until('Hi! What can I help you with?');
    at.type(`${word}\r`);
    expect(await at.exit).toBe(0);
    expect(await at.seen()).toContain(`Not sent to the bot; /say ${word} would send it.`);
    expect(asked()).toEqual([]);
  });

  test.each(['help', '?'])('%s shows the help', async (word) => {
    const { at, asked } = await opened();
    at.type(`${word}\r`);
    await at.until('All commands: /help all');
    expect(asked()).toEqual([]);
  });

  test('exit leaves while the bot is still being looked up', async () => {
    const api = await emulator();
    api.next('GET /get-chatbots', { delayMs: 60_000, times: 0 });
    const { at } = await opened([], { api });
    at.type('exit\r');
    expect(await at.exit).toBe(0);
  });

  test('help works while the bot cannot be reached, and exit ends with the code of the error', async () => {
    const api = await emulator();
    api.next('GET /get-chatbots', { status: 401, body: { message: 'Unauthorized access' }, times: 0 });
    const { at } = await opened([], { api });
    await at.until('did not accept the key');
    at.type('help\r');
    await at.until('All commands: /help all');
    at.type('exit\r');
    expect(await at.exit).toBe(4);
    expect((await at.seen()).split('did not accept the key')).toHaveLength(2);
  });

  test('/say sends them, and the rest of a line is a question', async () => {
    const { at, asked } = await opened();
    at.type('/say exit\r');
    await at.until('· ≈', 1);
    at.type('how do I exit?\r');
    await at.until('· ≈', 2);
    at.type('/say\r');
    await at.until('Write it like /say exit');
    expect(asked()).toEqual(['exit', 'how do I exit?']);
  });

  test('from a pipe, they are questions like any other', async () => {
    const { chat, messages } = await setup();
    expect((await chat([], { stdin: 'exit\n' })).code).toBe(0);
    expect(messages(0)).toEqual([{ role: 'user', content: 'exit' }]);
  });
});

describe('help in a conversation', () => {
  test.each([80, 120])('the usual commands fit a screen of %i columns', async (columns) => {
    const { at } = await opened(['--quiet'], { columns });
    at.type('/help\r');
    await at.until('begins with /.');
    expect((await at.seen()).split('\n').length).toBeLessThanOrEqual(18);
  });

  test('/help all has one line of at most 80 columns for each command', async () => {
    const { at } = await opened(['--quiet'], { rows: 70 });
    at.type('/help all\r');
    await at.until('Ctrl-D                  leave');
    const lines = (await at.seen()).split('\n');
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
    const commands = lines.filter((line) => line.startsWith('  /'));
    expect(commands.length).toBeGreaterThan(30);
    expect(commands.filter((line) => !/^ {2}\/\S.{20,}\S/.test(line))).toEqual([]);
  });

  test('/help COMMAND has its details, with or without a slash', async () => {
    const { at } = await opened(['--quiet']);
    at.type('/help /fork\r');
    await at.until('--last n   keep only the last n turns');
    at.type('/help expect\r');
    await at.until(/^ {2}not_contains "unopened" +it does not contain this text$/m);
    at.type('/help forkk\r');
    await at.until('Did you mean /fork?');
  });
});

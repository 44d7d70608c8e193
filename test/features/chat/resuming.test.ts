import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { opened } from '../../support/conversation.js';
import { emulator } from '../../support/emulator.js';
import { ctrl, up } from '../../support/keys.js';

describe('T-9 sessions', () => {
  test('C-82 a bare -r shows a numbered list; the settings of the session are restored with it', async () => {
    const { at, api, home } = await opened(['--model', 'gpt-4o']);
    at.type('/temp 0.5\r');
    await at.until('Temperature: 0.5');
    at.type('/model gpt-4o\r');
    await at.until('Model: gpt-4o');
    at.type('about returns\r');
    await at.until('· ≈', 1);
    at.type(ctrl('D'));
    await at.exit;
    const again = await opened(['-r'], { api, home });
    await again.at.until('Which one (1-1, or an id)?');
    again.at.type('1\r');
    await again.at.until('Session ');
    again.at.type('more\r');
    await again.at.until('≈ 1 credit');
    expect(api.seen('POST /chat')[1]?.body).toMatchObject({ model: 'gpt-4o', temperature: 0.5 });
    expect(again.messages(1)).toHaveLength(3);
  });

  test('a session that is open in another window is copied, so that two never write to one file', async () => {
    const first = await opened();
    first.at.type('one\r');
    await first.at.until('· ≈', 1);
    const second = await opened(['-c'], { api: first.api, home: first.home });
    await second.at.until('It is open in another window, so this is a copy');
    second.at.type('two\r');
    await second.at.until('≈ 1 credit');
    expect(readdirSync(join(first.home, '.local/state/cbase/sessions'))).toHaveLength(2);
  });

  test('C-83 --from-conversation continues a copy of a dashboard conversation', async () => {
    const api = await emulator();
    await api.visited('conversations', [
      {
        id: 'v1',
        messages: [
          { role: 'assistant', content: 'Hi!' },
          { role: 'user', content: 'old' },
          { role: 'assistant', content: 'said' },
        ],
      },
    ]);
    const { at, messages } = await opened(['--from-conversation', 'v1'], { api });
    await at.until('Continuing from a copy of v1 with 1 turn;');
    expect(await at.seen()).toContain('Support ›\nHi!\n\nyou › old\nSupport ›\nsaid\n\nContinuing');
    at.type('new\r');
    await at.until('· ≈');
    expect(messages(0).map(({ content }) => content)).toEqual(['Hi!', 'old', 'said', 'new']);
  });

  test('C-64 two conversations write to one history, and neither loses a line', async () => {
    const first = await opened();
    const second = await opened([], { api: first.api, home: first.home });
    first.at.type('from the first\r');
    second.at.type('from the second\r');
    await first.at.until('· ≈');
    await second.at.until('· ≈');
    first.at.type(ctrl('D'));
    second.at.type(ctrl('D'));
    await Promise.all([first.at.exit, second.at.exit]);
    const path = join(first.home, '.local/state/cbase/chat-history.jsonl');
    const lines = readFileSync(path, 'utf8').trim().split('\n');
    expect([lines.sort(), statSync(path).mode & 0o777]).toEqual([
      ['"from the first"', '"from the second"'],
      0o600,
    ]);
    const third = await opened([], { api: first.api, home: first.home });
    third.at.type(up);
    await third.at.until(/› from the (first|second)/);
  });

  test('C-64 Ctrl-R searches the history incrementally', async () => {
    const { at } = await opened();
    for (const [i, question] of ['about refunds', 'about opening hours', 'something else'].entries()) {
      at.type(`${question}\r`);
      await at.until('· ≈', i + 1);
    }
    at.type(ctrl('R'));
    at.type('about');
    await at.until('search: about › about opening hours');
    at.type(ctrl('R'));
    await at.until('› about refunds');
    at.type('\r');
    await at.until('› about refunds', 2);
  });

  test('--no-session and --no-history leave nothing on disk', async () => {
    const { at, home } = await opened(['--no-session', '--no-history']);
    at.type('a secret\r');
    await at.until('≈ 1 credit');
    at.type(ctrl('D'));
    expect(await at.exit).toBe(0);
    const left = existsSync(home) ? readdirSync(home, { recursive: true, encoding: 'utf8' }) : [];
    const texts = left
      .map((name) => join(home, name))
      .filter((path) => statSync(path).isFile())
      .map((path) => readFileSync(path, 'utf8'));
    expect(texts.filter((text) => text.includes('a secret'))).toEqual([]);
  });
});

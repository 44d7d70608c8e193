import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { setup } from '../../support/chat.js';
import { cli, startCli } from '../../support/cli.js';
import { sessionsOf } from '../../support/conversation.js';
import { onScreen } from '../../support/screen.js';

describe('C-80 two processes never write to one session', () => {
  test('a single question next to an open conversation goes to a copy; the open one cannot be deleted', async () => {
    const { api, home, messages } = await setup();
    const at = onScreen(['chat', '--verbose'], { env: api.env, home });
    await at.until('›');
    at.type('one\r');
    await at.until('· ≈', 1);
    const beside = await cli(['chat', '-c', 'two'], { env: { ...api.env, HOME: home } });
    expect(beside).toMatchObject({
      code: 0,
      err: expect.stringContaining('is open in another window, so this is a copy'),
    });
    expect([messages(1).length, sessionsOf(home).length]).toEqual([3, 2]);
    const [id] = /(?<=session )[0-9a-f]{4}/.exec(await at.seen()) ?? [''];
    expect(
      await cli(['sessions', 'delete', id ?? '', '--confirm', 'x'], { env: { HOME: home } }),
    ).toMatchObject({ code: 8 });
  });

  test('if two continue the same session at once, one gets a copy', async () => {
    const { api, home, chat } = await setup({ latencyMs: 1500 });
    await chat(['one']);
    const env = { ...api.env, HOME: home };
    await Promise.all(['a', 'b'].map((question) => startCli(['chat', '-c', question], { env })));
    const texts = sessionsOf(home).map((name) =>
      readFileSync(join(home, '.local/state/cbase/sessions', name), 'utf8'),
    );
    const questions = texts.map(
      (text) => text.split('\n').filter((line) => line.includes('"kind":"question"')).length,
    );
    expect(questions).toEqual([2, 2]);
  });

  test('C-11 a second conversation gets its own id, so it does not replace the first in the dashboard', async () => {
    const { api, calls } = await setup();
    const at = onScreen(['chat', '--save', 'mine'], { env: api.env });
    await at.until('›');
    at.type('first\r');
    await at.until('· ≈', 1);
    at.type('/new\r');
    await at.until('The next replies are saved to the dashboard as a conversation of their own');
    at.type('second\r');
    await at.until('≈ 1 credit', 2);
    expect(calls().map(({ conversationId }) => conversationId)).toEqual([
      'mine',
      expect.stringMatching(/^[0-9a-f-]{36}$/),
    ]);
  });
});

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { setup } from '../../support/chat.js';
import { emulator } from '../../support/emulator.js';
import { run } from '../../support/io.js';
import { says } from '../../support/replies.js';
import { workdir } from '../../support/workdir.js';

describe('one question', () => {
  test('C-80 C-82 continues the last conversation or a named one, and flags override its settings', async () => {
    const { chat, calls } = await setup();
    await chat(['one', '--model', 'gpt-4o']);
    await chat(['-c', 'two', '--temperature', '0']);
    expect(calls()[1]).toMatchObject({
      model: 'gpt-4o',
      temperature: 0,
      messages: [{}, {}, { content: 'two' }],
    });
    const { code, err } = await chat(['-r', 'nothing', 'x']);
    expect([code, err]).toEqual([5, expect.stringContaining('There is no session "nothing"')]);
    expect((await chat(['-c', '-r', 'x', 'y'])).code).toBe(2);
  });

  test('C-11 an id set in the middle of a conversation is kept with it', async () => {
    const { chat, calls } = await setup();
    await chat(['one']);
    await chat(['-c', 'two', '--save', 'mine']);
    await chat(['-c', 'three']);
    expect(calls().map(({ conversationId }) => conversationId)).toEqual([undefined, 'mine', 'mine']);
  });

  test('C-83 a dashboard conversation is copied and never written to', async () => {
    const { api, chat, calls } = await setup();
    await api.visited('conversations', [
      {
        id: 'v9',
        messages: [
          { role: 'user', content: 'old' },
          { role: 'assistant', content: 'said' },
        ],
      },
    ]);
    await chat(['--from-conversation', 'v9', 'new']);
    expect(calls()[0]).toEqual(
      expect.objectContaining({
        messages: [
          { role: 'user', content: 'old' },
          { role: 'assistant', content: 'said' },
          { role: 'user', content: 'new' },
        ],
      }),
    );
    expect(calls()[0]).not.toHaveProperty('conversationId');
    expect((await chat(['--from-conversation', 'nobody', 'new'])).code).toBe(5);
  });

  test('K-2 --strict treats an unmarked end as a cut', async () => {
    const { api, chat } = await setup();
    api.next('POST /chat', says('Hello', { framing: 'close' }));
    const { code, out } = await chat(['x', '--strict', '--json']);
    expect([code, JSON.parse(out)]).toEqual([
      7,
      expect.objectContaining({ ok: false, status: 'incomplete', text: 'Hello' }),
    ]);
  });

  test('C-80 an unwritable state directory causes a warning, and the answer is still printed', async () => {
    const { chat, home } = await setup();
    writeFileSync(join(home, '.local'), 'in the way');
    const { code, out, err } = await chat(['When are you open?']);
    expect([code, out, err]).toEqual([
      0,
      'We are open from 8 to 18.\n',
      expect.stringMatching(/^This session is no longer being stored \((?!.*\/export).*\)$/m),
    ]);
  });

  test('C-85 S-4 the key appears in no session, history, export or test', async () => {
    const key = 'canary-key-4711-abcdWXYZ';
    const api = await emulator({ key });
    const home = workdir();
    const env = { ...api.env };
    api.next('POST /chat', says(`Bearer ${key}`));
    await run(['chat', 'x', '--save'], { env, home });
    await run(['sessions', 'export', '--out', join(home, 'x.json')], { env, home });
    const { readdirSync, statSync } = await import('node:fs');
    const files = readdirSync(home, { recursive: true, encoding: 'utf8' }).map((name) => join(home, name));
    const texts = files.filter((path) => statSync(path).isFile()).map((path) => readFileSync(path, 'utf8'));
    expect(texts.length).toBeGreaterThan(1);
    expect(texts.filter((text) => text.includes('canary'))).toEqual([]);
  });

  test.each([
    ['a flag of a comparison', ['hi', '--diff'], '--diff has no effect with a single question'],
    ['a batch', ['--batch', 'a'], 'Use cbase batch FILE'],
    ['tests', ['--test=b', 'hi'], 'Use cbase tests run FILE'],
    ['a flag of the tests', ['hi', '--only', 'x'], 'Use cbase tests run FILE --only TEXT'],
    ['a replay', ['--replay'], 'Use cbase replay FILE'],
  ])('a flag that would have no effect is refused: %s', async (_, argv, words) => {
    const { chat, api } = await setup();
    const { code, err } = await chat(argv);
    expect([code, err, api.log.all()]).toEqual([2, expect.stringContaining(words), []]);
  });
});

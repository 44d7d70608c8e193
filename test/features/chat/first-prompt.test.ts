import { describe, expect, test } from 'vitest';
import { emulator } from '../../support/emulator.js';
import { onScreen } from '../../support/screen.js';
import { file, workdir } from '../../support/workdir.js';

async function account(...names: readonly string[]) {
  const bots = names.map((name, i) => ({ id: `bot-${i + 1}`, name, source: 'We open at 8.' }));
  const api = await emulator({ seed: file(JSON.stringify({ bots }), 'seed.json') });
  const { CHATBASE_BOT_ID: _, ...env } = api.env;
  return { api, env, home: workdir() };
}

describe('cbase chat draws no prompt before it is known that one can talk', () => {
  test.each([
    ['a bot that does not exist', ['--bot', 'Harbour Coffee'], {}, 5, 'Did you mean "Harbor Coffee"?'],
    ['a name that two bots have', ['--bot', 'twin'], {}, 2, '2 bots are called "twin"'],
    [
      'a key that is refused',
      ['--bot', 'Twin'],
      { CHATBASE_API_KEY: 'x'.repeat(40) },
      4,
      'did not accept the key',
    ],
    ['no bot that could be asked for', ['--no-input'], {}, 2, 'terminal'],
  ] as const)('%s', async (_, argv, more, code, words) => {
    const { env, home } = await account('Harbor Coffee', 'Twin', 'twin');
    const named = argv[1] === 'twin' ? ['--bot', 'TWIN'] : argv;
    const at = onScreen(['chat', ...named], { env: { ...env, ...more }, home, columns: 200 });
    expect(await at.exit).toBe(code);
    const seen = await at.seen();
    expect(seen.toLowerCase()).toContain(words.toLowerCase());
    expect(seen).not.toMatch(/^>|Type \/help/m);
  });

  test('no key: the offer to log in comes first', async () => {
    const at = onScreen(['chat', '--bot', 'Harbor Coffee']);
    await at.until('❯ Log in now');
    expect(await at.seen()).not.toMatch(/^>|Type \/help/m);
  });

  test('the only bot is used, and said so above the prompt', async () => {
    const { api, env, home } = await account('Harbor Coffee');
    const at = onScreen(['chat'], { env, home });
    await at.until(/^you › ?$/m);
    expect(await at.seen()).toMatch(/^Using bot Harbor Coffee \(the only one\)\n/);
    at.type('When do you open?\r');
    await at.until('· ≈');
    expect(api.seen('GET /get-chatbots')).toHaveLength(1);
  });

  test('of several, one is chosen first', async () => {
    const { api, env, home } = await account('Harbor Coffee', 'Tea House');
    const at = onScreen(['chat'], { env, home });
    await at.until('❯ Harbor Coffee');
    expect(await at.seen()).not.toMatch(/^>/m);
    at.type('\r');
    await at.until('the default?');
    at.type('\r');
    await at.until(/^you › ?$/m);
    at.type('hi\r');
    await at.until('· ≈');
    expect(api.seen('POST /chat')[0]?.body).toMatchObject({ chatbotId: 'bot-1' });
  });
});

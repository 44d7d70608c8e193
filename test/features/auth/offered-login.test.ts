import { describe, expect, test } from 'vitest';
import { emulator } from '../../support/emulator.js';
import { canary } from '../../support/handmade-server.js';
import { ctrl } from '../../support/keys.js';
import { onScreen } from '../../support/screen.js';
import { workdir } from '../../support/workdir.js';

const down = '\u001b[B';

describe('a command without a key, in a terminal', () => {
  test('offers to log in, and then does what it was asked to', async () => {
    const api = await emulator({ key: canary });
    const at = onScreen(['contacts', 'list', '--bot', 'b1', '--format', 'csv'], {
      env: { CHATBASE_BASE_URL: api.url },
      columns: 120,
    });
    await at.until('❯ Log in now');
    expect(await at.seen()).toMatch(/Log in now\n {2}Try the demo\n {2}Cancel/);
    at.type('\r');
    await at.until('? API key (hidden)');
    at.type(`${canary}\r`);
    await at.until('None (choose each time)');
    at.type('\r');
    expect(await at.exit).toBe(0);
    const seen = await at.seen();
    expect(seen).toContain('Logged in to');
    expect(seen).toContain('external_id,name,email');
    expect(seen).not.toContain('Next:');
  });

  test.each([
    ['Cancel', [down, down, '\r'], 4, 'Store one with: cbase auth login'],
    ['Ctrl-C', [ctrl('C')], 130, 'Canceled; nothing was changed'],
  ] as const)('%s ends it', async (_, keys, code, words) => {
    const at = onScreen(['bots', 'list']);
    await at.until('❯ Log in now');
    for (const key of keys) at.type(key);
    expect(await at.exit).toBe(code);
    expect((await at.seen()).replace(/\s+/g, ' ')).toContain(words);
  });

  test('the demo is one of the ways', async () => {
    const at = onScreen(['bots', 'list'], { columns: 100 });
    await at.until('❯ Log in now');
    at.type(down);
    await at.until('❯ Try the demo');
    at.type('\r');
    await at.until('A local Chatbase emulator is running');
    at.kill('SIGINT');
    await at.exit;
  });

  test.each([
    [['bots', 'list', '--no-input'], {}],
    [['bots', 'list', '--json'], {}],
    [['bots', 'list'], { CI: 'true' }],
    [['auth', 'status'], {}],
  ])('%j with %j fails as it does without a terminal', async (argv, env) => {
    const at = onScreen(argv, { env, home: workdir() });
    expect(await at.exit).toBe(4);
    expect(await at.seen()).not.toContain('Log in now');
    expect((await at.seen()).replace(/\s+/g, ' ')).toContain('No API key was found');
  });
});

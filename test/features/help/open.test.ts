import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cli } from '../../support/cli.js';
import { emulator } from '../../support/emulator.js';
import { run } from '../../support/io.js';
import { onScreen } from '../../support/screen.js';
import { workdir } from '../../support/workdir.js';

/** A browser that keeps its arguments and its environment. */
function browser() {
  const directory = workdir();
  const program = join(directory, 'browser');
  writeFileSync(program, `#!/bin/sh\nenv > '${directory}/env'\necho "$@" > '${directory}/argv'\n`);
  chmodSync(program, 0o755);
  const kept = (name: string) =>
    existsSync(join(directory, name)) ? readFileSync(join(directory, name), 'utf8') : undefined;
  const opened = async () => {
    for (let i = 0; i < 500 && kept('argv') === undefined; i++)
      await new Promise((resolve) => setTimeout(resolve, 10));
    return kept('argv');
  };
  return { program, kept, opened };
}

const docs = 'https://www.chatbase.co/docs';

describe('cbase open', () => {
  test('starts the browser on a terminal, without the key, and prints the address', async () => {
    const { program, kept, opened } = browser();
    const at = onScreen(['open', 'docs'], { env: { BROWSER: program, CHATBASE_API_KEY: 'secret-key-4711' } });
    expect(await at.exit).toBe(0);
    expect(await at.seen()).toBe(`${docs}\nOpened in the browser`);
    expect(await opened()).toBe(`${docs}\n`);
    expect(kept('env')).not.toContain('4711');
  });

  test.each([
    ['with --print', ['--print'], {}],
    ['over SSH', [], { SSH_CONNECTION: '10.0.0.1 1 10.0.0.2 22' }],
    ['in CI', [], { CI: 'true' }],
  ])('%s only prints', async (_, flags, env) => {
    const { program, kept } = browser();
    const at = onScreen(['open', 'docs', ...flags], { env: { BROWSER: program, ...env } });
    expect([await at.exit, await at.seen()]).toEqual([0, docs]);
    expect(kept('argv')).toBeUndefined();
  });

  test('only prints where there is no display, or no such browser', async () => {
    const nowhere = onScreen(['open', 'docs'], { env: { DISPLAY: undefined, WAYLAND_DISPLAY: undefined } });
    expect([await nowhere.exit, await nowhere.seen()]).toEqual([0, docs]);
    const missing = onScreen(['open', 'docs'], { env: { BROWSER: '/no/such/browser' } });
    expect([await missing.exit, await missing.seen()]).toEqual([0, docs]);
  });

  test('in a pipe only prints, and says so in JSON', async () => {
    const { program, kept } = browser();
    const env = { BROWSER: program };
    expect(await cli(['open', 'docs'], { env })).toEqual({ code: 0, out: `${docs}\n`, err: '' });
    expect(JSON.parse((await cli(['open', 'docs', '--json'], { env })).out)).toEqual({
      url: docs,
      opened: false,
    });
    expect(kept('argv')).toBeUndefined();
  });

  test('never leads to Chatbase from an account that is elsewhere', async () => {
    const { env, url, log } = await emulator();
    const { code, out, err } = await run(['open', 'contacts'], { env });
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(`There is no dashboard for ${new URL(url).origin}`);
    expect(log.all()).toEqual([]);
    const local = await cli(['open', 'bot', '--local']);
    expect([local.code, local.err]).toEqual([2, expect.stringContaining('for the embedded emulator')]);
  });

  test('does not know other pages', async () => {
    const { code, err } = await cli(['open', 'billing']);
    expect([code, err]).toEqual([2, expect.stringContaining('bot, contacts, leads, convos, docs')]);
  });
});

test('/open in a conversation says where there is no dashboard', async () => {
  const at = onScreen(['chat', '--local', '--bot', 'Harbor Coffee']);
  await at.until('you ›');
  at.type('/open\r');
  await at.until('There is no dashboard for the embedded emulator');
  at.type('\u0004');
  expect(await at.exit).toBe(0);
});

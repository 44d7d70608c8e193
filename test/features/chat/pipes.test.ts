import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cli } from '../../support/cli.js';
import { emulator } from '../../support/emulator.js';
import { says } from '../../support/replies.js';
import { onScreen } from '../../support/screen.js';
import { file, workdir } from '../../support/workdir.js';

describe('C-103 the real binary with pipes', () => {
  test('| head -c1 exits quietly, > file gets the text, and an empty or closed stdin is not a message', async () => {
    const api = await emulator();
    api.next('POST /chat', says('x'.repeat(300_000)));
    const { shell } = await import('../../support/cli.js');
    const cut = await shell('set -o pipefail; cbase chat hi | head -c1; echo $?', { env: api.env });
    expect([cut.out, cut.err]).toEqual(['x0\n', '']);
    const cwd = workdir();
    expect(await shell('cbase chat "When are you open?" > a.txt', { env: api.env, cwd })).toMatchObject({
      code: 0,
      err: '',
    });
    expect(readFileSync(join(cwd, 'a.txt'), 'utf8')).toBe('We are open from 8 to 18.\n');
    for (const from of ['< /dev/null', '<&-'])
      expect(await shell(`cbase chat ${from}`, { env: api.env })).toMatchObject({
        code: 2,
        err: expect.stringContaining('No message'),
      });
    const asked = file('When are you open?\n', 'question.txt');
    expect(await shell(`cbase chat < ${asked}`, { env: api.env })).toMatchObject({
      out: 'We are open from 8 to 18.\n',
    });
    // Node gives a child a socket in place of a pipe.
    expect(await cli(['chat'], { env: api.env, input: 'When are you open?' })).toMatchObject({
      out: 'We are open from 8 to 18.\n',
    });
    expect(await shell('echo "When are you open?" | cbase chat', { env: api.env })).toMatchObject({
      out: 'We are open from 8 to 18.\n',
    });
  });

  test('C-31 C-34 a terminal receives text, styles and line feeds only, so a teletype could print it', async () => {
    const api = await emulator();
    api.next(
      'POST /chat',
      says('# Head\n**bold** [link](https://example.com)\n\n```\ncode\n```\n', { dripBytes: 3, everyMs: 2 }),
    );
    const at = onScreen(['chat', '-q', 'hi'], { env: api.env });
    expect(await at.exit).toBe(0);
    const recorded = at
      .raw()
      .replace(/\u001b\[\d+m/g, '')
      .replaceAll('\r\n', '\n');
    expect(recorded).toBe('Head\nbold link (https://example.com)\n\n```\ncode\n```\n');
  });

  test('C-36 the waiting line is erased before the first byte of the reply', async () => {
    const api = await emulator();
    api.next('POST /chat', says('Hello', { delayMs: 700 }));
    const at = onScreen(['chat', 'hi'], { env: api.env });
    expect(await at.exit).toBe(0);
    expect(at.raw()).toBe('\r… 0 s\r\u001b[KHello\r\n');
  });
});

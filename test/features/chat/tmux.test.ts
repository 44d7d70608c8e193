import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { emulator } from '../../support/emulator.js';
import { isInstalled } from '../../support/programs.js';
import { workdir } from '../../support/workdir.js';

const hasTmux = isInstalled('tmux', 'no chat runs in it', ['-V']);

describe.skipIf(!hasTmux)('T-14 in tmux', () => {
  test('C-61 a real bracketed paste is one message; Ctrl-Z suspends and fg resumes with the draft', async () => {
    const api = await emulator();
    const [home, cwd] = [workdir(), workdir()];
    const socket = join(cwd, 'tmux');
    const bin = new URL('../../../bin/cbase.js', import.meta.url).pathname;
    const env = {
      PATH: process.env.PATH ?? '',
      HOME: home,
      LANG: 'C.UTF-8',
      TERM: 'xterm-256color',
      // Otherwise the shell writes to a home directory that is being removed.
      HISTFILE: '/dev/null',
      ...api.env,
    };
    const tmux = (...argv: readonly string[]) =>
      execFileSync('tmux', ['-S', socket, '-f', '/dev/null', ...argv], { env, cwd, encoding: 'utf8' });
    const until = async (text: string | RegExp) => {
      for (let i = 0; i < 1500; i++) {
        const seen = tmux('capture-pane', '-p', '-S', '-200');
        if (typeof text === 'string' ? seen.includes(text) : text.test(seen)) return seen;
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      throw new Error(`${text} did not come: ${tmux('capture-pane', '-p', '-S', '-200')}`);
    };
    tmux('new-session', '-d', '-x', '100', '-y', '30', 'bash --norc -i');
    try {
      tmux('send-keys', `"${process.execPath}" "${bin}" chat`, 'Enter');
      await until(/^you ›/m);
      tmux('set-buffer', 'first\nsecond\nthird');
      tmux('paste-buffer', '-p');
      await until('first⏎second⏎third');
      tmux('send-keys', 'C-z');
      await until('Stopped');
      tmux('send-keys', 'echo the shell', 'Enter');
      await until(/^the shell$/m);
      tmux('send-keys', 'fg', 'Enter');
      await until(/› first⏎second⏎third\s*$/);
      tmux('send-keys', 'Enter');
      await until('· ≈');
      expect(api.seen('POST /chat').map(({ body }) => (body as { messages: object[] }).messages)).toEqual([
        [{ role: 'user', content: 'first\nsecond\nthird' }],
      ]);
      tmux('send-keys', 'C-d');
      await until('Continue: cbase chat -r');
    } finally {
      tmux('kill-server');
    }
  });
});

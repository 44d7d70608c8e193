import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { bin } from '../../support/cli.js';
import { answer, opened, sessionLines } from '../../support/conversation.js';
import { emulator } from '../../support/emulator.js';
import { ctrl, up } from '../../support/keys.js';
import { says, slowly } from '../../support/replies.js';
import { screenOf } from '../../support/screen.js';
import { file, workdir } from '../../support/workdir.js';

describe('T-4 Ctrl-C', () => {
  test('before the first byte cancels, and the message is back in the line', async () => {
    const { at, api, home } = await opened();
    api.next('POST /chat', says('late', { delayMs: 20_000 }));
    at.type('a question\r');
    await at.until('… ');
    at.type(ctrl('C'));
    await at.until('canceled (may still be billed)');
    await at.until('› a question', 2);
    expect(sessionLines(home).slice(-1)[0]).toMatchObject({ kind: 'keep', turns: 0 });
  });

  test('C-50 during a reply stops it; what arrived is kept, marked and sent with the next question', async () => {
    const { at, api, home, messages } = await opened();
    api.next('POST /chat', slowly('One two three four five six seven eight nine ten'));
    at.type('count\r');
    await at.until('One two');
    at.type(ctrl('C'));
    await at.until('— stopped —');
    await at.until(/credit\n\nyou › ?$/);
    at.type('go on\r');
    await at.until('· ≈', 2);
    const partial = String(sessionLines(home).find(({ status }) => status === 'stopped')?.text);
    expect(partial).toMatch(/^One two/);
    expect(messages(1)).toEqual([
      { role: 'user', content: 'count' },
      { role: 'assistant', content: partial },
      { role: 'user', content: 'go on' },
    ]);
  });

  test('Esc also stops a reply', async () => {
    const { at, api } = await opened();
    api.next('POST /chat', slowly('One two three four five six seven'));
    at.type('count\r');
    await at.until('One');
    at.type('\u001b');
    await at.until('— stopped —');
  });

  test('at a draft clears it, and ↑ restores it, even from a block', async () => {
    const { at } = await opened();
    at.type('a draft');
    await at.until('a draft');
    at.type(ctrl('C'));
    await at.until('draft kept, press ↑');
    at.type(up);
    await at.until('› a draft', 2);
    at.type(ctrl('C'));
    await at.until('draft kept', 2);
    at.type('"""');
    await at.until('› """');
    at.type('\r');
    await at.until('… ');
    at.type('in a block');
    await at.until('in a block');
    at.type(ctrl('C'));
    await at.until('draft kept', 3);
    at.type(up);
    await at.until('"""⏎in a block');
  });

  test('at an empty line says how to exit, and a second one exits with 130', async () => {
    const { at } = await opened();
    at.type(ctrl('C'));
    await at.until('Press Ctrl-D to leave (or Ctrl-C again)');
    at.type(ctrl('C'));
    expect(await at.exit).toBe(130);
    expect(at.raw()).toMatch(/\u001b\[\?2004l[\r\n]*$/);
  });
});

describe('T-5 exiting', () => {
  test('Ctrl-D at an empty line exits with 0; in a draft it deletes the next character', async () => {
    const { at, asked } = await opened();
    at.type('abc');
    await at.until('abc');
    at.type(`${ctrl('A')}`);
    at.type(ctrl('D'));
    await at.until('› bc');
    at.type('\r');
    await at.until('· ≈');
    expect(asked()).toEqual(['bc']);
    at.type(ctrl('D'));
    expect(await at.exit).toBe(0);
  });

  test.each([
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ])('C-51 %s restores the terminal, keeps the draft, and exits with %i', async (signal, code) => {
    const { at, home } = await opened();
    at.type('half a thought');
    await at.until('half a thought');
    at.kill(signal);
    expect(await at.exit).toBe(code);
    expect(at.raw().lastIndexOf('\u001b[?2004l')).toBeGreaterThan(at.raw().lastIndexOf('\u001b[?2004h'));
    expect(readFileSync(join(home, '.local/state/cbase/chat-history.jsonl'), 'utf8')).toBe(
      '"half a thought"\n',
    );
  });

  test('C-51 SIGTERM during a reply keeps what arrived', async () => {
    const { at, api, home } = await opened();
    api.next('POST /chat', slowly('One two three four five six seven'));
    at.type('count\r');
    await at.until('One two');
    at.kill('SIGTERM');
    expect(await at.exit).toBe(143);
    expect(sessionLines(home)).toContainEqual(expect.objectContaining({ kind: 'answer', status: 'stopped' }));
  });

  test('C-80 C-82 kill -9 during a reply loses nothing: the question is back in the line', async () => {
    const { at, api, home } = await opened();
    at.type('When are you open?\r');
    await at.until('· ≈', 1);
    api.next('POST /chat', slowly('One two three four five six seven'));
    at.type('the second question\r');
    await at.until('One two');
    at.kill('SIGKILL');
    await at.exit;
    const again = await opened(['-c'], { api, home });
    await again.at.until('The last question was not answered');
    await again.at.until('› the second question');
    again.at.type('\r');
    await again.at.until('· ≈');
    expect(again.messages(2)).toEqual([
      { role: 'user', content: 'When are you open?' },
      { role: 'assistant', content: answer },
      { role: 'user', content: 'the second question' },
    ]);
  });

  test('C-80 a truncated last line is skipped with a warning', async () => {
    const { at, api, home } = await opened();
    at.type('When are you open?\r');
    await at.until('· ≈', 1);
    at.type(ctrl('D'));
    await at.exit;
    const directory = join(home, '.local/state/cbase/sessions');
    const [name = ''] = readdirSync(directory);
    file(`${readFileSync(join(directory, name), 'utf8')}{"kind":"quest`, name, directory);
    const again = await opened(['-c'], { api, home });
    await again.at.until('1 line of the session could not be read');
    again.at.type('more\r');
    await again.at.until('· ≈');
    expect(again.messages(1)).toHaveLength(3);
  });
});

describe('a closed window', () => {
  const long = `One two ${'and so on '.repeat(30)}`;
  const isThere = (pid: number) => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  };
  const history = (home: string) => readFileSync(join(home, '.local/state/cbase/chat-history.jsonl'), 'utf8');
  const gone = async (pid: number) => {
    for (let i = 0; i < 500 && isThere(pid); i++) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(isThere(pid)).toBe(false);
  };

  test('during a reply: what arrived and what was typed ahead are kept, and -c continues with them', async () => {
    const { at, api, home } = await opened();
    api.next('POST /chat', slowly(long));
    at.type('count\r');
    await at.until('One two');
    at.type('typed ahead');
    await new Promise((resolve) => setTimeout(resolve, 400));
    at.vanish();
    await gone(at.pid);
    expect(sessionLines(home)).toContainEqual(
      expect.objectContaining({
        kind: 'answer',
        status: 'stopped',
        text: expect.stringContaining('One two'),
      }),
    );
    expect(history(home)).toContain('"typed ahead"');
    const again = await opened(['-c'], { api, home });
    await again.at.until('1 turn');
  });

  test('with a draft: the draft is in the history', async () => {
    const { at, home } = await opened();
    at.type('half a thought');
    await at.until('half a thought');
    at.vanish();
    await gone(at.pid);
    expect(history(home)).toBe('"half a thought"\n');
  });

  test('I-22 ends the process with an exit code, not with a core dump', async () => {
    const api = await emulator();
    api.next('POST /chat', says('late', { delayMs: 20_000 }));
    const ended = join(workdir(), 'code');
    // Like a shell, it passes the signal on to its jobs.
    const script = `trap 'kill -HUP $job' HUP; "$0" "$@" <&0 & job=$!; wait $job; wait $job; echo $? >${ended}`;
    const argv = ['-c', script, process.execPath, bin, 'chat', '--no-session', 'a question'];
    const at = screenOf('bash', argv, { env: { ...api.env } });
    await at.until('… ');
    at.vanish();
    await gone(at.pid);
    expect(readFileSync(ended, 'utf8')).toBe('129\n');
  });

  test.each(['SIGTERM', 'SIGHUP'])('%s also keeps what was typed ahead', async (signal) => {
    const { at, api, home } = await opened();
    api.next('POST /chat', slowly(long));
    at.type('count\r');
    await at.until('One two');
    for (const text of ['queued', '\r', 'and more']) {
      at.type(text);
      await new Promise((resolve) => setTimeout(resolve, 400));
    }
    await new Promise((resolve) => setTimeout(resolve, 400));
    at.kill(signal);
    await at.exit;
    expect(history(home)).toContain('"queued"\n"and more"\n');
  });
});

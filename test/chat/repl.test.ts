import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Fault } from '../../src/emulator/faults.js';
import { emulator, type TestEmulator } from '../support/emulator.js';
import { onScreen, type ScreenOptions } from '../support/screen.js';
import { file, workdir } from '../support/workdir.js';

const answer = 'We are open from 8 to 18.';
const paste = (text: string) => `\u001b[200~${text}\u001b[201~`;
const ctrl = (letter: string) => String.fromCharCode(letter.charCodeAt(0) - 64);
const up = '\u001b[A';
const down = '\u001b[B';

const says = (body: string, more: Partial<Fault> = {}) => ({
  body,
  headers: { 'content-type': 'text/plain' },
  ...more,
});
/** A slow reply: one byte every 40 ms. */
const slowly = (body: string, more: Partial<Fault> = {}) =>
  says(body, { dripBytes: 1, everyMs: 40, framing: 'chunked', ...more });

type Opened = {
  readonly api: TestEmulator;
  readonly home: string;
  readonly cwd: string;
  readonly at: ReturnType<typeof onScreen>;
  /** The last message of each call. */
  readonly asked: () => readonly string[];
  readonly messages: (call: number) => readonly { readonly role: string; readonly content: string }[];
};

async function opened(
  argv: readonly string[] = [],
  options: ScreenOptions & { readonly api?: TestEmulator } = {},
): Promise<Opened> {
  const api = options.api ?? (await emulator());
  const { home = workdir(), cwd = workdir() } = options;
  const at = onScreen(['chat', ...argv], { ...options, home, cwd, env: { ...api.env, ...options.env } });
  const messages = (call: number) =>
    ((api.seen('POST /chat')[call]?.body as { messages?: [] })?.messages ?? []) as {
      role: string;
      content: string;
    }[];
  const asked = () => api.seen('POST /chat').map((_, i) => messages(i).at(-1)?.content ?? '');
  await at.until(/^(>|You:|\? Which)/m);
  return { api, home, cwd, at, asked, messages };
}

/** The lines of the most recently written session. */
function sessionLines(home: string): readonly Record<string, unknown>[] {
  const directory = join(home, '.local/state/cbase/sessions');
  const names = existsSync(directory) ? readdirSync(directory) : [];
  const [last] = names.sort(
    (a, b) => statSync(join(directory, b)).mtimeMs - statSync(join(directory, a)).mtimeMs,
  );
  return last === undefined
    ? []
    : readFileSync(join(directory, last), 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('T-1 a question and its answer', () => {
  test('C-37 C-53 C-80 are on the screen, in the session file and in the command to continue', async () => {
    const { at, home, asked } = await opened();
    at.type('When are you open?\r');
    await at.until(/session [0-9a-f]{4}\n> ?$/);
    expect(await at.seen()).toMatch(
      /> When are you open\?\nWe are open from 8 to 18\.\n\d+\.\d s \(first \d+\.\d s\) · gpt-4o-mini · ≈ 1 credit · session [0-9a-f]{4}\n> ?$/,
    );
    at.type('/exit\r');
    expect(await at.exit).toBe(0);
    expect(await at.seen()).toMatch(/Continue: cbase chat -r [0-9a-f]{4}$/);
    expect([asked(), sessionLines(home).map(({ kind }) => kind)]).toEqual([
      ['When are you open?'],
      ['session', 'opened', 'tuning', 'question', 'answer', 'closed'],
    ]);
    const directory = join(home, '.local/state/cbase/sessions');
    const [name = ''] = readdirSync(directory);
    expect(statSync(join(directory, name)).mode & 0o777).toBe(0o600);
  });

  test('C-10 the whole conversation is sent with each question', async () => {
    const { at, messages } = await opened();
    at.type('When are you open?\r');
    await at.until('session', 1);
    at.type('And returns?\r');
    await at.until('session', 2);
    expect(messages(1)).toEqual([
      { role: 'user', content: 'When are you open?' },
      { role: 'assistant', content: answer },
      { role: 'user', content: 'And returns?' },
    ]);
  });

  test.each([
    ['a revoked key', 401, 'Unauthorized access', 'The API did not accept the key'],
    ['a server that is down', 404, 'Not here', 'Not here'],
  ])(
    '%s is detected while the user types: the error appears above the line, and the draft stays',
    async (_, status, message, said) => {
      const api = await emulator();
      api.next('GET /get-chatbots', { status, body: { message }, delayMs: 600, times: 1 });
      const { at, asked } = await opened([], { api });
      at.type('a dra');
      await at.until('> a dra');
      await at.until(said);
      expect(await at.seen()).toMatch(/press Ctrl-D to leave\.\n> a dra$/);
      expect((await at.seen()).match(/> a dra/g)).toHaveLength(1);
      at.type('ft\r');
      await at.until('session');
      expect(asked()).toEqual(['a draft']);
    },
  );

  test('a question asked before the error was known is back in the line; Ctrl-D exits with the error’s code', async () => {
    const api = await emulator();
    const trouble = { status: 401, body: { message: 'Unauthorized access' }, delayMs: 400, times: 0 };
    api.next('GET /get-chatbots', trouble);
    const { at, asked } = await opened([], { api });
    at.type('a question\r');
    await at.until('did not accept the key');
    await at.until(/\n> a question$/);
    at.type('\r');
    await at.until('did not accept the key', 2);
    at.type(ctrl('U'));
    at.type(ctrl('D'));
    expect(await at.exit).toBe(4);
    expect(asked()).toEqual([]);
  });

  test('a continued conversation also keeps what was typed before the error', async () => {
    const { at, api, home } = await opened();
    at.type('When are you open?\r');
    await at.until('session', 1);
    at.type(ctrl('D'));
    await at.exit;
    const trouble = { status: 401, body: { message: 'Unauthorized access' }, delayMs: 1500, times: 1 };
    api.next('GET /get-chatbots', trouble);
    const again = onScreen(['chat', '-c'], { env: api.env, home });
    await again.until('press Ctrl-D to leave');
    again.type('typed ahead');
    await again.until('did not accept the key');
    await again.until(/> typed ahead$/);
    again.type('\r');
    await again.until('session', 1);
    expect(api.seen('POST /chat')).toHaveLength(2);
  });

  test('an unknown bot can be replaced within the conversation', async () => {
    const api = await emulator();
    const { at, asked } = await opened(['--bot', 'nobody'], { api });
    await at.until('There is no bot "nobody"');
    at.type(`/bot ${api.bot}\r`);
    await at.until(/\/bot b1\n> ?$/);
    at.type('hello\r');
    await at.until('session');
    expect(asked()).toEqual(['hello']);
  });

  test('client messages appear above the line while the user types, and the draft is redrawn', async () => {
    const api = await emulator();
    api.next('GET /get-chatbots', {
      status: 429,
      headers: { 'retry-after': '2' },
      body: { message: 'slow down' },
      delayMs: 300,
    });
    const { at } = await opened(['-v'], { api, columns: 30 });
    at.type('a draft that is longer than one line of the screen');
    await at.until('trying again in');
    await at.until(/screen$/);
    const seen = (await at.seen()).replace(/\n/g, '');
    expect(seen.match(/a draft that is longer than one line of the screen/g)).toHaveLength(1);
    expect(seen).toContain('429');
  });
});

test.each([
  ['Ctrl-D', [[ctrl('D'), '']], 0],
  [
    'Ctrl-C twice',
    [
      [ctrl('C'), 'Press Ctrl-D to leave (or Ctrl-C again)'],
      [ctrl('C'), ''],
    ],
    130,
  ],
  [
    'Ctrl-C after a question',
    [
      ['a question', 'a question'],
      ['\r', '… '],
      [ctrl('C'), ''],
    ],
    130,
  ],
] as const)('%s exits at once while the network hangs', async (_, steps, code) => {
  const api = await emulator();
  api.next('GET /get-chatbots', { delayMs: 60_000 });
  const { at } = await opened([], { api });
  for (const [key, seen] of steps) {
    at.type(key);
    if (seen !== '') await at.until(seen);
  }
  expect(await at.exit).toBe(code);
  expect(await at.seen()).not.toContain('cbase:');
});

describe('T-2 pastes', () => {
  test('C-61 three lines are one message, and their line breaks do not send it', async () => {
    const { at, asked } = await opened();
    at.type(paste('one\ntwo\r\nthree\n'));
    await at.until('one⏎two⏎three⏎');
    expect(asked()).toEqual([]);
    at.type('\r');
    await at.until('session');
    expect(asked()).toEqual(['one\ntwo\nthree\n']);
  });

  test('C-61 a burst of lines without markers is also a paste', async () => {
    const { at, asked } = await opened();
    at.type('one\rtwo\rthree');
    await at.until('one⏎two⏎three');
    at.type('\r');
    await at.until('session');
    expect(asked()).toEqual(['one\ntwo\nthree']);
  });

  test('C-61 without an end marker a paste ends after a silence', async () => {
    const { at, asked } = await opened();
    at.type('\u001b[200~lost\nend');
    await at.until('lost⏎end');
    at.type('\r');
    await at.until('session');
    expect(asked()).toEqual(['lost\nend']);
  });

  test('C-61 control characters in a paste are removed, tabs and symbols come back unchanged', async () => {
    const { at, asked } = await opened();
    at.type(paste('a\u0007b\u009bc\td ⏎ e\u202e'));
    await at.until('abc⇥d');
    at.type('\r');
    await at.until('session');
    expect(asked()).toEqual(['abc\td ⏎ e']);
  });

  test('C-52 C-61 a paste during a reply sends nothing', async () => {
    const { at, api, asked } = await opened();
    api.next('POST /chat', slowly('A reply that takes a while'));
    at.type('go\r');
    await at.until('A rep');
    at.type(`${paste('pasted\nlines\n')}\r`);
    await at.until('session');
    await at.until('pasted⏎lines⏎');
    expect(asked()).toEqual(['go']);
  });

  test('C-62 a long paste is collapsed in the line and sent in full', async () => {
    const long = Array.from({ length: 12 }, (_, i) => `line ${i}`).join('\n');
    const { at, asked } = await opened();
    at.type(paste(long));
    await at.until('[paste 1: 12 lines, 85 chars]');
    at.type(' what is it?\r');
    await at.until('session');
    expect(asked()).toEqual([`${long} what is it?`]);
    at.type(up);
    await at.until('[paste 1: 12 lines', 2);
  });
});

describe('T-3 multiple lines', () => {
  test.each([
    ['Alt-Enter', 'one\u001b\rtwo\r', 'one\ntwo'],
    ['Ctrl-J', 'one\ntwo\r', 'one\ntwo'],
    ['Shift-Enter (CSI u)', 'one\u001b[13;2utwo\r', 'one\ntwo'],
    ['Shift-Enter (modifyOtherKeys)', 'one\u001b[27;2;13~two\r', 'one\ntwo'],
  ])('C-60 %s', async (_, keys, wanted) => {
    const { at, asked } = await opened();
    for (const key of keys.match(/\u001b(?:\[[\d;]+[u~]|\r)|\n|\r|[^\u001b\r\n]+/g) ?? []) {
      at.type(key);
      if (/^\w+$/.test(key)) await at.until(key);
    }
    await at.until('session');
    expect(asked()).toEqual([wanted]);
  });

  test('C-60 a trailing backslash, a block, and a block with a tag', async () => {
    const { at, asked } = await opened();
    const lines = async (...all: readonly string[]) => {
      for (const line of all) {
        at.type(line);
        await at.until(line.replace(/\\$/, '\\'));
        at.type('\r');
      }
    };
    await lines('first \\', 'second');
    await at.until('session', 1);
    await lines('"""', '/not a command', 'end of it', '"""');
    await at.until('session', 2);
    await lines('"""x', 'has """ in it', 'x"""');
    await at.until('session', 3);
    expect(asked()).toEqual(['first \nsecond', '/not a command\nend of it', 'has """ in it']);
  });

  test('C-64 ↑ moves within a draft before it goes to the history, and ↓ brings the draft back', async () => {
    const { at, asked } = await opened();
    at.type('earlier\r');
    await at.until('session', 1);
    at.type(paste('aaa\nbbb'));
    await at.until('aaa⏎bbb');
    at.type(`${up}`);
    at.type('X');
    await at.until('aaaX⏎bbb');
    at.type(up);
    await at.until('> earlier', 2);
    at.type(down);
    await at.until('aaaX⏎bbb');
    at.type('\r');
    await at.until('session', 2);
    expect(asked().at(-1)).toBe('aaaX\nbbb');
  });
});

describe('T-4 Ctrl-C', () => {
  test('before the first byte cancels, and the message is back in the line', async () => {
    const { at, api, home } = await opened();
    api.next('POST /chat', says('late', { delayMs: 20_000 }));
    at.type('a question\r');
    await at.until('… ');
    at.type(ctrl('C'));
    await at.until('canceled (may still be billed)');
    await at.until('> a question', 2);
    expect(sessionLines(home).slice(-1)[0]).toMatchObject({ kind: 'keep', turns: 0 });
  });

  test('C-50 during a reply stops it; what arrived is kept, marked and sent with the next question', async () => {
    const { at, api, home, messages } = await opened();
    api.next('POST /chat', slowly('One two three four five six seven eight nine ten'));
    at.type('count\r');
    await at.until('One two');
    at.type(ctrl('C'));
    await at.until('— stopped —');
    at.type('go on\r');
    await at.until('session', 2);
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
    await at.until('> a draft', 2);
    at.type(ctrl('C'));
    await at.until('draft kept', 2);
    at.type('"""');
    await at.until('> """');
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
    await at.until('> bc');
    at.type('\r');
    await at.until('session');
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
    await at.until('session', 1);
    api.next('POST /chat', slowly('One two three four five six seven'));
    at.type('the second question\r');
    await at.until('One two');
    at.kill('SIGKILL');
    await at.exit;
    const again = await opened(['-c'], { api, home });
    await again.at.until('The last question was not answered');
    await again.at.until('> the second question');
    again.at.type('\r');
    await again.at.until('session');
    expect(again.messages(2)).toEqual([
      { role: 'user', content: 'When are you open?' },
      { role: 'assistant', content: answer },
      { role: 'user', content: 'the second question' },
    ]);
  });

  test('C-80 a truncated last line is skipped with a warning', async () => {
    const { at, api, home } = await opened();
    at.type('When are you open?\r');
    await at.until('session', 1);
    at.type(ctrl('D'));
    await at.exit;
    const directory = join(home, '.local/state/cbase/sessions');
    const [name = ''] = readdirSync(directory);
    file(`${readFileSync(join(directory, name), 'utf8')}{"kind":"quest`, name, directory);
    const again = await opened(['-c'], { api, home });
    await again.at.until('1 line of the session could not be read');
    again.at.type('more\r');
    await again.at.until('· session');
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

describe('characters of several code points', () => {
  const family = '👨‍👩‍👧';
  const flag = '🇩🇪';

  test.each([
    ['a flag', flag],
    ['a joined emoji', family],
    ['a skin tone', '👍🏽'],
  ])('%s is one cursor step, one Backspace and one Delete', async (_, sign) => {
    const { at, asked } = await opened();
    const left = '\u001b[D';
    at.type(`a${sign}b${left}${left}x\r`);
    await at.until('session', 1);
    at.type(`a${sign}\u007fb\r`);
    await at.until('session', 2);
    at.type(`a${sign}b${left}${left}\u001b[3~\r`);
    await at.until('session', 3);
    expect(asked()).toEqual([`ax${sign}b`, 'ab', 'ab']);
  });

  test('typed ahead, one is also removed by a single Backspace', async () => {
    const { at, api, asked } = await opened();
    api.next('POST /chat', slowly('A reply that comes'));
    at.type('go\r');
    await at.until('A re');
    at.type(`x${flag}\u007fy`);
    await at.until('> xy');
    at.type('\r');
    await at.until('session', 2);
    expect(asked()).toEqual(['go', 'xy']);
  });
});

describe('T-6 typing during a reply', () => {
  test('C-52 nothing is echoed; the text becomes the next draft', async () => {
    const { at, api, asked } = await opened();
    api.next('POST /chat', slowly('A reply that comes'));
    at.type('go\r');
    await at.until('A re');
    at.type('typed ahead');
    await at.until('> typed ahead');
    expect(await at.seen()).toContain('A reply that comes\n');
    expect(asked()).toEqual(['go']);
  });

  test('C-52 Enter queues one message, which is shown, and sent unless a key is pressed', async () => {
    const { at, api, asked } = await opened();
    api.next('POST /chat', slowly('A reply that comes'));
    at.type('go\r');
    await at.until('A re');
    at.type('the next one');
    at.type('\r');
    await at.until('queued: the next one');
    await at.until('session', 2);
    expect(asked()).toEqual(['go', 'the next one']);
  });

  test('C-52 a key press returns a queued message for editing', async () => {
    const { at, api, asked } = await opened();
    api.next('POST /chat', slowly('A reply that comes'));
    at.type('go\r');
    await at.until('A re');
    at.type('the next one');
    at.type('\r');
    await at.until('queued: the next one');
    at.type('!');
    await at.until(/> the next one!$/m);
    expect(asked()).toEqual(['go']);
  });

  test('C-52 stopping the reply moves the queued message to the draft', async () => {
    const { at, api, asked } = await opened();
    api.next('POST /chat', slowly('A reply that comes'));
    at.type('go\r');
    await at.until('A re');
    at.type('the next one');
    at.type('\r');
    at.type(ctrl('C'));
    await at.until('— stopped —');
    await at.until('> the next one');
    expect(asked()).toEqual(['go']);
  });
});

describe('T-7 C-23 an interrupted reply is reported', () => {
  test('and kept, marked in the file and in the export, and sent with the next question', async () => {
    const { at, api, home, cwd } = await opened();
    api.next('POST /chat', says('half of an answer', { cutAfter: 7, framing: 'chunked' }));
    at.type('go\r');
    await at.until('⚠ The reply was cut off');
    at.type('/export cut.md\r');
    await at.until('Written to cut.md');
    expect(sessionLines(home)).toContainEqual(
      expect.objectContaining({ status: 'incomplete', text: 'half of' }),
    );
    expect(readFileSync(join(cwd, 'cut.md'), 'utf8')).toContain('half of\n\n*— cut off —*');
  });

  test('an error without an answer puts the question back into the line and drops the turn', async () => {
    const { at, api, messages } = await opened();
    api.next('POST /chat', { status: 500, body: { message: 'Internal server error' } });
    at.type('go\r');
    await at.until('⚠ 500: Internal server error. Press Enter to ask again.');
    await at.until('> go', 2);
    at.type('\r');
    await at.until('session');
    expect(messages(1)).toHaveLength(1);
  });
});

describe('T-8 commands', () => {
  test('C-65 an unknown command sends nothing and suggests the nearest; // sends a slash', async () => {
    const { at, asked } = await opened();
    at.type('/modle gpt-4o\r');
    await at.until('Did you mean /model?');
    at.type('//etc/hosts\r');
    await at.until('session');
    expect(asked()).toEqual(['/etc/hosts']);
  });

  test('C-12 a conversation that is too long is not trimmed; the error says what to do', async () => {
    const { at, api, messages } = await opened();
    at.type('one\r');
    await at.until('session', 1);
    api.next('POST /chat', { status: 413, body: { message: 'Payload too large' } });
    at.type('two\r');
    await at.until(
      'The request also included 1 turn of history. Shorten it with /undo, /fork --last N or /new',
    );
    await at.until('> two', 2);
    at.type('\r');
    await at.until('session', 2);
    expect(messages(2)).toHaveLength(3);
  });

  test('C-65 Tab completes commands, models and files', async () => {
    const { at, cwd } = await opened();
    at.type('warm up\r');
    await at.until('session');
    at.type('/mo\t');
    await at.until('/model');
    at.type(' gpt-4o-mi\t');
    await at.until('/model gpt-4o-mini');
    at.type('\r');
    await at.until('Model: gpt-4o-mini');
    file('x', 'notes-of-mine.md', cwd);
    at.type('/export notes\t');
    await at.until('/export notes-of-mine.md');
    at.type('\r');
    await at.until('notes-of-mine.md already exists');
  });

  test('C-72 C-73 /retry keeps every answer, asks before an expensive model, and /prev selects one', async () => {
    const { at, api, messages } = await opened();
    api.next('POST /chat', says('first answer'));
    at.type('go\r');
    await at.until('session', 1);
    at.type('/retry model=gpt-4\r');
    await at.until('gpt-4 costs ≈ 20 credits a reply (last: 1). Use it? [y/N]');
    at.type('\r');
    await at.until(/> ?$/m, 1);
    at.type('/retry model=gpt-4o temp=0\r');
    await at.until('session', 2);
    expect(api.seen('POST /chat')[1]?.body).toMatchObject({ model: 'gpt-4o', temperature: 0 });
    at.type('/prev\r');
    await at.until('Answer 1 of 2');
    at.type('more\r');
    await at.until('session', 3);
    expect(messages(2)[1]).toEqual({ role: 'assistant', content: 'first answer' });
  });

  test('/undo, /edit, /fork and /history act on the right turns', async () => {
    const { at, home, messages } = await opened();
    for (const [i, question] of ['one', 'two', 'three'].entries()) {
      at.type(`${question}\r`);
      await at.until('session', i + 1);
    }
    at.type('/undo\r');
    await at.until('Removed: 1. 2 turns are left.');
    at.type('/edit 2\r');
    await at.until('The original conversation is stored as session');
    await at.until('> two', 2);
    at.type(' again\r');
    await at.until('≈ 1 credit', 4);
    expect(
      messages(3)
        .map(({ content }) => content)
        .slice(-1),
    ).toEqual(['two again']);
    at.type('/fork side --at 1\r');
    await at.until('Continuing in a copy with 1 turn');
    at.type('/history\r');
    await at.until('1. You: one');
    expect(readdirSync(join(home, '.local/state/cbase/sessions'))).toHaveLength(3);
  });

  test('C-11 /save says from when on messages are saved; /bot keeps the conversation', async () => {
    const { at, api } = await opened();
    at.type('one\r');
    await at.until('session', 1);
    at.type('/save my-id\r');
    await at.until('The next reply saves this conversation, with all its turns, in the dashboard as my-id');
    at.type('/bot b2\r');
    await at.until('It receives the turns so far (1)');
    at.type('two\r');
    await at.until('session', 2);
    expect(api.seen('POST /chat').map(({ body }) => body as object)).toEqual([
      expect.not.objectContaining({ conversationId: expect.anything() }),
      expect.objectContaining({ conversationId: 'my-id', chatbotId: 'b2' }),
    ]);
  });

  test('C-134 /expect and /record write a test file that runs', async () => {
    const { at, api, cwd, home } = await opened();
    at.type('When are you open?\r');
    await at.until('session', 1);
    at.type('/expect contains "8 to 18"\r');
    await at.until('the last answer passes');
    at.type('/expect contans x\r');
    await at.until('there is no assertion "contans"');
    at.type('/record\r');
    await at.until('Run it with: cbase tests run cbase-tests.yaml');
    at.type(ctrl('D'));
    await at.exit;
    const tests = onScreen(['tests', 'run', 'cbase-tests.yaml'], { env: api.env, cwd, home });
    expect(await tests.exit).toBe(0);
    await tests.until('2 of 2 tests passed');
  });

  test('C-110 C-113 /compare asks all lanes, each with its own history, until /pick', async () => {
    const { at, api, messages, home } = await opened();
    api.next('POST /chat', says('from the first'));
    at.type('/compare gpt-4o gpt-5\r');
    await at.until('Every question goes to A: gpt-4o, B: gpt-5');
    at.type('one\r');
    await at.until('— B: gpt-5 —');
    await at.until(/> ?$/m);
    at.type('two\r');
    await at.until('— B: gpt-5 —', 2);
    await at.until(/> ?$/m);
    const histories = [2, 3].map((call) => messages(call)[1]?.content).sort();
    expect(histories).toHaveLength(2);
    expect(new Set(histories).size).toBe(2);
    at.type('/pick b\r');
    await at.until('Continuing with gpt-5');
    at.type('three\r');
    await at.until('session', 1);
    expect(api.seen('POST /chat').at(-1)?.body).toMatchObject({ model: 'gpt-5' });
    expect(readFileSync(join(home, '.local/state/cbase/picks.jsonl'), 'utf8')).toContain('"picked":"gpt-5"');
  });
});

describe('T-9 sessions', () => {
  test('C-82 a bare -r shows a numbered list; the settings of the session are restored with it', async () => {
    const { at, api, home } = await opened(['--model', 'gpt-4o']);
    at.type('/temp 0.5\r');
    await at.until('Temperature: 0.5');
    at.type('/model gpt-4o\r');
    await at.until('Model: gpt-4o');
    at.type('about returns\r');
    await at.until('session', 1);
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
    await first.at.until('session', 1);
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
    at.type('new\r');
    await at.until('session');
    expect(messages(0).map(({ content }) => content)).toEqual(['Hi!', 'old', 'said', 'new']);
  });

  test('C-64 two conversations write to one history, and neither loses a line', async () => {
    const first = await opened();
    const second = await opened([], { api: first.api, home: first.home });
    first.at.type('from the first\r');
    second.at.type('from the second\r');
    await first.at.until('session');
    await second.at.until('session');
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
    await third.at.until(/> from the (first|second)/);
  });

  test('C-64 Ctrl-R searches the history incrementally', async () => {
    const { at } = await opened();
    for (const [i, question] of ['about refunds', 'about opening hours', 'something else'].entries()) {
      at.type(`${question}\r`);
      await at.until('session', i + 1);
    }
    at.type(ctrl('R'));
    at.type('about');
    await at.until('search: about › about opening hours');
    at.type(ctrl('R'));
    await at.until('› about refunds');
    at.type('\r');
    await at.until('> about refunds', 2);
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

describe('T-10 an editor', () => {
  const editor = (script: string) => {
    const path = file(`#!/bin/sh\n${script}\n`, 'editor');
    chmodSync(path, 0o755);
    return { EDITOR: path };
  };

  test.each([
    ['Ctrl-G', [ctrl('G')]],
    ['Ctrl-X Ctrl-E', [ctrl('X'), ctrl('E')]],
  ])('C-63 %s opens the draft in the editor, and the result is in the line', async (_, keys) => {
    const { at, asked } = await opened([], { env: editor('printf " and more\\nlines" >> "$1"') });
    at.type('a draft');
    await at.until('a draft');
    for (const key of keys) at.type(key);
    await at.until('a draft and more⏎lines');
    at.type('\r');
    await at.until('session');
    expect(asked()).toEqual(['a draft and more\nlines']);
  });

  test.each([
    ['that fails', 'echo broken > "$1"; exit 3', 'exited with 3; the draft is unchanged'],
    ['that does not exist', '', undefined],
    ['that empties the file', ': > "$1"', undefined],
  ])('C-63 one %s keeps the draft and sends nothing', async (name, script, said) => {
    const env = name === 'that does not exist' ? { EDITOR: '/nowhere/at-all' } : editor(script);
    const { at, asked, home } = await opened([], { env });
    at.type('a draft');
    await at.until('a draft');
    at.type(ctrl('G'));
    await at.until('> a draft', 2);
    if (said !== undefined) expect(await at.seen()).toContain(said);
    expect(asked()).toEqual([]);
    const left = readdirSync(home, { recursive: true, encoding: 'utf8' });
    expect(left.filter((one) => one.includes('draft-'))).toEqual([]);
  });
});

describe('T-11 nothing a bot says controls the terminal', () => {
  const payloads = {
    title: '\u001b]0;owned\u0007',
    clipboard: '\u001b]52;c;b3duZWQ=\u0007',
    modes: '\u001b[?1049h\u001b[?25l\u001b[?2004l',
    clear: '\u001b[2J\u001b[H',
    answerback: '\u001b[6n\u001b[c\u0005',
    c1: '\u009b2J\u009d0;owned\u009c',
    carriage: 'shown\rhidden',
    direction: '\u202egnp.exe\u2066',
  };

  test.each(Object.entries(payloads))('C-40 %s, split at every byte', async (_, payload) => {
    const { at, api } = await opened(['--render', 'markdown']);
    const bytes = Buffer.byteLength(payload);
    for (let i = 1; i <= bytes; i++) {
      api.next('POST /chat', says(payload, { dripBytes: i, everyMs: 1, framing: 'chunked' }));
      at.type(`${i}\r`);
      await at.until('session', i);
    }
    const own = /\u001b\[(?:\d+(?:;\d+)*)?[mGJKA]|\u001b\[\?2004[hl]/g;
    expect(at.raw().replace(own, '')).not.toMatch(/[\u0007\u001b\u0080-\u009f\u202a-\u202e\u2066-\u2069]/);
    expect(at.raw()).not.toMatch(/\r(?![\r\n…\u001b])/);
  });

  test('C-34 a link shows its real target, whatever its label says', async () => {
    const { at, api } = await opened();
    api.next(
      'POST /chat',
      says('[https://bank.example](https://evil.example/x) and [run](javascript:alert(1))'),
    );
    at.type('go\r');
    await at.until('https://bank.example (https://evil.example/x) and run (javascript:alert(1))');
    expect(at.raw()).not.toContain('\u001b]8');
  });
});

describe('T-12 the screen', () => {
  test('C-31 a reply of 5,000 lines is all in the scrollback, and the cursor never moved up', async () => {
    const { at, api } = await opened();
    api.next('POST /chat', says(Array.from({ length: 5000 }, (_, i) => `line ${i}`).join('\n')));
    at.type('go\r');
    await at.until('session');
    const seen = await at.seen();
    expect(seen).toContain(Array.from({ length: 5000 }, (_, i) => `line ${i}`).join('\n'));
    expect(at.raw()).not.toMatch(/\u001b\[\d*A/);
  });

  test.each([20, 40, 200])('C-32 %i columns, resized in the middle of a reply', async (columns) => {
    const { at, api } = await opened([], { columns });
    const text = `${'word '.repeat(60)}end`;
    api.next('POST /chat', slowly(text, { dripBytes: 5, everyMs: 5 }));
    at.type('go\r');
    await at.until('word');
    at.resize(columns + 7, 24);
    await at.until('end');
    at.type('next');
    await at.until('> next');
    expect(at.raw().replace(/\r\n/g, '\n')).toContain(text);
  });

  test('C-143 a character split across chunks, an emoji family and CJK arrive whole', async () => {
    const { at, api } = await opened();
    const text = '日本語 👩‍👩‍👧‍👦 ❤️ e\u0301 ok';
    api.next('POST /chat', says(text, { dripBytes: 1, everyMs: 1 }));
    at.type('go\r');
    await at.until('ok');
    expect(at.raw()).toContain(text);
    expect(at.raw()).not.toContain('\ufffd');
  });

  test('C-31 a table is aligned once it is complete, and raw if it is too long to buffer', async () => {
    const { at, api } = await opened();
    api.next('POST /chat', says('| a | long head |\n|---|---|\n| wide cell | x |\n\nafter'));
    at.type('go\r');
    await at.until('wide cell  x');
    const rows = Array.from({ length: 50 }, (_, i) => `| r${i} | x |`).join('\n');
    api.next('POST /chat', says(`| a | b |\n|---|---|\n${rows}\n`));
    at.type('go\r');
    await at.until('| r49 | x |');
  });
});

describe('T-13 dumb terminals and screen readers', () => {
  test('TERM=dumb gets no escape sequences at all', async () => {
    const { at, api, asked } = await opened([], { env: { TERM: 'dumb' } });
    api.next('POST /chat', says('**bold** text'));
    at.type('helo');
    at.type('\u007f');
    at.type('lo\r');
    await at.until('**bold** text');
    await at.until('session');
    at.type(ctrl('D'));
    expect(await at.exit).toBe(0);
    expect([at.raw().includes('\u001b'), asked()]).toEqual([false, ['hello']]);
  });

  test('NO_COLOR leaves the text unchanged and uses no color', async () => {
    const { at, api } = await opened([], { env: { NO_COLOR: '1' } });
    api.next('POST /chat', says('**bold** text'));
    at.type('go\r');
    await at.until('**bold** text');
    expect(at.raw()).not.toMatch(/\u001b\[[\d;]*m/);
  });

  test('C-140 a screen reader gets words, a whole reply, and its end', async () => {
    const { at, api } = await opened(['--screen-reader', '--bell']);
    api.next('POST /chat', slowly('A whole reply', { everyMs: 5 }));
    at.type('go\r');
    await at.until('End of reply.');
    const seen = await at.seen();
    expect(seen).toContain('You: go\nWaiting for the reply.\nBot:\nA whole reply\nEnd of reply.');
    expect(at.raw()).toContain('\u0007');
    expect(at.raw()).not.toMatch(/\u001b\[[\d;]*m|…/);
  });

  test('C-2 answers go to stdout and everything else to stderr, so a redirected file holds answers only', async () => {
    const api = await emulator();
    const cwd = workdir();
    const line = `exec "${process.execPath}" "${new URL('../../bin/cbase.js', import.meta.url).pathname}" chat > log.md`;
    const { screenOf } = await import('../support/screen.js');
    const at = screenOf('/bin/sh', ['-c', line], { env: api.env, cwd });
    await at.until('>');
    at.type('When are you open?\r');
    await at.until('session');
    at.type('/info\r');
    await at.until('Spent');
    at.type(ctrl('D'));
    expect(await at.exit).toBe(0);
    expect(readFileSync(join(cwd, 'log.md'), 'utf8')).toBe(`${answer}\n`);
  });
});

const hasTmux = works('tmux', ['-V']);
if (!hasTmux) console.warn('tmux is missing: its tests of the chat are skipped (apt-get install tmux)');

function works(program: string, argv: readonly string[]): boolean {
  try {
    execFileSync(program, [...argv], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

describe.skipIf(!hasTmux)('T-14 in tmux', () => {
  test('C-61 a real bracketed paste is one message; Ctrl-Z suspends and fg resumes with the draft', async () => {
    const api = await emulator();
    const [home, cwd] = [workdir(), workdir()];
    const socket = join(cwd, 'tmux');
    const bin = new URL('../../bin/cbase.js', import.meta.url).pathname;
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
      await until(/^>/m);
      tmux('set-buffer', 'first\nsecond\nthird');
      tmux('paste-buffer', '-p');
      await until('first⏎second⏎third');
      tmux('send-keys', 'C-z');
      await until('Stopped');
      tmux('send-keys', 'echo the shell', 'Enter');
      await until(/^the shell$/m);
      tmux('send-keys', 'fg', 'Enter');
      await until(/> first⏎second⏎third\s*$/);
      tmux('send-keys', 'Enter');
      await until('session');
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

import { chmodSync, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Fault } from '../../src/emulator/faults.js';
import { cli, shell, startCli } from '../support/cli.js';
import { emulator } from '../support/emulator.js';
import { run } from '../support/io.js';
import { onScreen } from '../support/screen.js';
import { file, workdir } from '../support/workdir.js';

const says = (body: string, more: Partial<Fault> = {}) => ({
  body,
  headers: { 'content-type': 'text/plain' },
  ...more,
});
const ctrl = (letter: string) => String.fromCharCode(letter.charCodeAt(0) - 64);

async function setup(options: Parameters<typeof emulator>[0] = {}) {
  const api = await emulator(options);
  const home = workdir();
  const chat = (argv: readonly string[]) => run(['chat', ...argv], { env: api.env, home });
  const batch = (argv: readonly string[]) => run(['batch', ...argv], { env: api.env, home });
  const runTests = (argv: readonly string[]) => run(['tests', 'run', ...argv], { env: api.env, home });
  const replay = (argv: readonly string[]) => run(['replay', ...argv], { env: api.env, home });
  const calls = () => api.seen('POST /chat').map(({ body }) => body as Record<string, unknown>);
  const messages = (call: number) => (calls()[call]?.messages ?? []) as { role: string; content: string }[];
  return { api, home, chat, batch, runTests, replay, calls, messages };
}

const sessionsOf = (home: string) =>
  readdirSync(join(home, '.local/state/cbase/sessions')).filter((name) => name.endsWith('.jsonl'));

describe('C-31 no reply can block the terminal', () => {
  test.each([
    ['a delimiter row that is not one', `| a | b |\n|${'-'.repeat(60)} total |\n| 1 | 2 |\n\nafter`, 'after'],
    ['100,000 dashes', `${'-'.repeat(100_000)} end`, ' end'],
    ['100,000 backticks', `${'`'.repeat(100_000)} end`, ' end'],
    ['100,000 opened links', `${'['.repeat(100_000)} end`, ' end'],
  ])('%s', { timeout: 20_000 }, async (_, body, end) => {
    const { api, chat } = await setup();
    api.next('POST /chat', says(body));
    const { code, out } = await chat(['hi', '--render', 'markdown', '--no-color']);
    expect([code, out.endsWith(`${end}\n`)]).toEqual([0, true]);
  });
});

describe('C-51 C-63 while an editor runs in the terminal', () => {
  const editor = (script: string) => {
    const path = file(`#!/bin/sh\n${script}\n`, 'editor');
    chmodSync(path, 0o755);
    return path;
  };

  test('SIGTERM ends the conversation, leaves the terminal alone, and keeps the draft', async () => {
    const { api, home } = await setup();
    const at = onScreen(['chat'], {
      env: { ...api.env, EDITOR: editor('echo in the editor; sleep 2') },
      home,
    });
    await at.until('>');
    at.type('a long thought');
    await at.until('a long thought');
    at.type(ctrl('G'));
    await at.until('in the editor');
    at.kill('SIGTERM');
    expect(await at.exit).toBe(143);
    expect(at.raw().lastIndexOf('\u001b[?2004l')).toBeGreaterThan(at.raw().lastIndexOf('\u001b[?2004h'));
    expect(readFileSync(join(home, '.local/state/cbase/chat-history.jsonl'), 'utf8')).toBe(
      '"a long thought"\n',
    );
  });

  test('a suspend and resume leaves the terminal to the editor', async () => {
    const { api } = await setup();
    const script =
      'echo in the editor; kill -CONT $PPID; kill -CONT "$(ps -o ppid= -p $PPID)" 2>/dev/null; sleep 1; stty -a; echo over';
    const at = onScreen(['chat'], { env: { ...api.env, EDITOR: editor(script) } });
    await at.until('>');
    at.type('x');
    at.type(ctrl('G'));
    await at.until('over');
    expect(await at.seen()).toMatch(/[^-]icanon/);
  });
});

test('C-40 text from outside is escaped in the line: an edited question of the dashboard', async () => {
  const { api } = await setup();
  await api.visited('conversations', [
    {
      id: 'v9',
      messages: [
        { role: 'user', content: 'old \u001b]0;owned\u0007 \u009b31m \u202e x' },
        { role: 'assistant', content: 'said' },
      ],
    },
  ]);
  const at = onScreen(['chat', '--from-conversation', 'v9'], { env: api.env });
  await at.until('Continuing from a copy of v9');
  at.type('/edit 1\r');
  await at.until('> old ]0;owned');
  expect(at.raw()).not.toMatch(/\u0007|\u009b|\u202e|\u001b\]/);
});

test('C-40 a bot’s name is escaped in prompts too', async () => {
  const { api } = await setup();
  const made = await api.ask('POST', '/create-chatbot', {
    chatbotName: 'Evil \u001b]0;owned\u0007',
    sourceText: 'x',
  });
  const { chatbotId } = made.json as { chatbotId: string };
  await api.ask('POST', '/update-chatbot-settings', { chatbotId, model: 'gpt-4' });
  const at = onScreen(['chat'], { env: api.env });
  await at.until('>');
  at.type(`/bot ${chatbotId}\r`);
  await at.until('The model of Evil ^[]0;owned^G costs ≈ 20 credits');
  expect(at.raw()).not.toMatch(/\u0007|\u001b\]/);
});

test('C-44 sessions exported as JSON are printable', async () => {
  const { api, home, chat } = await setup();
  api.next('POST /chat', says('a\u009b31m\u202eb'));
  await chat(['hi', '-q']);
  for (const format of ['json', 'jsonl']) {
    const { out } = await run(['sessions', 'export', '--format', format], { env: api.env, home });
    expect(out).not.toMatch(/[\u0080-\u009f\u202e]/);
    expect(out).toContain('\\u009b31m\\u202e');
  }
});

describe('C-92 cost estimates match the calls', () => {
  const tests = (expectation: string, more = '') =>
    file(`tests:\n  - name: t\n${more}    turns: [{ user: go, expect: [${expectation}] }]\n`, 'tests.yaml');

  test('flags override the file in estimates too, and judges and repeats count', async () => {
    const { runTests } = await setup();
    const dear = await runTests([
      tests('{ contains: x }', '    model: gpt-4o-mini\n    repeat: 2\n'),
      '--model',
      'gpt-4',
    ]);
    expect(dear).toMatchObject({ code: 2, err: expect.stringContaining('2 replies, ≈ 40 credits') });
    const judged = await runTests([
      tests('{ judge: a }, { any_of: [x, { judge: b }] }', '    repeat: 8\n'),
      '--judge',
      'b2',
    ]);
    expect(judged).toMatchObject({ code: 2, err: expect.stringContaining('24 replies, ≈ 24 credits') });
  });

  test('the summary counts what was sent, and a test that expects an error does not bypass the cap', async () => {
    const { calls, runTests } = await setup();
    const path = file(
      'tests:\n  - turns: [{ user: a }]\n  - turns: [{ user: b, expect: [{ status: error }] }]\n',
      'tests.yaml',
    );
    const { code, err } = await runTests([path, '--max-credits', '1', '--concurrency', '1']);
    expect([code, calls().length, err]).toEqual([6, 1, expect.stringContaining('1 reply, ≈ 1 credit')]);
  });

  test('C-73 a conversation asks before expensive lanes or an expensive bot', async () => {
    const { api, calls } = await setup();
    const at = onScreen(['chat'], { env: api.env });
    await at.until('>');
    at.type('/compare gpt-4 claude-3-opus\r');
    await at.until('Every question goes to');
    at.type('dear question\r');
    await at.until('2 replies, ≈ 40 credits (prices as of 2025-05). Continue? [y/N]');
    at.type('\r');
    await at.until('> dear question', 2);
    expect(calls()).toEqual([]);
  });

  test('Ctrl-C during /retry n=3 stops all three', async () => {
    const { api, calls } = await setup();
    const at = onScreen(['chat'], { env: api.env });
    await at.until('>');
    at.type('one\r');
    await at.until('session', 1);
    api.next(
      'POST /chat',
      says('a slow answer that goes on', { dripBytes: 1, everyMs: 40, framing: 'chunked' }),
    );
    at.type('/retry n=3\r');
    await at.until('a slow');
    at.type(ctrl('C'));
    await at.until('— stopped —');
    await at.until(/> ?$/);
    expect(calls()).toHaveLength(2);
  });
});

describe('paid answers are not lost', () => {
  test('C-80 an answer is kept in the session even if the reader of the pipe left', async () => {
    const { api, home } = await setup({ paceMs: 20 });
    await shell('cbase chat "When are you open?" | head -c1', { env: { ...api.env, HOME: home } });
    const [name = ''] = sessionsOf(home);
    const text = readFileSync(join(home, '.local/state/cbase/sessions', name), 'utf8');
    expect(text).toMatch(/"kind":"answer","text":"We .*"status":"stopped"/);
  });

  test('C-121 a changed prompt under an old id is asked again, and lines of other prompts stay', async () => {
    const { calls, home, batch } = await setup();
    const out = join(home, 'out.jsonl');
    await batch([file('one\ntwo\n', 'a.txt'), '--out', out]);
    await batch([file('other\n', 'b.txt'), '--out', out, '--resume']);
    expect(calls().length).toBe(3);
    const lines = readFileSync(out, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ id, input }) => [id, input])).toEqual([
      ['1', 'other'],
      ['2', 'two'],
    ]);
  });

  test('a report that cannot be written is refused before anything is sent', async () => {
    const { calls, batch, runTests } = await setup();
    const path = file('tests: [{ turns: [{ user: a }] }]', 'tests.yaml');
    expect(await runTests([path, '--junit', '/nonexistent/j.xml'])).toMatchObject({ code: 2 });
    expect(await batch([file('a\n', 'a.txt'), '--out', '/nonexistent/o.jsonl'])).toMatchObject({
      code: 2,
    });
    expect(calls()).toEqual([]);
  });

  test('C-92 a replay that reaches the cap reports what it has', async () => {
    const { home, replay } = await setup();
    const convo = (id: string) =>
      JSON.stringify({
        id,
        messages: [
          { role: 'user', content: 'hi' },
          { role: 'assistant', content: 'x' },
        ],
      });
    const md = join(home, 'm.md');
    const { code, out } = await replay([
      file(`${convo('a')}\n${convo('a')}\n`, 'c.ndjson'),
      '--max-credits',
      '1',
      '--concurrency',
      '1',
      '--json',
      '--md',
      md,
    ]);
    expect([code, JSON.parse(out)]).toEqual([
      6,
      expect.objectContaining({ ok: false, lines: [expect.objectContaining({ id: 'a#1' })] }),
    ]);
    expect(readFileSync(md, 'utf8')).toContain('a#1');
  });

  test('a draft that begins with a space comes back with ↑, and one refused by the cap stays in the line', async () => {
    const { api, home } = await setup();
    const at = onScreen(['chat', '--max-credits', '1'], { env: api.env, home });
    await at.until('>');
    at.type(' kept to myself');
    await at.until('kept to myself');
    at.type(ctrl('C'));
    await at.until('draft kept');
    at.type('\u001b[A');
    await at.until('kept to myself', 2);
    at.type('\r');
    await at.until('session', 1);
    at.type('one too many\r');
    await at.until('--max-credits 1 would be exceeded');
    await at.until('> one too many', 2);
    at.type(ctrl('C'));
    at.type(ctrl('D'));
    await at.exit;
    expect(readFileSync(join(home, '.local/state/cbase/chat-history.jsonl'), 'utf8')).not.toContain(
      'kept to myself',
    );
  });
});

describe('C-80 two processes never write to one session', () => {
  test('a single question next to an open conversation goes to a copy; the open one cannot be deleted', async () => {
    const { api, home, messages } = await setup();
    const at = onScreen(['chat'], { env: api.env, home });
    await at.until('>');
    at.type('one\r');
    await at.until('session', 1);
    const beside = await cli(['chat', '-c', 'two'], { env: { ...api.env, HOME: home } });
    expect(beside).toMatchObject({
      code: 0,
      err: expect.stringContaining('is open in another window, so this is a copy'),
    });
    expect([messages(1).length, sessionsOf(home).length]).toEqual([3, 2]);
    const [id] = /[0-9a-f]{4}(?=\n)/.exec(await at.seen()) ?? [''];
    expect(
      await cli(['sessions', 'delete', id ?? '', '--confirm', 'x'], { env: { HOME: home } }),
    ).toMatchObject({ code: 8 });
  });

  test('if two continue the same session at once, one gets a copy', async () => {
    const { api, home, chat } = await setup({ latencyMs: 100 });
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
    await at.until('>');
    at.type('first\r');
    await at.until('session', 1);
    at.type('/new\r');
    await at.until('This conversation is saved in the dashboard as');
    at.type('second\r');
    await at.until('≈ 1 credit', 2);
    expect(calls().map(({ conversationId }) => conversationId)).toEqual([
      'mine',
      expect.stringMatching(/^[0-9a-f-]{36}$/),
    ]);
  });
});

describe('verdicts', () => {
  const one = (expectation: string) =>
    file(`tests:\n  - turns: [{ user: go, expect: [${expectation}] }]\n`, 'tests.yaml');

  test.each([
    ['{ contains: 08005551234 }', 'call 8005551234', 'fail'],
    ['{ contains: 1.50 }', 'costs 1.5', 'fail'],
    ['{ contains: 30 }', '30 days', 'pass'],
    ['{ any_of: [zzzzz, { judge: polite }] }', 'hello', 'error'],
  ])('%s of %j: %s', async (expectation, body, verdict) => {
    const { api, runTests } = await setup();
    api.next('POST /chat', says(body));
    const { out, err } = await runTests([one(expectation)]);
    expect(out.startsWith(verdict)).toBe(true);
    if (expectation.includes('judge')) expect(err).toContain('1 assertion skipped (no --judge given)');
  });

  test('--only and --retry-errors also run the tests that share the conversation', async () => {
    const { messages, runTests } = await setup();
    const path = file(
      'tests:\n  - { name: a, session: shared, turns: [{ user: one }] }\n  - { name: b, session: shared, turns: [{ user: two }] }\n',
      'tests.yaml',
    );
    await runTests([path, '--only', 'b']);
    expect(messages(1).map(({ content }) => content)).toEqual(['one', expect.any(String), 'two']);
  });

  test('tests from-session names the bot of a test if it differs from the file’s', async () => {
    const { api, chat, home } = await setup();
    const out = file('bot: b1\ntests: []\n', 't.yaml');
    await chat(['hello', '--bot', 'b2']);
    await run(['tests', 'from-session', '--out', out], { env: api.env, home });
    expect(readFileSync(out, 'utf8')).toContain('bot: b2');
  });

  test('C-134 a cut answer does not become a baseline, and an aliased expectation is not updated', async () => {
    const { api, chat, home, runTests } = await setup();
    api.next('POST /chat', says('half of it', { cutAfter: 4, framing: 'chunked' }));
    const path = one('{ status: complete }, { same_as: We have 30 days }');
    await runTests([path, '--update']);
    expect(readFileSync(path, 'utf8')).toContain('We have 30 days');
    api.next('POST /chat', says('half of it', { cutAfter: 4, framing: 'chunked' }));
    await chat(['hello', '--no-history'].slice(0, 1));
    const out = join(home, 't.yaml');
    await run(['tests', 'from-session', '--out', out], { env: api.env, home });
    expect(readFileSync(out, 'utf8')).not.toContain('same_as');
    const alias = file(
      'tests:\n  - turns: [{ user: a, expect: &x { same_as: old } }]\n  - turns: [{ user: b, expect: *x }]\n',
      'alias.yaml',
    );
    expect(await runTests([alias, '--update'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('is an alias'),
    });
    expect(await runTests(['-', '--update'])).toMatchObject({ code: 2 });
  });
});

describe('C-101 --json prints one document, however the command ends', () => {
  test.each([
    ['a test that reaches the cap', ['tests', 'run', 'TESTS', '--max-credits', '1'], {}, 6],
    [
      'a test without a key',
      ['tests', 'run', 'TESTS'],
      { status: 401, body: { message: 'no' }, times: 0 },
      4,
    ],
    ['a test that fails', ['tests', 'run', 'TESTS'], says('x'), 3],
    ['a dry run', ['tests', 'run', 'TESTS', '--dry-run'], {}, 0],
    [
      'lanes without a key',
      ['chat', 'hi', '--models', 'a,b'],
      { status: 401, body: { message: 'no' }, times: 0 },
      4,
    ],
    [
      'a lane that is cut',
      ['chat', 'hi', '--models', 'a,b'],
      says('half', { cutAfter: 2, framing: 'chunked' }),
      7,
    ],
    ['an invalid file', ['tests', 'run', '/nowhere.yaml'], {}, 2],
    ['a batch', ['batch', 'TESTS'], {}, 2],
  ])('%s', async (_, argv, fault, code) => {
    const { api, home } = await setup();
    const path = file(
      'tests:\n  - turns: [{ user: a, expect: { contains: zz } }]\n  - turns: [{ user: b }]\n',
      'tests.yaml',
    );
    if (Object.keys(fault).length > 0) api.next('POST /chat', fault as Partial<Fault>);
    const words = argv.map((word) => (word === 'TESTS' ? path : word));
    const done = await run([...words, '--json'], { env: api.env, home });
    expect([done.code, (JSON.parse(done.out) as { ok: boolean }).ok], done.err).toEqual([code, code === 0]);
  });
});

test('K-2 --strict applies to lanes, batches and tests', async () => {
  const { api, home } = await setup();
  const open = says('Hello', { framing: 'close' });
  for (const [argv, code] of [
    [['chat', 'hi', '--models', 'a,b'], 7],
    [['batch', file('a\n', 'a.txt')], 3],
    [['tests', 'run', file('tests: [{ turns: [{ user: a }] }]', 't.yaml')], 75],
  ] as const) {
    api.next('POST /chat', open);
    expect((await run(argv, { env: api.env, home })).code).toBe(0);
    api.next('POST /chat', open);
    expect((await run([...argv, '--strict'], { env: api.env, home })).code).toBe(code);
  }
});

test('C-113 a pick affects only its own comparison', async () => {
  const { api, messages } = await setup();
  for (let i = 0; i < 5; i++) api.next('POST /chat', says(`answer ${i}`));
  const at = onScreen(['chat'], { env: api.env });
  await at.until('>');
  for (const [i, line] of [
    '/compare a b',
    'q1',
    '/pick b',
    '/compare a b',
    'q2',
    '/pick a',
    'q3',
  ].entries()) {
    at.type(`${line}\r`);
    if (line.startsWith('/compare')) await at.until('Every question goes to', i === 0 ? 1 : 2);
    else if (line.startsWith('/pick')) await at.until('Continuing with', i === 2 ? 1 : 2);
    else if (line === 'q3') await at.until('session');
    else await at.until('— B: b —', line === 'q1' ? 1 : 2);
    await at.until(/> ?$/);
  }
  const sent = messages(4).map(({ content }) => content);
  const first = String(sent[1]);
  // The answer of lane b stays, and was also sent to lane a of the second comparison.
  expect(messages(2)[1]?.content).toBe(first);
  expect(messages(3)[1]?.content).toBe(first);
});

test('C-84 a Markdown report cannot be broken by content, and an inline fence does not open a block', async () => {
  const { api, chat, home, replay } = await setup();
  const md = join(home, 'm.md');
  const convo = {
    id: 'x<img src=y>',
    messages: [
      { role: 'user', content: 'hi' },
      { role: 'assistant', content: 'x' },
    ],
  };
  await replay([file(JSON.stringify(convo), 'c.json'), '--md', md]);
  // Inside a fence it is plain text.
  expect(readFileSync(md, 'utf8').replace(/```[\s\S]*?```/g, '')).not.toContain('<img');
  api.next('POST /chat', says('1. ```bash\n   ls\n   ```\n\n```npm i``` does it.'));
  await chat(['how', '-q']);
  const { out } = await run(['sessions', 'export'], { env: api.env, home });
  expect(out).toContain('does it.\n');
  expect(out.trimEnd().endsWith('does it.')).toBe(true);
});

describe('waiting, batches and slash commands', () => {
  test('C-13 Ctrl-C while waiting after a 429 stops at once, and messages do not share the waiting line', async () => {
    const { api } = await setup();
    api.next('POST /chat', {
      status: 429,
      headers: { 'retry-after': '60' },
      body: { message: 'slow down' },
      times: 0,
    });
    const at = onScreen(['chat'], { env: api.env });
    await at.until('>');
    at.type('a question\r');
    await at.until(/^429 slow down; trying again in/m);
    at.type(ctrl('C'));
    await at.until('canceled');
    await at.until('> a question', 2);
  });

  test('C-120 a semicolon-separated CSV is read, and a failed batch says why', async () => {
    const { api, calls, home, batch } = await setup();
    const path = file('id;question\n7;"one; two"\n8;three\n', 'p.csv');
    api.next('POST /chat', { status: 500, body: { message: 'oops' } });
    const out = join(home, 'o.jsonl');
    const { code, err } = await batch([path, '--column', 'question', '--out', out, '--concurrency', '1']);
    expect([code, err]).toEqual([
      3,
      expect.stringMatching(/^7: 500: oops\n1 answered, 1 failed → .*; add --resume to retry those$/m),
    ]);
    expect(calls().map(({ messages: all }) => (all as { content: string }[])[0]?.content)).toEqual([
      'one; two',
      'three',
    ]);
  });

  test('a refused batch leaves no file, and resuming with another model asks again', async () => {
    const { calls, home, batch } = await setup();
    const out = join(home, 'o.jsonl');
    const path = file('one\n', 'a.txt');
    expect((await batch([path, '--out', out, '--model', 'gpt-4.5'])).code).toBe(2);
    expect(existsSync(out)).toBe(false);
    await batch([path, '--out', out]);
    await batch([path, '--out', out, '--resume', '--model', 'gpt-4o']);
    expect(calls()).toHaveLength(2);
    expect(await batch([path, '--out', out])).toMatchObject({
      code: 2,
      err: expect.stringContaining('Continue it with --resume'),
    });
  });

  test('/help keeps words whole on a narrow screen, /export takes quotes and refuses unknown formats, Tab lists models', async () => {
    const { api } = await setup();
    const cwd = workdir();
    const at = onScreen(['chat'], { env: api.env, columns: 50, rows: 60, cwd });
    await at.until('>');
    at.type('hi\r');
    await at.until('session', 1);
    at.type('/help\r');
    await at.until('stop the reply');
    expect(await at.seen()).toContain(
      '  /record [file]\n      add the whole conversation to the test\n      file, with its answers as baselines\n',
    );
    at.type('/export "my talk.md"\r');
    await at.until('Written to my talk.md');
    at.type('/export x.pdf\r');
    await at.until('cannot be exported as .pdf');
    expect(readdirSync(cwd)).toEqual(['my talk.md']);
    at.type('/model \t');
    at.type('\t');
    await at.until('claude-3-opus');
  });

  test('HOME=/proc is an error, not an endless wait', { timeout: 20_000 }, async () => {
    expect(await cli(['bots', 'list', '--local'], { env: { HOME: '/proc' } })).toMatchObject({ code: 74 });
  });
});

test('C-32 --wrap leaves code alone in pipes too, and CRLF is a line break', async () => {
  const { api, chat } = await setup();
  api.next('POST /chat', says('one two three four five\n```\nlong code line that stays whole\n```\nend'));
  expect((await chat(['x', '--wrap', '20'])).out).toBe(
    'one two three four\nfive\n```\nlong code line that stays whole\n```\nend\n',
  );
  api.next('POST /chat', says('a\r\nb\rc\r', { dripBytes: 1, everyMs: 1 }));
  expect(await chat(['x', '--safe'])).toMatchObject({
    out: 'a\nb^Mc^M\n',
    err: '(2 control characters shown as text)\n',
  });
});

test('C-121 a full disk stops further calls', async () => {
  const { api } = await setup();
  const cwd = workdir();
  file(Array.from({ length: 30 }, (_, i) => `prompt ${i} ${'x'.repeat(200)}\n`).join(''), 'p.txt', cwd);
  const { code, err } = await shell('ulimit -f 2; cbase batch p.txt --out o.jsonl --yes --concurrency 2', {
    env: api.env,
    cwd,
  });
  expect([code, err]).toEqual([74, expect.stringContaining('file too large')]);
  expect(api.seen('POST /chat').length).toBeLessThan(12);
  expect(existsSync(join(cwd, 'o.jsonl.lock'))).toBe(false);
  expect(statSync(join(cwd, 'o.jsonl')).size).toBeGreaterThan(0);
});

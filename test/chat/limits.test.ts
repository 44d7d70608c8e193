import { describe, expect, test } from 'vitest';
import type { Fault } from '../../src/emulator/faults.js';
import { cli } from '../support/cli.js';
import { emulator } from '../support/emulator.js';
import { run } from '../support/io.js';
import { file, workdir } from '../support/workdir.js';

const sentence = 'This chatbot is currently unavailable. If you are the owner, please check your account.';
const json = { 'content-type': 'application/json' };
const plain = { 'content-type': 'text/plain' };
const events = { 'content-type': 'text/event-stream' };

describe('the out-of-credits notice is not an answer', () => {
  test.each<readonly [string, Omit<Fault, 'method' | 'path'>]>([
    ['as a stream', { body: sentence, headers: plain }],
    [
      'as a stream of single bytes',
      { body: sentence, headers: plain, dripBytes: 1, everyMs: 1, framing: 'chunked' },
    ],
    ['with whitespace around it', { body: `\n ${sentence} \n`, headers: plain }],
    ['as JSON', { body: { text: sentence }, headers: json }],
    ['as 403', { status: 403, body: { message: sentence } }],
    ['as 400', { status: 400, body: { message: sentence } }],
    ['as 500', { status: 500, body: { message: sentence }, times: 0 }],
    [
      'as an event',
      { body: `event: error\ndata: ${JSON.stringify({ message: sentence })}\n\n`, headers: events },
    ],
  ])('%s: exits 6 and prints nothing to stdout', async (_, fault) => {
    const api = await emulator();
    const ask = (flags: readonly string[]) =>
      run(['chat', 'When are you open?', ...flags], { env: api.env, home: workdir() });
    api.next('POST /chat', fault);
    const { code, out, err } = await ask([]);
    expect([code, out, err]).toEqual([6, '', expect.stringMatching(/unavailable|credits/)]);
    api.weather.clear();
    api.next('POST /chat', fault);
    const shown = JSON.parse((await ask(['--json'])).out) as Record<string, unknown>;
    expect(shown).toMatchObject({ ok: false, exitCode: 6 });
  });

  test('an answer that only mentions it is an answer', async () => {
    const api = await emulator();
    api.next('POST /chat', {
      body: `${sentence} That is what it says when the credits are used up.`,
      headers: plain,
    });
    const { code, out } = await run(['chat', 'What does it say?'], { env: api.env });
    expect([code, out]).toEqual([0, expect.stringContaining('That is what it says')]);
  });
});

describe('the end of a reply without a length', () => {
  const body = 'We are open from 8 to 18.';

  test('a reset cuts it off: exits 7 and keeps what arrived', async () => {
    const api = await emulator();
    api.next('POST /chat', { body, headers: plain, framing: 'close', cutAfter: 12, end: 'rst' });
    const { code, out } = await cli(['chat', '--stream', 'hello'], { env: api.env });
    expect([code, out]).toEqual([7, 'We are open \n']);
  });

  test('an orderly close proves nothing: exits 0, or 7 with --strict', async () => {
    const api = await emulator();
    const ask = (...flags: string[]) => {
      api.next('POST /chat', { body, headers: plain, framing: 'close' });
      return cli(['chat', '--stream', 'hello', ...flags], { env: api.env });
    };
    expect(await ask()).toMatchObject({ code: 0, out: `${body}\n` });
    expect((await ask('--strict')).code).toBe(7);
  });

  test('text held back as a possible start of the key is printed when the reply is cut off', async () => {
    const api = await emulator({ key: 'e-key-of-the-test' });
    api.next('POST /chat', {
      body: 'one two thre and more',
      headers: plain,
      framing: 'chunked',
      cutAfter: 12,
    });
    const { code, out } = await cli(['chat', '--stream', 'hello'], { env: api.env });
    expect([code, out]).toEqual([7, 'one two thre\n']);
  });
});

describe('test files', () => {
  const tests = (expected: string) =>
    file(
      `tests:\n  - turns:\n      - user: When are you open?\n        expect:\n          - ${expected}\n`,
      'tests.yaml',
    );

  test.each(['regex', 'not_regex'])(
    'a %s that never terminates fails its test and says why',
    async (kind) => {
      const api = await emulator();
      api.next('POST /chat', { body: `${'a'.repeat(60)}!`, headers: plain });
      const { code, out, err } = await run(['tests', 'run', tests(`${kind}: ^(a+)+$`)], { env: api.env });
      expect([code, out + err]).toEqual([3, expect.stringContaining('timed out after 1 s')]);
    },
  );

  test('patterns that terminate are evaluated as usual', async () => {
    const api = await emulator();
    const judge = async (expected: string) =>
      (await run(['tests', 'run', tests(expected)], { env: api.env })).code;
    expect(await judge(`'regex: ^We .*\\.$'`.slice(1, -1))).toBe(0);
    expect(await judge('not_regex: sorry')).toBe(0);
    expect(await judge('not_regex: open')).toBe(3);
  });

  const multiplied = Array.from(
    { length: 9 },
    (_, i) => `a${i + 1}: &a${i + 1} [${`*a${i}, `.repeat(9)}*a${i}]`,
  );
  test.each([
    ['aliases of aliases', `a0: &a0 [x]\n${multiplied.join('\n')}\ntests: *a9\n`],
    ['nested lists', `tests: ${'['.repeat(20_000)}${']'.repeat(20_000)}\n`],
    ['unclosed lists', `tests: ${'['.repeat(1_000_000)}`],
    [
      'lines with ever deeper indentation',
      `tests:\n${Array.from({ length: 3000 }, (_, i) => `${' '.repeat(i)}- `).join('\n')}`,
    ],
  ])('%s are refused with exit code 2', async (_, text) => {
    const api = await emulator();
    const { code, err } = await run(['tests', 'run', file(text, 'tests.yaml')], { env: api.env });
    expect([code, err]).toEqual([2, expect.stringContaining('tests.yaml')]);
    expect(err).not.toContain('Internal error in cbase');
  });
});

describe('source text of a bot', () => {
  test.each([
    ['a PDF', Buffer.from('%PDF-1.7 text'), 'a PDF document'],
    ['a Word file', Buffer.from('PK\x03\x04text'), 'a ZIP archive'],
    ['a picture', Buffer.from('\x89PNG text', 'latin1'), 'a PNG image'],
    ['RTF', Buffer.from('{\\rtf1 text}'), 'an RTF document'],
  ])('%s is refused as text, and the error names its type', async (_, bytes, what) => {
    const api = await emulator();
    const argv = ['bots', 'train', 'b1', '--source', file(bytes as unknown as string, 'source.txt'), '--yes'];
    const { code, err } = await run(argv, { env: api.env });
    expect([code, err]).toEqual([2, expect.stringContaining(what)]);
    expect(api.seen('POST /update-chatbot-data')).toEqual([]);
  });
});

test('-m takes the next word as the message, even if it looks like a flag', async () => {
  const api = await emulator();
  for (const text of ['-v', '--help', '--', '-m']) {
    const { code } = await cli(['chat', '-m', text], { env: api.env });
    expect([text, code]).toEqual([text, 0]);
  }
  const asked = api
    .seen('POST /chat')
    .map(({ body }) => (body as { messages: { content: string }[] }).messages.at(-1)?.content);
  expect(asked).toEqual(['-v', '--help', '--', '-m']);
});

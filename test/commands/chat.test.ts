import { spawn as spawnChild } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import type { Fault } from '../../src/emulator/faults.js';
import { main } from '../../src/main.js';
import { bin } from '../support/cli.js';
import { emulator } from '../support/emulator.js';
import { run, type TestIoOptions, testIo } from '../support/io.js';
import { workdir } from '../support/workdir.js';

async function setup(options: Parameters<typeof emulator>[0] = {}) {
  const api = await emulator(options);
  const ask = (argv: readonly string[], more: TestIoOptions = {}) =>
    run(['chat', ...argv], { env: api.env, ...more });
  const sent = () => api.seen('POST /chat').map(({ body }) => body as Record<string, unknown>);
  const question = () => ((sent()[0]?.messages ?? []) as { content: string }[]).at(-1)?.content;
  return { api, ask, sent, question };
}

const raw = (body: string, more: Partial<Fault> = {}) => ({
  body,
  headers: { 'content-type': 'text/plain' },
  ...more,
});
const events = (body: string) => ({ body, headers: { 'content-type': 'text/event-stream' } });

describe('the message', () => {
  test.each([
    ['C-01 words form one message', ['help', 'me'], undefined, 'help me'],
    ['-- ends the flags', ['--', '--help', 'me'], undefined, '--help me'],
    ['-m keeps a message from being taken for flags', ['-m', '--help'], undefined, '--help'],
    ['stdin alone', [], 'from a pipe\n', 'from a pipe'],
    ['a lone dash', ['-'], 'from a pipe', 'from a pipe'],
    ['a message, a blank line, and stdin', ['Translate:', '-'], 'text\n', 'Translate:\n\ntext'],
    ['stdin without its byte-order mark', ['-'], '\ufeffmarked', 'marked'],
  ])('%s', async (_, argv, stdin, wanted) => {
    const { ask, question } = await setup();
    const { code, err } = await ask(argv, stdin === undefined ? {} : { stdin });
    expect([code, err, question()]).toEqual([0, '', wanted]);
  });

  test('C-03 a message next to an unread pipe gets one warning, and none with -q', async () => {
    const { ask } = await setup();
    expect((await ask(['hello'], { stdin: 'more' })).err).toBe('stdin not read; add - to include it\n');
    expect((await ask(['hello', '-q'], { stdin: 'more' })).err).toBe('');
  });

  test('C-03 a pipe that is silent for three seconds triggers a notice', async () => {
    const { api } = await setup();
    const stdin = Object.assign(new Readable({ read() {} }), { isTTY: false });
    const io = { ...testIo({ env: api.env }), stdin };
    const done = main(['chat'], io);
    while (!io.err().includes('waiting for stdin')) await new Promise((resolve) => setTimeout(resolve, 5));
    stdin.push('late question');
    stdin.push(null);
    expect(await done).toBe(0);
    expect(io.slept).toEqual([3000]);
  });

  test.each([
    [['   '], undefined, 'No message'],
    [[], '', 'No message'],
    [[], ' \n\t', 'No message'],
    [['-'], Buffer.from('caf\xe9', 'latin1'), 'stdin is not UTF-8 (at byte 3)'],
    [['-'], 'x'.repeat(2 ** 20 + 1), 'stdin is larger than 1 MB'],
    [['a', '-m', 'b'], undefined, 'Two messages were given'],
    [['--save', 'What is this?'], undefined, '--save took the question as its id'],
    [['hi', '--temperature', '2'], undefined, 'Use a number from 0 to 1'],
    [['hi', '--format', 'csv'], undefined, 'chat does not support --format csv'],
  ])('C-04 C-05 %j is refused before a call: exits 2', async (argv, stdin, words) => {
    const { api, ask } = await setup();
    const { code, out, err } = await ask(argv, stdin === undefined ? { tty: true } : { stdin });
    expect([code, out, err, api.log.all()]).toEqual([2, '', expect.stringContaining(words), []]);
  });

  test('C-04 a very long question gets a warning and is sent whole', async () => {
    const { ask, question } = await setup();
    const long = 'why '.repeat(2500);
    expect((await ask([long])).err).toContain('has 10000 characters; the API may refuse more than 8000');
    expect(question()).toBe(long);
  });

  test('C-10 only explicitly set options are sent', async () => {
    const { ask, sent } = await setup();
    await ask(['hello']);
    expect(sent()[0]).toEqual({
      chatbotId: 'b1',
      messages: [{ role: 'user', content: 'hello' }],
      stream: true,
    });
    await ask([
      'hello',
      '--model',
      'x',
      '--temperature',
      '0',
      '--contact',
      'c1',
      '--save',
      's1',
      '--greeting',
    ]);
    expect(sent()[1]).toEqual({
      chatbotId: 'b1',
      messages: [
        { role: 'assistant', content: 'Hi! What can I help you with?' },
        { role: 'user', content: 'hello' },
      ],
      stream: true,
      model: 'x',
      temperature: 0,
      contactId: 'c1',
      conversationId: 's1',
    });
  });

  test('C-11 nothing is saved unless requested; --save alone generates an id and prints it', async () => {
    const { api, ask } = await setup();
    await ask(['hello']);
    const { err } = await ask(['hello', '--save']);
    const [, id] = /Saved in the dashboard as ([0-9a-f-]{36})/.exec(err) ?? [];
    const { json } = await api.ask('GET', '/get-conversations?chatbotId=b1');
    expect((json as { data: { id: string }[] }).data.map((one) => one.id)).toEqual([id]);
  });
});

describe('C-13 retries', () => {
  test.each([
    ['429', { status: 429, body: { message: 'slow' }, times: 2 }, 0, 3],
    ['503', { status: 503, body: { message: 'busy' }, times: 2 }, 0, 3],
    ['429 forever', { status: 429, body: { message: 'slow' }, times: 0 }, 75, 3],
    ['500', { status: 500, body: { message: 'oops' }, times: 0 }, 75, 1],
    ['K-16 a reset after the request', { drop: 'after' as const, times: 0 }, 7, 1],
    ['a truncated answer', raw('half', { cutAfter: 2, times: 0 }), 7, 1],
  ])('%s', async (_, fault, code, times) => {
    const { api, ask } = await setup();
    api.next('POST /chat', fault);
    const done = await ask(['hello']);
    expect([done.code, api.seen('POST /chat').length]).toEqual([code, times]);
    if (times > 1) expect(done.err).toContain('trying again in');
    const never = await setup();
    never.api.next('POST /chat', { ...fault, times: 1 });
    await never.ask(['hello', '--no-retry']);
    expect(never.api.seen('POST /chat').length).toBe(1);
  });
});

describe('C-20 C-23 the text received, and whether it is complete', () => {
  test.each([
    ['raw text', raw('Hello'), 'Hello\n', 0],
    ['text with its line break', raw('Hello\n'), 'Hello\n', 0],
    ['C-24 an empty event stream', events('data: [DONE]\n\n'), '', 0],
    ['K-9 JSON', { body: { text: 'Hello' } }, 'Hello\n', 0],
    ['C-24 JSON with an empty text', { body: { text: '' } }, '', 0],
    ['K-10 JSON without text', { body: {} }, '', 76],
    ['K-10 nothing', raw(''), '', 76],
    ['events', events('data: Hel\n\ndata: lo\n\ndata: [DONE]\n\n'), 'Hello\n', 0],
    ['K-6 events without an end', events('data: Hel\n\ndata: lo\n\n'), 'Hello\n', 7],
    ['K-7 an error event', events('data: Hel\n\nevent: error\ndata: {"message":"boom"}\n\n'), 'Hel\n', 75],
    ['K-7 an error in a payload', events('data: {"error":{"message":"boom"}}\n\n'), '', 75],
    ['a null error field', events('data: {"text":"hi","error":null}\n\ndata: [DONE]\n\n'), 'hi\n', 0],
    ['a cut inside a character', raw('caf\u00e9!', { cutAfter: 4 }), 'caf\n', 7],
    ['a web page', { html: true }, '', 76],
  ])('%s', async (_, fault, out, code) => {
    const { api, ask } = await setup();
    api.next('POST /chat', fault);
    const done = await ask(['hello']);
    expect([done.code, done.out], done.err).toEqual([code, out]);
    if (code === 0 && out === '') expect(done.err).toBe('(empty reply)\n');
  });

  test('K-12 a reply longer than 16 MiB is cut off there: exits 7', async () => {
    const { api, ask } = await setup();
    api.next('POST /chat', raw('x'.repeat(17 * 2 ** 20)));
    const { code, out, err } = await ask(['hello']);
    expect([code, out.length > 15 * 2 ** 20]).toEqual([7, true]);
    expect(err).toContain('was cut off after');
  });

  test('an end marked only by closing the connection is reported as unconfirmed', async () => {
    const { api, ask } = await setup();
    api.next('POST /chat', raw('Hello', { framing: 'close' }));
    const { code, out, err } = await ask(['hello']);
    expect([code, out]).toEqual([0, 'Hello\n']);
    expect(err).toContain('the end of this answer is not confirmed');
  });
});

describe('C-101 --json', () => {
  test('is one object with all known details', async () => {
    const { ask } = await setup();
    const { code, out } = await ask(['When are you open?', '--json', '--save', 's1', '--temperature', '0']);
    expect([code, JSON.parse(out)]).toEqual([
      0,
      {
        ok: true,
        status: 'complete',
        text: 'We are open from 8 to 18.',
        bot: { id: 'b1', name: 'Support' },
        model: 'gpt-4o-mini',
        temperature: 0,
        conversation_id: 's1',
        session: expect.stringMatching(/^[0-9a-f]{8}$/),
        timing: { first_byte_ms: expect.any(Number), total_ms: expect.any(Number) },
        credits: { estimate: 1, table: '2025-05' },
        removed_controls: 0,
      },
    ]);
  });

  test.each([
    ['incomplete', raw('half a reply', { cutAfter: 4 }), 'half', 7],
    ['error', { status: 401, body: { message: 'Unauthorized access' } }, '', 4],
    ['incomplete', { drop: 'after' as const }, '', 7],
  ])('keeps its shape when the reply is %s', async (status, fault, text, exitCode) => {
    const { api, ask } = await setup();
    api.next('POST /chat', fault);
    const { code, out } = await ask(['hello', '--json']);
    expect([code, JSON.parse(out)]).toEqual([
      exitCode,
      expect.objectContaining({ ok: false, status, text, bot: { id: 'b1', name: 'Support' }, exitCode }),
    ]);
  });

  test('C-102 --jsonl is a start, a delta for each piece, and exactly one end, always last', async () => {
    const { api, ask } = await setup();
    const lines = (out: string) =>
      out
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line));
    const good = lines((await ask(['When are you open?', '--jsonl'])).out);
    expect(good.map(({ type }) => type)).toEqual(['start', ...Array(good.length - 2).fill('delta'), 'end']);
    expect(
      good
        .slice(1, -1)
        .map(({ text }) => text)
        .join(''),
    ).toBe(good.at(-1).text);
    api.next('POST /chat', raw('half a reply', { cutAfter: 4 }));
    const bad = lines((await ask(['hello', '--jsonl'])).out);
    expect(bad.map(({ type }) => type)).toEqual(['start', 'delta', 'error']);
    expect(bad.at(-1)).toMatchObject({ ok: false, status: 'incomplete', text: 'half', exitCode: 7 });
    expect(lines((await run(['chat', 'x', '--jsonl'])).out).map(({ type }) => type)).toEqual(['error']);
  });

  test('K-13 Ctrl-C in the middle exits 130, ends the line, and keeps what arrived', async () => {
    for (const json of [false, true]) {
      const { api } = await setup({ paceMs: 100 });
      const env = { ...api.env, PATH: process.env.PATH ?? '', HOME: workdir() };
      const argv = ['chat', 'When are you open?', ...(json ? ['--json'] : [])];
      const child = spawnChild(process.execPath, [bin, ...argv], { env, stdio: ['ignore', 'pipe', 'pipe'] });
      let out = '';
      child.stdout.on('data', (chunk) => {
        out += chunk;
      });
      while (api.seen('POST /chat').length === 0 || (!json && !out.includes('are')))
        await new Promise((resolve) => setTimeout(resolve, 10));
      if (json) await new Promise((resolve) => setTimeout(resolve, 350));
      child.kill('SIGINT');
      const code = await new Promise((resolve) => child.on('close', resolve));
      expect(code).toBe(130);
      if (!json) expect(out).toMatch(/^We are.*\n$/);
      else
        expect(JSON.parse(out)).toMatchObject({
          ok: false,
          status: 'stopped',
          text: expect.stringMatching(/^We /),
        });
    }
  });
});

describe('C-41 printed text', () => {
  test('a pipe gets the exact text, --safe and a terminal get an escaped one', async () => {
    const { api, ask } = await setup();
    // A carriage return with its line feed is a line break; a bare one would overwrite the line.
    const body = 'a\u001b[31mb\u202ec\r\n';
    for (let i = 0; i < 3; i++) api.next('POST /chat', raw(body, { dripBytes: 1, everyMs: 0 }));
    expect(await ask(['x'])).toMatchObject({ out: body, err: '' });
    expect(await ask(['x', '--safe'])).toMatchObject({
      out: 'a^[[31mb\\u{202E}c\n',
      err: '(2 control characters shown as text)\n',
    });
    expect((await ask(['x'], { tty: true })).out).toBe('a^[[31mb\\u{202E}c\n');
  });

  test('S-4 a key that the server echoes in its reply appears in no error', async () => {
    const canary = 'canary-key-4711-abcdWXYZ';
    const api = await emulator({ key: canary });
    const answers = [
      { body: `<html>Bearer ${canary}`, headers: { 'content-type': 'text/html' } },
      { body: { message: `Bearer ${canary}` } },
      { body: `{"text": Bearer ${canary}`, headers: { 'content-type': 'application/json' } },
      events(`data: {"error":"${canary}"}\n\n`),
      { status: 400, body: { message: `${'x'.repeat(485)} Bearer ${canary}` } },
    ];
    for (const answer of answers) {
      for (const flag of ['--json', '--jsonl', '-q']) {
        api.next('POST /chat', answer);
        const { code, out, err } = await run(['chat', 'hi', flag], { env: { ...api.env, CBASE_DEBUG: '1' } });
        expect([code === 0, `${out}${err}`.includes('canary')]).toEqual([false, false]);
      }
    }
  });
});

describe('C-90 credits', () => {
  test('a user’s price table overrides the built-in one, and a damaged one does not stop a question', async () => {
    const { api } = await setup();
    const home = workdir();
    mkdirSync(join(home, '.config/cbase'), { recursive: true });
    const path = join(home, '.config/cbase/models.json');
    const io = { env: api.env, home };
    writeFileSync(path, '{"date":"2026-11-01","credits":{"gpt-4o-mini":3,"new-model":7}}');
    expect((await run(['chat', 'hi', '--stats'], io)).err).toMatch(/gpt-4o-mini · ≈ 3 credits\n$/);
    const { out } = await run(['models', '--format', 'csv'], io);
    expect(out).toContain(`new-model,7,${path}`);
    expect(out).toContain('gpt-5,?,');
    expect((await run(['chat', 'hi', '--stats', '--model', 'unheard-of'], io)).err).toContain('≈ ? credits');
    writeFileSync(path, '{"credits": 5}');
    const odd = await run(['chat', 'hi'], io);
    expect([odd.code, odd.err]).toEqual([0, expect.stringContaining('using the built-in prices')]);
    expect((await run(['models'], io)).code).toBe(2);
    expect((await run(['doctor'], io)).code).toBe(2);
  });
});

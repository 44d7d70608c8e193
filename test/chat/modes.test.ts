import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import type { Fault } from '../../src/emulator/faults.js';
import { bin, cli, startCli } from '../support/cli.js';
import { emulator } from '../support/emulator.js';
import { run, type TestIoOptions } from '../support/io.js';
import { onScreen } from '../support/screen.js';
import { file, workdir } from '../support/workdir.js';

const says = (body: string, more: Partial<Fault> = {}) => ({
  body,
  headers: { 'content-type': 'text/plain' },
  ...more,
});

async function setup(options: Parameters<typeof emulator>[0] = {}) {
  const api = await emulator(options);
  const home = workdir();
  const chat = (argv: readonly string[], more: TestIoOptions = {}) =>
    run(['chat', ...argv], { env: api.env, home, ...more });
  const batch = (argv: readonly string[]) => run(['batch', ...argv], { env: api.env, home });
  const runTests = (argv: readonly string[]) => run(['tests', 'run', ...argv], { env: api.env, home });
  const replay = (argv: readonly string[], more: TestIoOptions = {}) =>
    run(['replay', ...argv], { env: api.env, home, ...more });
  const calls = () => api.seen('POST /chat').map(({ body }) => body as Record<string, unknown>);
  return { api, home, chat, batch, runTests, replay, calls };
}

const jsonLines = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe('one question', () => {
  test('C-80 C-82 continues the last conversation or a named one, and flags override its settings', async () => {
    const { chat, calls } = await setup();
    await chat(['one', '--model', 'gpt-4o']);
    await chat(['-c', 'two', '--temperature', '0']);
    expect(calls()[1]).toMatchObject({
      model: 'gpt-4o',
      temperature: 0,
      messages: [{}, {}, { content: 'two' }],
    });
    const { code, err } = await chat(['-r', 'nothing', 'x']);
    expect([code, err]).toEqual([5, expect.stringContaining('There is no session "nothing"')]);
    expect((await chat(['-c', '-r', 'x', 'y'])).code).toBe(2);
  });

  test('C-11 an id set in the middle of a conversation is kept with it', async () => {
    const { chat, calls } = await setup();
    await chat(['one']);
    await chat(['-c', 'two', '--save', 'mine']);
    await chat(['-c', 'three']);
    expect(calls().map(({ conversationId }) => conversationId)).toEqual([undefined, 'mine', 'mine']);
  });

  test('C-83 a dashboard conversation is copied and never written to', async () => {
    const { api, chat, calls } = await setup();
    await api.visited('conversations', [
      {
        id: 'v9',
        messages: [
          { role: 'user', content: 'old' },
          { role: 'assistant', content: 'said' },
        ],
      },
    ]);
    await chat(['--from-conversation', 'v9', 'new']);
    expect(calls()[0]).toEqual(
      expect.objectContaining({
        messages: [
          { role: 'user', content: 'old' },
          { role: 'assistant', content: 'said' },
          { role: 'user', content: 'new' },
        ],
      }),
    );
    expect(calls()[0]).not.toHaveProperty('conversationId');
    expect((await chat(['--from-conversation', 'nobody', 'new'])).code).toBe(5);
  });

  test('K-2 --strict treats an unmarked end as a cut', async () => {
    const { api, chat } = await setup();
    api.next('POST /chat', says('Hello', { framing: 'close' }));
    const { code, out } = await chat(['x', '--strict', '--json']);
    expect([code, JSON.parse(out)]).toEqual([
      7,
      expect.objectContaining({ ok: false, status: 'incomplete', text: 'Hello' }),
    ]);
  });

  test('C-80 an unwritable state directory causes a warning, and the answer is still printed', async () => {
    const { chat, home } = await setup();
    writeFileSync(join(home, '.local'), 'in the way');
    const { code, out, err } = await chat(['When are you open?']);
    expect([code, out, err]).toEqual([
      0,
      'We are open from 8 to 18.\n',
      expect.stringContaining('is no longer being stored'),
    ]);
  });

  test('C-85 S-4 the key appears in no session, history, export or test', async () => {
    const key = 'canary-key-4711-abcdWXYZ';
    const api = await emulator({ key });
    const home = workdir();
    const env = { ...api.env };
    api.next('POST /chat', says(`Bearer ${key}`));
    await run(['chat', 'x', '--save'], { env, home });
    await run(['sessions', 'export', '--out', join(home, 'x.json')], { env, home });
    const { readdirSync, statSync } = await import('node:fs');
    const files = readdirSync(home, { recursive: true, encoding: 'utf8' }).map((name) => join(home, name));
    const texts = files.filter((path) => statSync(path).isFile()).map((path) => readFileSync(path, 'utf8'));
    expect(texts.length).toBeGreaterThan(1);
    expect(texts.filter((text) => text.includes('canary'))).toEqual([]);
  });

  test.each([
    ['a flag of a comparison', ['hi', '--diff'], '--diff has no effect with a single question'],
    ['a batch', ['--batch', 'a'], 'Use cbase batch FILE'],
    ['tests', ['--test=b', 'hi'], 'Use cbase tests run FILE'],
    ['a flag of the tests', ['hi', '--only', 'x'], 'Use cbase tests run FILE --only TEXT'],
    ['a replay', ['--replay'], 'Use cbase replay FILE'],
  ])('a flag that would have no effect is refused: %s', async (_, argv, words) => {
    const { chat, api } = await setup();
    const { code, err } = await chat(argv);
    expect([code, err, api.log.all()]).toEqual([2, expect.stringContaining(words), []]);
  });
});

describe('C-103 the real binary with pipes', () => {
  test('| head -c1 exits quietly, > file gets the text, and an empty or closed stdin is not a message', async () => {
    const api = await emulator();
    api.next('POST /chat', says('x'.repeat(300_000)));
    const { shell } = await import('../support/cli.js');
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

describe('compare', () => {
  test('C-111 lanes are printed in order, not by speed, and a failed lane does not affect the others', async () => {
    const { api, chat } = await setup();
    api.next('POST /chat', says('slow and first', { delayMs: 300 }));
    api.next('POST /chat', { status: 500, body: { message: 'Internal server error' } });
    const { code, out, err } = await chat(['hi', '--models', 'a,b,c', '--serial']);
    expect(code).toBe(0);
    expect(out).toMatch(/— A: a —\nslow and first\n— B: b —\n— C: c —\nI could not find/);
    expect(err).toContain('⚠ B: 500: Internal server error');
    expect(out).toMatch(/^B {5}b +b +error/m);
  });

  test('C-112 exits 7 if a lane was cut off, 1 if no lane got an answer, 4 if the key is rejected', async () => {
    const { api, chat } = await setup();
    api.next('POST /chat', says('half a reply', { cutAfter: 4, framing: 'chunked' }));
    expect((await chat(['hi', '--models', 'a,b'])).code).toBe(7);
    api.next('POST /chat', { status: 400, body: { message: 'no' }, times: 2 });
    expect((await chat(['hi', '--models', 'a,b'])).code).toBe(1);
    api.next('POST /chat', { status: 401, body: { message: 'Unauthorized access' }, times: 2 });
    expect((await chat(['hi', '--models', 'a,b'])).code).toBe(4);
  });

  test('C-110 C-114 lanes set bot, model and temperature; --repeat reports how much answers vary', async () => {
    const { api, chat, calls } = await setup();
    api.next('POST /chat', says('one two three four'));
    api.next('POST /chat', says('one two three five'));
    const argv = [
      'hi',
      '--lane',
      'bot=b1,model=gpt-4o,temperature=0.7',
      '--lane',
      'bot=b2,label=new',
      '--repeat',
      '2',
      '--serial',
      '--json',
    ];
    const { code, out } = await chat(argv);
    const { lanes } = JSON.parse(out) as { lanes: Record<string, unknown>[] };
    expect([code, lanes.map(({ label, spread }) => [label, spread])]).toEqual([
      0,
      [
        ['Support gpt-4o at 0.7', 0.75],
        ['new', 1],
      ],
    ]);
    expect(calls().map(({ chatbotId, temperature }) => [chatbotId, temperature])).toEqual([
      ...[
        ['b1', 0.7],
        ['b1', 0.7],
      ],
      ...[
        ['b2', undefined],
        ['b2', undefined],
      ],
    ]);
  });

  test.each([
    [['--lane', 'model=a'], 'so there is nothing to compare'],
    [['--lane', 'modell=a', '--lane', 'model=b'], '--lane modell=a is not valid'],
    [['--lane', 'temperature=3', '--lane', 'model=b'], 'not a number from 0 to 1'],
    [['--models', 'a,b,c,d,e,f,g'], 'at most 6'],
    [['--models', 'a,b', '--label', 'x', '--label', 'y', '--label', 'z'], '3 labels for 2 lanes'],
    [['--models', 'a,b', '--blind'], 'which needs a terminal'],
  ])('%j is refused before a call', async (argv, words) => {
    const { chat, calls } = await setup();
    const { code, err } = await chat(['hi', ...argv]);
    expect([code, err, calls()]).toEqual([2, expect.stringContaining(words), []]);
  });

  test('C-92 more than 20 credits needs confirmation or --yes, and the cap applies before the first call', async () => {
    const { chat, calls } = await setup();
    const dear = ['hi', '--models', 'gpt-4,claude-3-opus'];
    expect(await chat(dear)).toMatchObject({
      code: 2,
      err: expect.stringContaining('2 replies, ≈ 40 credits'),
    });
    expect(await chat([...dear, '--max-credits', '30'])).toMatchObject({ code: 6 });
    expect(calls()).toEqual([]);
    expect((await chat([...dear, '--yes'])).code).toBe(0);
  });

  test('C-111 --columns needs enough width, and --diff shows the changed words', async () => {
    const { api, chat } = await setup();
    api.next('POST /chat', says('the quick brown fox'));
    api.next('POST /chat', says('the slow brown fox'));
    const wide = await chat(['hi', '--models', 'a,b', '--columns', '--serial', '--diff'], {
      tty: true,
      columns: 90,
    });
    expect(wide.out).toMatch(/A: a {40,}B: b/);
    expect(wide.out).toContain('the quick brown fox');
    expect(wide.out).toContain('the [-quick-]{+slow+} brown fox');
    const narrow = await chat(['hi', '--models', 'a,b', '--columns'], { tty: true, columns: 70 });
    expect(narrow.err).toContain('2 lanes side by side need 80 columns, but there are 70');
  });

  test('C-113 --blind hides the models until one is picked, and picks are counted', async () => {
    const api = await emulator();
    const home = workdir();
    const at = onScreen(['chat', 'hi', '--models', 'gpt-4o,gpt-5', '--blind'], { env: api.env, home });
    await at.until('Best answer (A, B; Enter for none)?');
    expect(await at.seen()).not.toMatch(/gpt-/);
    at.type('b\r');
    expect(await at.exit).toBe(0);
    const [, picked = ''] = /B was (\S+)/.exec(await at.seen()) ?? [];
    const { out } = await run(['picks', '--format', 'csv'], { home });
    expect(out).toContain(`${picked},1,1,1\n`);
  });

  test('Ctrl-C stops all lanes: exits 130', async () => {
    const api = await emulator({ paceMs: 200 });
    const at = onScreen(['chat', 'When are you open?', '--models', 'a,b'], { env: api.env });
    await at.until('We are');
    at.type('\u0003');
    expect(await at.exit).toBe(130);
  });
});

describe('batch', () => {
  const prompts = (count: number) => Array.from({ length: count }, (_, i) => `prompt ${i + 1}\n`).join('');

  test.each([
    [
      'a prompt per line',
      'p.txt',
      'one\n\n two\n',
      [],
      [
        ['1', 'one'],
        ['3', ' two'],
      ],
    ],
    [
      'blocks',
      'p.txt',
      'one\nmore\n---\ntwo\n',
      ['--separator', '---'],
      [
        ['1', 'one\nmore'],
        ['4', 'two'],
      ],
    ],
    [
      'JSON lines',
      'p.jsonl',
      '{"id":"x","prompt":"one"}\n"two"\n',
      [],
      [
        ['x', 'one'],
        ['2', 'two'],
      ],
    ],
    [
      'a column',
      'p.csv',
      'id,q\n7,"one, two"\n,three\n',
      ['--column', 'q'],
      [
        ['7', 'one, two'],
        ['3', 'three'],
      ],
    ],
    ['a single column', 'p.csv', 'q\none\n', [], [['2', 'one']]],
  ])('C-120 %s', async (_, name, text, flags, wanted) => {
    const { batch } = await setup();
    const { code, out } = await batch([file(text, name), ...flags, '--quiet']);
    expect([code, jsonLines(out).map(({ id, input }) => [id, input])]).toEqual([0, wanted]);
  });

  test('C-120 messages, bot and model of a line are sent as given', async () => {
    const { calls, batch } = await setup();
    const messages = [
      { role: 'user', content: 'a' },
      { role: 'assistant', content: 'b' },
      { role: 'user', content: 'c' },
    ];
    const line = JSON.stringify({ id: '1', messages, bot: 'b2', model: 'gpt-4o', temperature: 0.1 });
    expect((await batch([file(line, 'p.jsonl')])).code).toBe(0);
    expect(calls()[0]).toEqual({
      chatbotId: 'b2',
      messages,
      stream: false,
      model: 'gpt-4o',
      temperature: 0.1,
    });
  });

  test.each([
    ['{"id":"1"}', 'p.jsonl', 'line 1 has neither a "prompt" nor "messages"'],
    ['{"prompt":"a"', 'p.jsonl', 'line 1 is not a JSON object'],
    ['{"id":"1","prompt":"a"}\n{"id":"1","prompt":"b"}', 'p.jsonl', 'two prompts with the id "1"'],
    ['', 'p.txt', 'contains no prompts'],
    ['a,b\n1,2\n', 'p.csv', 'has several columns'],
    ['{"prompt":"a","temperature":7}', 'p.jsonl', '"temperature" that is not a number from 0 to 1'],
  ])('C-122 %j is refused before anything is sent', async (text, name, words) => {
    const { api, batch } = await setup();
    const { code, err } = await batch([file(text, name)]);
    expect([code, err, api.log.all()]).toEqual([2, expect.stringContaining(words), []]);
  });

  test('C-121 C-123 failures are lines too, in prompt order: exits 3; --resume retries only those', async () => {
    const { api, calls, batch } = await setup();
    const path = file(prompts(4), 'p.txt');
    const out = join(workdir(), 'out.jsonl');
    api.next('POST /chat', says('late', { delayMs: 200 }));
    api.next('POST /chat', { status: 500, body: { message: 'oops' } });
    expect(await batch([path, '--out', out])).toMatchObject({ code: 3, out: '' });
    expect(jsonLines(readFileSync(out, 'utf8')).map(({ id, ok }) => [id, ok])).toEqual([
      ['1', true],
      ['2', false],
      ['3', true],
      ['4', true],
    ]);
    expect(await batch([path, '--out', out])).toMatchObject({ code: 2 });
    expect(await batch([path, '--out', out, '--resume'])).toMatchObject({
      code: 0,
      err: expect.stringContaining('3 already answered'),
    });
    expect(jsonLines(readFileSync(out, 'utf8')).map(({ id, ok }) => [id, ok])).toEqual(
      ['1', '2', '3', '4'].map((id) => [id, true]),
    );
    expect(calls()).toHaveLength(5);
  });

  test('C-121 a batch that was stopped, or killed in the middle of a line, resumes with each id once', async () => {
    const api = await emulator({ paceMs: 30 });
    const [home, cwd] = [workdir(), workdir()];
    file(prompts(8), 'p.txt', cwd);
    const argv = ['batch', 'p.txt', '--out', 'out.jsonl'];
    const out = join(cwd, 'out.jsonl');
    const lines = () => (existsSync(out) ? readFileSync(out, 'utf8').split('\n').length - 1 : 0);
    const until = async (count: number) => {
      while (lines() < count) await new Promise((resolve) => setTimeout(resolve, 5));
    };
    const options = { env: { ...api.env, HOME: home }, cwd };
    const first = startCli(argv, options);
    await until(2);
    first.kill('SIGINT');
    const stopped = await first;
    expect([stopped.exitCode, stopped.stderr]).toEqual([
      130,
      expect.stringMatching(/Resume with: cbase batch p.txt --out out.jsonl --resume/),
    ]);
    const second = startCli([...argv, '--resume'], options);
    await until(lines() + 2);
    second.kill('SIGKILL');
    await second;
    writeFileSync(out, `${readFileSync(out, 'utf8')}{"id":"8","ok":tr`);
    expect(await cli([...argv, '--resume'], options)).toMatchObject({ code: 0 });
    expect(jsonLines(readFileSync(out, 'utf8')).map(({ id }) => id)).toEqual([
      '1',
      '2',
      '3',
      '4',
      '5',
      '6',
      '7',
      '8',
    ]);
  });

  test('C-121 lines of other prompts stay in the file, and two runs never write to one file at once', async () => {
    const { api, home, batch } = await setup();
    const out = join(home, 'out.jsonl');
    const [first, second] = [file('one\n', 'a.txt'), file('\n\ntwo\n', 'b.txt')];
    api.next('POST /chat', says('slow', { delayMs: 300 }));
    const both = await Promise.all([
      cli(['batch', first, '--out', out, '--resume'], { env: api.env }),
      cli(['batch', second, '--out', out, '--resume'], { env: api.env }),
    ]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    expect(
      jsonLines(readFileSync(out, 'utf8'))
        .map(({ id }) => id)
        .sort(),
    ).toEqual(['1', '3']);
    expect(existsSync(`${out}.lock`)).toBe(false);
    expect((await batch([first, '--out', out, '--resume'])).code).toBe(0);
  });

  test('C-92 --max-credits 3 makes exactly three calls, even in parallel: exits 6', async () => {
    const { calls, batch } = await setup({ latencyMs: 20 });
    const { code, err } = await batch([
      file(prompts(10), 'p.txt'),
      '--max-credits',
      '3',
      '--concurrency',
      '8',
    ]);
    expect([code, calls().length, err]).toEqual([
      6,
      3,
      expect.stringContaining('--max-credits 3 would be exceeded'),
    ]);
  });

  test('C-122 C-123 --dry-run sends nothing, --bail stops at the first failure, a rejected key at once', async () => {
    const { api, calls, batch } = await setup();
    const path = file(prompts(5), 'p.txt');
    expect(await batch([path, '--dry-run'])).toMatchObject({
      code: 0,
      out: '',
      err: 'Estimated cost: 5 replies, ≈ 5 credits (prices as of 2025-05)\n',
    });
    expect(calls()).toEqual([]);
    api.next('POST /chat', { status: 500, body: { message: 'oops' } });
    expect((await batch([path, '--bail', '--concurrency', '1'])).code).toBe(3);
    expect(calls()).toHaveLength(1);
    api.next('POST /chat', { status: 401, body: { message: 'Unauthorized access' }, times: 0 });
    expect((await batch([path, '--concurrency', '1'])).code).toBe(4);
    expect(calls()).toHaveLength(2);
  });
});

describe('test', () => {
  const tests = (text: string) => file(text, 'tests.yaml');
  const one = (expectation: string, more = '') =>
    tests(`tests:\n  - name: t\n${more}    turns: [{ user: go, expect: [${expectation}] }]\n`);

  test.each([
    ['{ equals: Hello there }', 'Hello there\n', true],
    ['{ equals: Hello }', 'Hello there', false],
    ['{ contains: there }', 'Hello there', true],
    ['{ contains: There }', 'Hello there', false],
    ['{ icontains: There }', 'Hello there', true],
    ['{ not_contains: there }', 'Hello there', false],
    ['{ not_icontains: THERE }', 'Hello there', false],
    ['{ any_of: [nope, HELLO] }', 'Hello there', true],
    ['{ any_of: [nope, { max_chars: 3 }] }', 'Hello there', false],
    ['{ all_of: [hello, { contains: there }] }', 'Hello there', true],
    ['{ regex: "^H.l+o" }', 'Hello there', true],
    ['{ not_regex: "t.e" }', 'Hello there', false],
    ['{ starts_with: Hel }', '  Hello', true],
    ['{ min_chars: 6 }', '12345', false],
    ['{ max_chars: 5 }', '12345', true],
    ['{ max_chars: 1 }', '👍', true],
    ['{ is_json: true }', '{"a":1}', true],
    ['{ json_path: { path: "a.b[0]", equals: 2 } }', '{"a":{"b":[2]}}', true],
    ['{ json_path: a.c }', '{"a":{"b":[2]}}', false],
    ['{ links_only: [example.com] }', 'see https://docs.example.com/x.', true],
    ['{ links_only: [example.com] }', 'see https://notexample.com/x', false],
    ['{ no_links: true }', 'see http://a.b', false],
    ['{ status: complete }', 'Hello', true],
    ['{ first_byte_ms: 20000 }', 'Hello', true],
    ['{ total_ms: 0 }', 'Hello', true],
    ['{ similar: { to: the shop is open today, at_least: 0.8 } }', 'The shop is open, today!', true],
    ['{ similar: the shop is open today }', 'Something else at all', false],
    ['{ same_as: Hello }', 'Hello', true],
    ['{ same_as: Hello }', 'Hello!', false],
  ])('C-131 %s of %j: %s', async (expectation, body, isMet) => {
    const { api, runTests } = await setup();
    api.next('POST /chat', says(body));
    const { code, out } = await runTests([one(expectation), '-q']);
    expect([code, out.startsWith(isMet ? 'pass' : 'fail')], out).toEqual([isMet ? 0 : 3, true]);
  });

  test.each([
    ['tests: [', /tests\.yaml:1:\d+: /],
    [
      'tests:\n  - name: t\n    turns:\n      - user: a\n        expect: { contans: b }\n',
      /tests\.yaml:5:19: there is no assertion "contans"; did you mean "contains"\?/,
    ],
    [
      'tests:\n  - name: t\n    turn: []\n',
      /tests\.yaml:3:5: "turn" is not a known field; did you mean "turns"\?/,
    ],
    [
      'tests:\n  - name: t\n    turns: [{ user: a, expect: [{ regex: "(" }] }]\n',
      /tests\.yaml:3:35: regex is invalid/,
    ],
    ['tests: []\n', /the file contains no tests/],
    [
      'defaults: { repeat: many }\ntests:\n  - turns: [{ user: a }]\n',
      /tests\.yaml:1:13: "repeat" must be a number from 1 to 100/,
    ],
    ['[]', /the file has no "tests:"/],
  ])('C-133 an invalid file exits 2, with line and column: %j', async (text, words) => {
    const { api, runTests } = await setup();
    const { code, err } = await runTests([tests(text)]);
    expect([code, err, api.log.all()]).toEqual([2, expect.stringMatching(words), []]);
  });

  test('C-130 turns carry the real answers on, tests start over unless they share, and `after` sees all', async () => {
    const { api, calls, runTests } = await setup();
    for (const body of ['first', 'second', 'third']) api.next('POST /chat', says(body));
    const path = tests(`tests:
  - name: a
    session: shared
    turns: [{ user: one }, { user: two }]
    after: [{ contains: "first\\n\\nsecond" }, { max_credits: 2 }]
  - name: b
    session: shared
    turns: [{ user: three }]
  - name: c
    turns: [{ user: four }]
`);
    expect((await runTests([path, '--concurrency', '1'])).code).toBe(0);
    expect(
      calls().map(({ messages }) => (messages as { content: string }[]).map(({ content }) => content)),
    ).toEqual([['one'], ['one', 'first', 'two'], ['one', 'first', 'two', 'second', 'three'], ['four']]);
  });

  test('C-132 a pass rate applies to a test, and a missing answer is not a failure', async () => {
    const { api, runTests } = await setup();
    for (const body of ['yes', 'no', 'yes']) api.next('POST /chat', says(body));
    const rate = (share: number) => one('{ contains: yes }', `    repeat: 3\n    pass_rate: ${share}\n`);
    expect((await runTests([rate(0.6), '--concurrency', '1'])).code).toBe(0);
    for (const body of ['yes', 'no', 'yes']) api.next('POST /chat', says(body));
    expect((await runTests([rate(0.7), '--concurrency', '1'])).out).toContain('fail  2/3  t');
    api.next('POST /chat', says('yes and more', { cutAfter: 4, framing: 'chunked' }));
    expect(await runTests([one('{ contains: yes }')])).toMatchObject({
      code: 75,
      out: expect.stringMatching(/^error {2}t/),
    });
    api.next('POST /chat', { status: 500, body: { message: 'oops' } });
    api.next('POST /chat', says('yes'));
    expect((await runTests([one('{ contains: yes }'), '--retry-errors'])).code).toBe(0);
    api.next('POST /chat', { status: 401, body: { message: 'Unauthorized access' }, times: 0 });
    expect((await runTests([rate(0.6)])).code).toBe(4);
  });

  test('C-133 reports show question, answer, assertion and the command to ask again', async () => {
    const { api, home, runTests } = await setup();
    api.next('POST /chat', says('a <b> & "c" @everyone'));
    const path = one('{ contains: "no | way" }', '    temperature: 0\n');
    const [junit, md] = [join(home, 'j.xml'), join(home, 'm.md')];
    const { code, out } = await runTests([path, '--junit', junit, '--md', md, '--json']);
    const again = 'cbase chat --bot b1 --temperature 0 -m go';
    expect([code, JSON.parse(out)]).toEqual([
      3,
      expect.objectContaining({
        ok: false,
        summary: expect.objectContaining({ tests: 1, failed: 1 }),
        tests: [expect.objectContaining({ again, line: 2 })],
      }),
    ]);
    expect(readFileSync(junit, 'utf8')).toContain('<testsuite name="chat ');
    expect(readFileSync(junit, 'utf8')).toContain('a &lt;b&gt; &amp; &quot;c&quot; @everyone');
    expect(readFileSync(md, 'utf8')).toContain(`again: ${again}`);
    expect(readFileSync(md, 'utf8')).toContain('| ❌ | t | 0/1 |');
  });

  test('C-134 --update shows what changed and writes it in place; the rest of the file is unchanged', async () => {
    const { api, runTests } = await setup();
    api.next('POST /chat', says('new words here'));
    const path = tests(
      '# kept\ntests:\n  - name: t # mine\n    turns:\n      - user: go\n        expect: [{ same_as: old words here }, { max_chars: 99 }]\n',
    );
    const { code, err } = await runTests([path, '--update']);
    expect([code, err]).toEqual([0, expect.stringContaining('[-old-]{+new+} words here')]);
    expect(readFileSync(path, 'utf8')).toMatch(
      /# kept[\s\S]*# mine[\s\S]*same_as: new words here[\s\S]*max_chars: 99/,
    );
  });

  test('C-131 a judge is another bot; without one the assertion is skipped, with a warning', async () => {
    const { api, calls, runTests } = await setup();
    const path = one('{ judge: it is polite }');
    expect(await runTests([path])).toMatchObject({
      code: 75,
      err: expect.stringContaining('1 assertion skipped (no --judge given)'),
    });
    api.next('POST /chat', says('Hello'));
    api.next('POST /chat', says('FAIL: too short'));
    expect(await runTests([path, '--judge', 'b2'])).toMatchObject({
      code: 3,
      out: expect.stringContaining('the judge: too short'),
    });
    expect(calls().at(-1)).toMatchObject({ chatbotId: 'b2', temperature: 0 });
    api.next('POST /chat', says('Hello'));
    api.next('POST /chat', says('Well, it depends'));
    expect((await runTests([path, '--judge', 'b2'])).out).toContain('said neither PASS nor FAIL');
  });

  test('C-134 tests from-session makes a file that passes', async () => {
    const { api, chat, home, runTests } = await setup();
    await chat(['When are you open?']);
    const out = join(home, 't.yaml');
    await run(['tests', 'from-session', '--out', out], { env: api.env, home });
    expect((await runTests([out])).code).toBe(0);
  });
});

test('C-135 the promptfoo wrapper sends only its first argument', async () => {
  const { api, calls } = await setup();
  const { chmodSync } = await import('node:fs');
  const program = file(`#!/bin/sh\nexec "${process.execPath}" "${bin}" "$@"\n`, 'cbase');
  chmodSync(program, 0o755);
  const script = new URL('../../examples/promptfoo-provider.sh', import.meta.url).pathname;
  const env = { ...api.env, PATH: `${dirname(program)}:${process.env.PATH}`, HOME: workdir() };
  const { stdout } = await execa('sh', [script, 'When are you open?', '{"id":"x"}', '{}'], {
    env,
    extendEnv: false,
    stdin: 'ignore',
  });
  expect([stdout, calls().map(({ messages }) => messages)]).toEqual([
    'We are open from 8 to 18.',
    [[{ role: 'user', content: 'When are you open?' }]],
  ]);
});

describe('replay', () => {
  const convo = (id: string, ...texts: readonly string[]) =>
    JSON.stringify({
      id,
      messages: texts.map((content, i) => ({ role: i % 2 === 0 ? 'assistant' : 'user', content })),
    });

  test('sends each customer message with its history; reports show what is the same and what changed', async () => {
    const { calls, home, replay } = await setup();
    const path = file(
      `${convo('c1', 'Hi!', 'When are you open?', 'We are open from 8 to 18.', 'Are returns possible?', 'No.')}\n`,
      'c.ndjson',
    );
    const [junit, md] = [join(home, 'j.xml'), join(home, 'm.md')];
    const { code, out, err } = await replay([path, '--junit', junit, '--md', md, '--concurrency', '1']);
    expect([code, out, err]).toEqual([
      3,
      expect.stringMatching(
        /same +c1#1\nchanged +c1#2 .*\n +asked: Are returns possible\?\n +then: +No\.\n +now: +Returns are possible/,
      ),
      expect.stringContaining('2 questions asked again: 1 the same, 1 changed'),
    ]);
    expect(
      calls().map(({ messages }) => (messages as { content: string }[]).map(({ content }) => content)),
    ).toEqual([
      ['Hi!', 'When are you open?'],
      ['Hi!', 'When are you open?', 'We are open from 8 to 18.', 'Are returns possible?'],
    ]);
    expect(calls().every((call) => !('conversationId' in call))).toBe(true);
    expect(readFileSync(junit, 'utf8')).toContain('tests="2" failures="1" errors="0"');
    expect(readFileSync(md, 'utf8')).toContain('| changed |');
    expect((await replay([path, '--at-least', '0'])).code).toBe(0);
  });

  test('can be resumed and capped, and fetches the conversations itself with --since', async () => {
    const { api, home, replay, calls } = await setup();
    const now = Date.now();
    await api.visited(
      'conversations',
      [1, 2, 3].map((n) => ({
        id: `c${n}`,
        created_at: new Date(now - n * 60_000).toISOString(),
        messages: [
          { role: 'user', content: 'When are you open?' },
          { role: 'assistant', content: 'We are open from 8 to 18.' },
        ],
      })),
    );
    const out = join(home, 'r.jsonl');
    const argv = ['--since', '7d', '--out', out];
    expect((await replay([...argv, '--max-credits', '2'], { nowMs: now })).code).toBe(6);
    expect((await replay([...argv, '--resume', '--json'], { nowMs: now })).code).toBe(0);
    expect([
      calls().length,
      jsonLines(readFileSync(out, 'utf8')).map(({ id, verdict }) => [id, verdict]),
    ]).toEqual([
      3,
      expect.arrayContaining([
        ['c1#1', 'same'],
        ['c2#1', 'same'],
        ['c3#1', 'same'],
      ]),
    ]);
  });

  test.each([
    ['not json', 'line 1 is not JSON'],
    ['{"id":"x"}', 'contains no conversations with messages'],
    [
      JSON.stringify({ id: 'x', messages: [{ role: 'user', content: 'hi' }] }),
      'No conversation contains an answered question',
    ],
  ])('%j is refused before a call', async (text, words) => {
    const { calls, replay } = await setup();
    const { code, err } = await replay([file(text, 'c.ndjson')]);
    expect([code === 0, err, calls()]).toEqual([false, expect.stringContaining(words), []]);
  });
});

describe('sessions', () => {
  test('C-84 are listed, exported with closed code fences, and deleted', async () => {
    const { api, chat, home } = await setup();
    api.next('POST /chat', says('```js\nopen fence'));
    await chat(['<b> & first question', '--json']);
    await chat(['-c', 'second']);
    const go = (argv: readonly string[]) => run(['sessions', ...argv], { env: api.env, home });
    const { out: id } = await go(['list', '--format', 'id']);
    const { out } = await go(['export']);
    expect(out).toMatch(/^# <b> & first question\n\n\| \| \|/);
    expect(out).toContain('```js\nopen fence\n```\n\n## You\n\nsecond');
    expect(JSON.parse((await go(['export', id.trim(), '--format', 'json'])).out)).toMatchObject({
      session: id.trim(),
      turns: [{}, {}],
    });
    expect(jsonLines((await go(['export', '--format', 'jsonl'])).out).map(({ role }) => role)).toEqual([
      'user',
      'assistant',
      'user',
      'assistant',
    ]);
    expect((await go(['delete', id.trim()])).code).toBe(2);
    expect((await go(['delete', id.trim(), '--confirm', id.trim()])).code).toBe(0);
    expect((await go(['list', '--json'])).out).toBe('[]\n');
    expect((await go(['export'])).code).toBe(5);
  });
});

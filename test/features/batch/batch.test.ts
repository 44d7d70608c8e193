import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { setup } from '../../support/chat.js';
import { cli, startCli } from '../../support/cli.js';
import { emulator } from '../../support/emulator.js';
import { jsonLines } from '../../support/json-lines.js';
import { says } from '../../support/replies.js';
import { file, workdir } from '../../support/workdir.js';

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
      err: 'About to send 5 messages, ≈ 5 credits (price list of 2025-05)\n',
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

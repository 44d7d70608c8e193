import { execFile } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import type { EmulatorOptions } from '../../../src/emulator/options.js';
import { dayRange } from '../../../src/exports/days.js';
import { startCli } from '../../support/cli.js';
import { emulator, type TestEmulator } from '../../support/emulator.js';
import { run } from '../../support/io.js';
import { file, workdir } from '../../support/workdir.js';

/** An account with this many leads and conversations, a minute apart, the last one newest. */
async function account(count: number, options: EmulatorOptions = {}): Promise<TestEmulator> {
  const moment = (i: number) => new Date(Date.UTC(2026, 2, 1) + i * 60_000).toISOString();
  const rows = Array.from({ length: count }, (_, i) => i);
  const bot = {
    id: 'b1',
    name: 'Support',
    source: 'x',
    leads: rows.map((i) => ({ name: `Lead ${i}`, email: `l${i}@example.com`, created_at: moment(i) })),
    conversations: rows.map((i) => ({
      id: `v${i}`,
      created_at: moment(i),
      source: i % 2 === 0 ? 'WhatsApp' : 'API',
      messages: [{ role: 'user', content: `Question ${i}` }],
    })),
  };
  return emulator({ seed: file(JSON.stringify({ bots: [bot] }), 'seed.json'), ...options });
}

const env = (api: TestEmulator) => ({ ...api.env, CHATBASE_BOT_ID: 'b1' });

async function exportedIds(api: TestEmulator, argv: readonly string[]): Promise<readonly string[]> {
  const { code, out, err } = await run([...argv, '--format', 'ndjson'], { env: env(api) });
  expect(code, err).toBe(0);
  return out
    .trim()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => String(JSON.parse(line).id));
}

describe('pages', () => {
  test.each([0, 1, 9, 10, 99, 100, 101, 200, 250, 301])(
    'H-8 %i rows are all exported, each once',
    async (count) => {
      for (const shape of ['observed', 'documented'] as const) {
        const api = await account(count, { shape });
        for (const noun of ['leads', 'convos'])
          expect(new Set(await exportedIds(api, [noun, 'export'])).size).toBe(count);
        const pages = api.seen('GET /get-leads').length;
        // Two density probes, and every page twice with at most three past the end.
        expect(pages).toBeLessThanOrEqual(2 + 2 * (Math.floor(count / 100) + 4));
      }
    },
  );

  test('a page that repeats once because the list moved loses no row', async () => {
    for (const skip of [1, 2, 3]) {
      const api = await account(450);
      api.next('GET /get-leads', { repeatPage: true, skip });
      expect(new Set(await exportedIds(api, ['leads', 'export'])).size).toBe(450);
    }
  });

  test('H-11 an existing bot without rows gives a file with only its header', async () => {
    const api = await account(0);
    const { code, out, err } = await run(['leads', 'export'], { env: env(api) });
    expect([code, out, err]).toEqual([0, 'id,created_at,name,email,phone,chatbot_id,other\n', '0 leads\n']);
    expect((await run(['leads', 'export', '--bot', 'nobody'], { env: env(api) })).code).toBe(5);
  });

  test('a list is not read beyond its limit', async () => {
    const api = await account(450);
    const { out, err } = await run(['leads', 'list', '--limit', '3', '--format', 'id'], { env: env(api) });
    expect([out, api.seen('GET /get-leads').length]).toEqual(['450\n449\n448\n', 1]);
    expect(err).toContain('Showing the first 3. Use --limit N for more, cbase leads export for all.');
    expect((await run(['convos', 'get', 'v449', '--json'], { env: env(api) })).code).toBe(0);
    expect(api.seen('GET /get-conversations').length).toBe(1);
  });
});

describe('days', () => {
  const now = Date.UTC(2026, 2, 10, 23, 30);

  test.each([
    ['2026-01-31', '2026-01-31'],
    ['today', '2026-03-10'],
    ['yesterday', '2026-03-09'],
    ['10d', '2026-03-01'],
  ])('%s is %s', (text, wanted) => {
    expect(dayRange(text, undefined, now)).toEqual({ since: wanted, until: undefined });
  });

  test.each(['2026-1-31', '2026-02-30', 'tomorrow', '7', '31.01.2026', ''])('%j is not a day', (text) => {
    expect(() => dayRange(text, undefined, now)).toThrow(`--since: "${text}" is not a day`);
  });

  test('an end before the start is refused', () => {
    expect(() => dayRange('2026-02-02', '2026-02-01', now)).toThrow(
      '--until 2026-02-01 is before --since 2026-02-02',
    );
  });

  test('F-6 days are UTC days in requests and in the filter, whatever the local time zone', async () => {
    const api = await account(3000);
    for (const TZ of ['Pacific/Kiritimati', 'Pacific/Pago_Pago', 'UTC']) {
      const child = await startCli(
        ['leads', 'export', '--since', '2026-03-02', '--until', '2026-03-02', '--out', 'l.csv', '-q'],
        {},
        { env: { ...env(api), TZ, HOME: workdir(), PATH: process.env.PATH ?? '' } },
      );
      expect(child.exitCode, String(child.stderr)).toBe(0);
    }
    const queries = api.seen('GET /get-leads').map(({ query }) => query);
    expect(queries.every((query) => query.includes('startDate=2026-03-01&endDate=2026-03-04'))).toBe(true);
  });

  test('rows outside the range are filtered out; a row without a timestamp stays', async () => {
    const api = await account(0);
    const rows = [
      { id: 1, created_at: '2026-03-01T23:59:59.999Z' },
      { id: 2, created_at: '2026-03-02T00:00:00.000Z' },
      { id: 3, created_at: 1_772_409_600 },
      { id: 4 },
      { id: 5, created_at: '2026-03-03T00:00:00+02:00' },
    ];
    api.next('GET /get-leads', { body: { data: rows } });
    api.next('GET /get-leads', { body: { data: [] }, times: 0 });
    const argv = ['leads', 'export', '--passes', '1', '--since', '2026-03-02', '--until', '2026-03-02'];
    expect(await exportedIds(api, argv)).toEqual(['2', '3', '4', '5']);
  });
});

describe('files', () => {
  test('a file is complete or absent, private to the owner, and its row count is reported', async () => {
    const api = await account(250);
    const out = join(workdir(), 'leads.csv');
    const done = await run(['leads', 'export', '--out', out], { env: env(api) });
    expect(done).toMatchObject({ code: 0, out: '', err: `250 leads → ${out}\n` });
    expect(parse(readFileSync(out), { columns: true }).length).toBe(250);
    expect((statSync(out).mode & 0o777).toString(8)).toBe('600');
    expect(readdirSync(join(out, '..'))).toEqual(['leads.csv']);
  });

  test.each([
    ['a.csv', 'csv'],
    ['a.json', 'json'],
    ['a.ndjson', 'ndjson'],
    ['a.jsonl', 'ndjson'],
    ['a', 'csv'],
  ])('%s is written as %s', async (name, format) => {
    const api = await account(3);
    const out = join(workdir(), name);
    await run(['convos', 'export', '--out', out], { env: env(api) });
    const text = readFileSync(out, 'utf8');
    if (format === 'csv') expect(text.startsWith('id,created_at,last_message_at,source')).toBe(true);
    else if (format === 'json') expect(JSON.parse(text).length).toBe(3);
    else
      expect(
        text
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line).id),
      ).toEqual(['v2', 'v1', 'v0']);
  });

  test('H-12 a server that fails midway leaves the old file and nothing else', async () => {
    const api = await account(250);
    const out = file('old', 'leads.csv');
    api.next('GET /get-leads', { status: 500, skip: 1, times: 0 });
    const { code } = await run(['leads', 'export', '--out', out, '--force'], { env: env(api) });
    expect([code, readFileSync(out, 'utf8'), readdirSync(join(out, '..'))]).toEqual([
      75,
      'old',
      ['leads.csv'],
    ]);
  });

  test('an existing file is not replaced without --force, even one that appears during the export', async () => {
    const api = await account(3);
    const out = file('old', 'leads.csv');
    const refused = await run(['leads', 'export', '--out', out], { env: env(api) });
    expect([refused.code, readFileSync(out, 'utf8'), api.seen('GET /get-leads').length]).toEqual([
      2,
      'old',
      0,
    ]);
    expect((await run(['leads', 'export', '--out', out, '--force'], { env: env(api) })).code).toBe(0);
    expect(readFileSync(out, 'utf8')).not.toBe('old');
    const late = join(workdir(), 'late.csv');
    api.next('GET /get-leads', { delayMs: 300 });
    const running = run(['leads', 'export', '--out', late], { env: env(api) });
    await new Promise((resolve) => setTimeout(resolve, 100));
    writeFileSync(late, 'mine');
    expect((await running).code).toBe(2);
    expect([readFileSync(late, 'utf8'), readdirSync(join(late, '..'))]).toEqual(['mine', ['late.csv']]);
  });

  test.each([
    ['a directory', (where: string) => mkdirSync(join(where, 'x.csv'))],
    ['S-18 a symbolic link', (where: string) => symlinkSync('/tmp/elsewhere', join(where, 'x.csv'))],
  ])('%s is not replaced', async (_, plant) => {
    const api = await account(1);
    const where = workdir();
    plant(where);
    expect(
      (await run(['leads', 'export', '--out', join(where, 'x.csv'), '--force'], { env: env(api) })).code,
    ).toBe(2);
    expect(existsSync('/tmp/elsewhere')).toBe(false);
  });

  test('Ctrl-C during an export leaves nothing behind: exits 130', async () => {
    const api = await account(250);
    api.next('GET /get-leads', { delayMs: 5000, skip: 1 });
    const where = workdir();
    const child = startCli(
      ['leads', 'export', '--out', join(where, 'l.csv')],
      {},
      { env: { ...env(api), HOME: workdir(), PATH: process.env.PATH ?? '' } },
    );
    while (api.seen('GET /get-leads').length < 2) await new Promise((resolve) => setTimeout(resolve, 20));
    child.kill('SIGINT');
    expect([(await child).exitCode, readdirSync(where)]).toEqual([130, []]);
  });

  test('--json with --out prints the result as one document', async () => {
    const api = await account(2);
    for (const flags of [['--json'], ['--format', 'json']]) {
      const out = join(workdir(), 'l.json');
      const done = await run(['leads', 'export', '--out', out, ...flags], { env: env(api) });
      expect(JSON.parse(done.out)).toMatchObject({ ok: true, rows: 2, file: out, proven: true });
    }
  });

  test.each(['table', 'id'])('--format %s is not a file format', async (format) => {
    const api = await account(2);
    const { code, err } = await run(['leads', 'export', '--format', format], { env: env(api) });
    expect([code, err]).toEqual([2, expect.stringContaining('Allowed choices are csv, tsv, json, ndjson')]);
  });

  test('--fields selects and orders columns, in CSV and in JSON', async () => {
    const api = await account(1);
    const csv = await run(['leads', 'export', '--fields', 'email,id'], { env: env(api) });
    expect(csv.out).toBe('email,id\nl0@example.com,1\n');
    const json = await run(['leads', 'export', '--fields', 'email,id', '--json'], { env: env(api) });
    expect(JSON.parse(json.out)).toEqual([{ email: 'l0@example.com', id: '1' }]);
    expect((await run(['leads', 'export', '--fields', 'nope'], { env: env(api) })).code).toBe(2);
  });
});

test('H-15 non-text content is kept as JSON, in a cell and in a document', async () => {
  const api = await account(0);
  const messages = [
    { role: 'user', content: { form: { name: 'x' } } },
    { role: 'assistant', content: null },
    {},
  ];
  api.next('GET /get-conversations', { body: { data: [{ id: 'v', messages }] }, times: 0 });
  const json = await run(['convos', 'export', '--json'], { env: env(api) });
  expect(JSON.parse(json.out)).toEqual([{ id: 'v', messages }]);
  const csv = await run(['convos', 'export', '--fields', 'id,messages'], { env: env(api) });
  const [row] = parse(csv.out, { columns: true }) as { messages: string }[];
  expect(JSON.parse(row?.messages ?? '')).toEqual(messages);
  const { out } = await run(['convos', 'get', 'v'], { env: env(api), tty: true, columns: 80 });
  expect(out).toContain('{"form":{"name":"x"}}');
});

test('a conversation has the time of its last message, under the observed name and the documented one', async () => {
  const api = await account(0);
  const rows = [
    { id: 'a', last_message_at: '2026-03-01T10:00:00+02:00', updated_at: '2020-01-01' },
    { id: 'b', updated_at: '2026-03-01T10:00:00' },
    { id: 'c' },
  ];
  api.next('GET /get-conversations', { body: { data: rows }, times: 0 });
  const { out } = await run(['convos', 'export', '--fields', 'id,last_message_at'], { env: env(api) });
  expect(out).toBe('id,last_message_at\na,2026-03-01T08:00:00.000Z\nb,2026-03-01T10:00:00.000Z\nc,\n');
});

test('S-15 a formula in a lead is escaped in CSV and unchanged in JSON', async () => {
  const api = await account(0);
  const rows = ['=1+1', '+49 30', '+49 30+1', '-1', '@x', 'a\t=1', 'plain'].map((name, id) => ({
    id: id + 1,
    name,
  }));
  api.next('GET /get-leads', { body: { data: rows }, times: 0 });
  const { out } = await run(['leads', 'export', '--fields', 'id,name'], { env: env(api) });
  const names = (parse(out, { columns: true }) as { name: string }[]).map(({ name }) => name);
  expect(names).toEqual(["'=1+1", '+49 30', "'+49 30+1", "'-1", "'@x", "a\t'=1", 'plain']);
  expect(JSON.parse((await run(['leads', 'list', '--json'], { env: env(api) })).out)[0].name).toBe('=1+1');
});

test('sources are matched whatever their case, and an unknown one is named', async () => {
  const api = await account(4);
  const found = await run(['convos', 'list', '--source', 'whatsapp', '--source', 'api', '--format', 'id'], {
    env: env(api),
  });
  expect([found.out.trim().split('\n').length, found.err]).toEqual([4, '']);
  const wrong = await run(['convos', 'list', '--source', 'Telegram'], { env: env(api) });
  expect(wrong.err).toContain('Unknown source "Telegram". Documented are: API,');
  expect((await run(['convos', 'list', '--source', ','], { env: env(api) })).code).toBe(2);
});

test('a closed pipe ends an export quietly', async () => {
  const api = await account(3000);
  const bin = new URL('../../../bin/cbase.js', import.meta.url).pathname;
  const { code, stderr } = await new Promise<{ code: unknown; stderr: string }>((resolve) => {
    const line = `'${process.execPath}' '${bin}' leads export -q | head -1; echo \${PIPESTATUS[0]}`;
    execFile(
      'bash',
      ['-c', line],
      { env: { ...env(api), PATH: process.env.PATH, HOME: workdir() } },
      (_, out, err) => resolve({ code: out.trim().split('\n').pop(), stderr: err }),
    );
  });
  expect([code, stderr]).toEqual(['0', '']);
});

import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { emulator, type TestEmulator } from '../../support/emulator.js';
import { run } from '../../support/io.js';
import { finished, onScreen } from '../../support/screen.js';
import { file, workdir } from '../../support/workdir.js';

const made = (i: number) => new Date(Date.UTC(2026, 10, 20, 12) - i * 3_600_000).toISOString();

/** 250 conversations; every fiftieth is about a refund, and one of them is hostile to a terminal. */
const conversations = Array.from({ length: 250 }, (_, i) => ({
  id: `c${i}`,
  created_at: made(i),
  source: i % 2 === 0 ? 'WhatsApp' : 'API',
  country: i % 5 === 0 ? 'DE' : 'US',
  customer: i === 7 ? '4915112345678' : null,
  min_score: i / 250,
  form_submission: i === 50 ? { name: 'Anna Müller', email: 'anna@example.com' } : null,
  messages: [
    {
      role: 'user',
      content: i % 50 === 0 ? `Hello!\n\nI want a REFUND for number ${i}\u001b[31m, please` : `Question ${i}`,
    },
    ...(i % 3 === 0 ? [] : [{ role: 'assistant', content: 'Gladly.', score: '0.4', createdAt: made(i) }]),
  ],
}));
const leads = Array.from({ length: 3 }, (_, i) => ({
  name: `Lead ${i}`,
  email: `lead${i}@example.com`,
  created_at: made(i),
}));
const bot = { id: 'b1', name: 'Harbor', source: 'x', conversations, leads };

function account(now?: () => number): Promise<TestEmulator> {
  const seed = file(JSON.stringify({ bots: [bot] }), 'seed.json');
  return emulator({ seed, ...(now && { now }) });
}

describe('convos list', () => {
  test.each([
    [['--search', 'refund'], 5],
    [['--search', '/REFUND.*\\b(50|100)\\b/'], 2],
    [['--customer', '+49 151 12345678'], 1],
    [['--customer', 'muller'], 1],
    [['--max-score', '0.1', '--without-reply'], 9],
    [['--with-form'], 1],
    [['--country', 'germany', '--source', 'API'], 25],
  ])('%j finds %i', async (flags, count) => {
    const api = await account();
    const { code, out, err } = await run(['convos', 'list', ...flags, '--limit', '100', '--json'], {
      env: api.env,
    });
    const found = JSON.parse(out);
    expect([code, found.length]).toEqual([0, count]);
    expect(err).toContain(`${count} of ${flags.includes('API') ? 125 : 250} conversations match`);
  });

  test('prints whole conversations as they were sent', async () => {
    const api = await account();
    const { out } = await run(['convos', 'list', '--search', 'number 50', '--format', 'ndjson'], {
      env: api.env,
    });
    const { json } = await api.ask('GET', '/get-conversations?chatbotId=b1&size=100');
    expect(JSON.parse(out)).toEqual((json as { data: { id: string }[] }).data.find(({ id }) => id === 'c50'));
  });

  test('stops at the limit, and says how many were read for it', async () => {
    const api = await account();
    const { out, err } = await run(
      ['convos', 'list', '--search', 'refund', '--limit', '1', '--format', 'id'],
      { env: api.env },
    );
    expect(out).toBe('c0\n');
    expect(err).toContain('2 of 100 conversations match; the rest was not read');
    const nothing = await run(['convos', 'list', '--search', 'unsaid'], { env: api.env });
    expect([nothing.code, nothing.err]).toEqual([0, expect.stringContaining('0 of 250 conversations match')]);
  });

  test('shows hits in their context on a terminal, highlighted, escaped, and no wider than it', async () => {
    const api = await account();
    const argv = ['convos', 'list', '--search', 'refund', '--limit', '2'];
    const shown = await run(argv, { env: { ...api.env, FORCE_COLOR: '1' }, tty: true, columns: 60 });
    expect(shown.out).toContain('\u001b[43mREFUND\u001b[');
    const plain = await run(argv, { env: { ...api.env, NO_COLOR: '1' }, tty: true, columns: 60 });
    expect(plain.out).not.toContain('\u001b');
    expect(plain.out).toMatch(
      /^c0 · 2026-11-20 12:00 UTC · WhatsApp · DE\n {2}user {7}…?.*want a REFUND for number 0\^\[\[31m/,
    );
    expect(Math.max(...plain.out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(60);
    expect(plain.err).toContain('Showing the first 2. Use --limit N for more');
    const table = await run([...argv, '--format', 'table'], {
      env: { ...api.env, NO_COLOR: '1' },
      tty: true,
      columns: 100,
    });
    expect(table.out).toMatch(/first question/i);
  });

  test('a text that fits is shown whole, and nothing is wider than a narrow terminal', async () => {
    const bot = {
      id: 'b1',
      name: 'Harbor',
      source: 'x',
      conversations: [
        { id: 'c', messages: [{ role: 'user', content: 'number 7 about refunds and vouchers' }] },
      ],
    };
    const api = await emulator({ seed: file(JSON.stringify({ bots: [bot] }), 'seed.json') });
    const shown = (columns: number) =>
      run(['convos', 'list', '--search', 'refund'], {
        env: { ...api.env, NO_COLOR: '1' },
        tty: true,
        columns,
      });
    expect((await shown(60)).out).toContain('  user       number 7 about refunds and vouchers\n');
    const narrow = (await shown(38)).out.split('\n')[1] ?? '';
    expect([narrow.length <= 38, narrow]).toEqual([true, expect.stringContaining('refund')]);
  });

  test('a message in which nothing was sent is empty, and answers nobody', async () => {
    const bot = {
      id: 'b1',
      name: 'Harbor',
      source: 'x',
      conversations: [
        {
          id: 'c',
          messages: [
            { role: 'user', content: 'Hello?' },
            { role: 'assistant', content: null },
          ],
        },
      ],
    };
    const api = await emulator({ seed: file(JSON.stringify({ bots: [bot] }), 'seed.json') });
    const waiting = await run(['convos', 'list', '--without-reply', '--format', 'id'], { env: api.env });
    expect(waiting.out).toBe('c\n');
    const shown = await run(['convos', 'get', 'c', '--format', 'md'], { env: api.env });
    expect(shown.out).not.toContain('null');
  });

  test('a long transcript goes through the pager of a terminal, and with --no-pager it is printed', async () => {
    const messages = Array.from({ length: 60 }, (_, i) => ({ role: 'user', content: `line ${i}` }));
    const long = { id: 'b1', name: 'Harbor', source: 'x', conversations: [{ id: 'long', messages }] };
    const api = await emulator({ seed: file(JSON.stringify({ bots: [long] }), 'seed.json') });
    const pager = file('#!/bin/sh\ncat > /dev/null\necho PAGED\n', 'pager.sh');
    chmodSync(pager, 0o755);
    const seen = async (...flags: readonly string[]) => {
      const at = onScreen(['convos', 'get', 'long', ...flags], { env: { ...api.env, PAGER: pager } });
      expect(await at.exit).toBe(0);
      return at.seen();
    };
    expect(await seen()).toBe('PAGED');
    expect(await seen('--no-pager')).toContain('line 59');
  });

  test('a source that is not known is named with the one that was probably meant', async () => {
    const api = await account();
    const { err } = await run(['convos', 'list', '--source', 'whatsap'], { env: api.env });
    expect(err).toMatch(
      /^Unknown source "whatsap"\. Did you mean "WhatsApp"\? Documented are: .*\nNo conversations from whatsap in that range\n$/,
    );
  });

  test.each([
    ['--country DE,,AT', 'The name of a country is missing'],
    ['--since last-weak', 'Did you mean last-week?'],
    ['--min-score 1.5', 'Use a number from 0 to 1'],
    ['--max-score -1', 'Use a number from 0 to 1'],
    ['--min-score 0.6 --max-score 0.5', '--min-score 0.6 is above --max-score 0.5. Swap them'],
    ['--country Germny', 'Did you mean DE (Germany)?'],
    ['--country DE,XX', '"XX" is no country'],
    ['--serach refund', 'Did you mean --search?'],
    ['--search refund --search late', 'Another one was given: "refund". Use one of them'],
    ['--customer Anna --customer Ben', 'Another one was given: "Anna"'],
    ['--search /refund(/', 'the regular expression is not valid: missing closing )'],
    ['--with-form --without-form', '--with-form and --without-form exclude each other'],
  ])('%s is refused before anything is requested', async (flags, message) => {
    const api = await account();
    const { code, err } = await run(['convos', 'list', ...flags.split(' ')], { env: api.env });
    expect([code, err, api.log.all().length]).toEqual([2, expect.stringContaining(message), 0]);
  });

  test('leads are found by what was entered', async () => {
    const api = await account();
    const found = await run(['leads', 'list', '--search', 'LEAD1@', '--json'], { env: api.env });
    expect(JSON.parse(found.out).map(({ name }: { name: string }) => name)).toEqual(['Lead 1']);
    const out = await run(['leads', 'export', '--customer', 'lead2@example.com', '--format', 'ndjson'], {
      env: api.env,
    });
    expect([JSON.parse(out.out).name, out.err]).toEqual([
      'Lead 2',
      expect.stringContaining('1 of 3 leads matches'),
    ]);
  });
});

describe('convos export', () => {
  const refunds = ['convos', 'export', '--search', 'refund'];

  test('holds what matches; its manifest names the filter, and proves the whole list', async () => {
    const [api, where] = [await account(), workdir()];
    const out = join(where, 'r.ndjson');
    const {
      code,
      err,
      out: text,
    } = await run([...refunds, '--source', 'WhatsApp', '--out', out, '--manifest', '--json'], {
      env: api.env,
    });
    expect([code, err]).toEqual([
      0,
      expect.stringContaining('5 of 125 conversations match\n5 conversations → '),
    ]);
    expect(JSON.parse(text)).toMatchObject({ rows: 5, read: 125, matched: 5, proven: true });
    const ids = readFileSync(out, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).id);
    expect(ids).toEqual(['c0', 'c50', 'c100', 'c150', 'c200']);
    const manifest = JSON.parse(readFileSync(`${out}.manifest.json`, 'utf8'));
    expect(manifest).toMatchObject({
      filter: '--search refund',
      sources: ['WhatsApp'],
      read: 125,
      matched: 5,
      proven: true,
    });
    expect((await run(['convos', 'verify', out])).code).toBe(0);
    const all = join(where, 'all.csv');
    await run(['convos', 'export', '--out', all, '--manifest'], { env: api.env });
    expect(JSON.parse(readFileSync(`${all}.manifest.json`, 'utf8'))).toMatchObject({
      filter: null,
      sources: [],
      read: 250,
      matched: 250,
    });
  });

  test('what was searched for is not in the manifest of a redacted export', async () => {
    const [api, where] = [await account(), workdir()];
    const out = join(where, 'r.csv');
    const argv = [
      'convos',
      'export',
      '--customer',
      'anna@example.com',
      '--redact',
      'email,name',
      '--out',
      out,
      '--manifest',
    ];
    expect(
      (await run(argv, { env: { ...api.env, CBASE_REDACT_KEY: 'a key of sixteen or more' } })).code,
    ).toBe(0);
    expect(readFileSync(`${out}.manifest.json`, 'utf8')).not.toContain('anna');
    expect(readFileSync(out, 'utf8')).not.toContain('anna@');
  });

  test('by message, and to stdout, too', async () => {
    const api = await account();
    const { out, err } = await run([...refunds, '--rows', 'messages', '--format', 'ndjson'], {
      env: api.env,
    });
    expect([out.trim().split('\n').length, err]).toEqual([
      8,
      expect.stringContaining('5 of 250 conversations match\n8 messages'),
    ]);
  });

  test('a state belongs to one filter, and a conversation is exported once it matches', async () => {
    const clock = { ms: 0 };
    const [api, home, where] = [await account(() => clock.ms), workdir(), workdir()];
    const nowMs = Date.UTC(2026, 10, 20, 13);
    const nightly = (flags: readonly string[], day: number) => {
      clock.ms = nowMs + day * 86_400_000;
      const argv = ['convos', 'export', '--state', 'n', '--out', join(where, 'n-{date}.ndjson'), ...flags];
      return run(argv, { env: api.env, home, nowMs: clock.ms });
    };
    expect((await nightly(['--search', 'refund'], 0)).err).toContain('5 conversations → ');
    const other = await nightly([], 1);
    expect([other.code, other.err]).toEqual([
      2,
      expect.stringContaining('The state n belongs to a filter, "--search refund", and none is given now'),
    ]);
    await api.visited('conversations', [
      {
        ...conversations[3],
        messages: [...(conversations[3]?.messages ?? []), { role: 'user', content: 'Refund!' }],
      },
    ]);
    const second = await nightly(['--search', 'refund'], 1);
    expect(second.err).toContain('6 of 250 conversations match');
    expect(
      readFileSync(join(where, 'n-2026-11-21.ndjson'), 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).id),
    ).toEqual(['c3']);
  });

  test('a state without a filter names none, as those of earlier versions, and is not continued with one', async () => {
    const nowMs = Date.UTC(2026, 10, 20, 13);
    const [api, home, where] = [await account(() => nowMs), workdir(), workdir()];
    const argv = ['convos', 'export', '--state', 'n', '--out', join(where, '{date}-{time}.csv')];
    await run(argv, { env: api.env, home, nowMs });
    const path = join(home, '.local/state/cbase/exports/convos-n.state.json');
    expect('filter' in JSON.parse(readFileSync(path, 'utf8')).subject).toBe(false);
    const { code, err } = await run([...argv, '--with-form'], { env: api.env, home, nowMs });
    expect([code, err]).toEqual([
      2,
      expect.stringContaining('was begun without a filter, and this is "--with-form"'),
    ]);
  });
});

describe('convos get', () => {
  test('is a transcript on a terminal, with what is known about it', async () => {
    const api = await account();
    const { out } = await run(['convos', 'get', 'c50'], {
      env: { ...api.env, NO_COLOR: '1', TZ: 'UTC' },
      tty: true,
      columns: 70,
      nowMs: Date.UTC(2026, 10, 21),
    });
    expect(out).toMatch(
      /^c50\ncreated {7}Nov 18 \d\d:00\nlast message .*\nsource {8}WhatsApp\ncountry {7}DE\nscore {9}0\.2\nform {10}name: Anna Müller, email: anna@example\.com\n/,
    );
    expect(out).toContain(
      '\n\nuser\n  Hello!\n\n  I want a REFUND for number 50^[[31m, please\n\nassistant · Nov 18',
    );
    expect(out).toMatch(/ · score 0\.4\n {2}Gladly\.\n$/);
    expect(out).not.toContain('dashboard');
  });

  test('goes through a pager where it does not fit', async () => {
    const api = await account();
    const pager = file('#!/bin/sh\necho PAGED\nwc -l\n', 'pager.sh');
    const argv = ['convos', 'get', 'c50'];
    const paged = await finished(argv, {
      env: { ...api.env, CBASE_PAGER: `sh ${pager}`, CI: undefined },
      columns: 80,
      rows: 8,
    });
    expect(paged.lines).toContain('PAGED');
    const fits = await finished(argv, {
      env: { ...api.env, CBASE_PAGER: `sh ${pager}`, CI: undefined },
      columns: 80,
      rows: 50,
    });
    expect(fits.lines).not.toContain('PAGED');
  });

  test('is Markdown, YAML, JSON and CSV where they are asked for', async () => {
    const api = await account();
    const as = async (...flags: readonly string[]) =>
      (await run(['convos', 'get', 'c50', ...flags], { env: api.env })).out;
    expect(await as('--format', 'md')).toMatch(
      /^# Harbor: conversation\n\n## c50\n\n2026-11-18 10:00 UTC · WhatsApp · DE\n\n\*\*Visitor:\*\* Hello!/,
    );
    expect(await as('--format', 'yaml')).toMatch(/^id: c50\n|\nid: c50\n/);
    expect([JSON.parse(await as('--json')).id, JSON.parse(await as('--format', 'md', '--json')).id]).toEqual([
      'c50',
      'c50',
    ]);
    expect(await as()).toMatch(/^id,created_at,/);
    const wrong = await run(['convos', 'get', 'c50', '--format', 'md', '--fields', 'id'], { env: api.env });
    expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining('md does not support --fields')]);
  });
});

describe('convos open', () => {
  test('is refused where there is no dashboard, before anything is requested', async () => {
    const api = await account();
    const { code, err } = await run(['convos', 'open', 'c50'], { env: api.env });
    expect([code, err, api.log.all().length]).toEqual([
      2,
      expect.stringContaining('There is no dashboard for http://127.0.0.1'),
      0,
    ]);
  });
});

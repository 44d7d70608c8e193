import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { startCli } from '../../support/cli.js';
import { emulator } from '../../support/emulator.js';
import { run } from '../../support/io.js';
import { longList } from '../../support/list-server.js';
import { file, workdir } from '../../support/workdir.js';

const dayMs = 86_400_000;
const startMs = Date.UTC(2026, 9, 1, 3);

/** A bot and a machine for incremental exports on consecutive nights. */
async function machine() {
  const seed = file(JSON.stringify({ bots: [{ id: 'b1', name: 'Support', source: 'x' }] }), 'seed.json');
  const clock = { ms: startMs };
  const api = await emulator({ seed, now: () => clock.ms });
  const [where, home] = [workdir(), workdir()];
  const lead = (id: string, day: number) =>
    api.visited('leads', [{ name: id, created_at: new Date(startMs + (day - 0.5) * dayMs).toISOString() }]);
  /** Runs a command on the night of a day, by the clocks of the machine and the server. */
  const on = (day: number, argv: readonly string[]) => {
    clock.ms = startMs + day * dayMs;
    return run(argv, { env: api.env, home, nowMs: clock.ms });
  };
  const out = join(where, 'leads-{date}-{time}.ndjson');
  const night = (day: number, flags: readonly string[] = []) =>
    on(day, ['leads', 'export', '--state', 'nightly', '--out', out, '-q', ...flags]);
  const names = () =>
    readdirSync(where)
      .filter((name) => name.endsWith('.ndjson'))
      .sort()
      .map((name) =>
        readFileSync(join(where, name), 'utf8')
          .split('\n')
          .filter(Boolean)
          .map((line) => JSON.parse(line).name),
      );
  const stateFile = join(home, '.local/state/cbase/exports/leads-nightly.state.json');
  const state = () => JSON.parse(readFileSync(stateFile, 'utf8'));
  return { api, where, home, lead, night, on, names, state, stateFile, clock };
}

const clashing: readonly (readonly [string, string])[] = [
  ['--state s', '--state requires a file'],
  ['--manifest', '--manifest requires a file'],
  ['--format pdf', 'A PDF cannot be printed to stdout'],
  ['--out x.csv --state s --split day --since 7d', '--split and --state cannot be used together'],
  [
    '--out x.csv --state s --shard 1/2 --since 7d --until today',
    '--shard and --state cannot be used together',
  ],
  ['--out x.csv --state s --passes 1', '--state requires the completeness check, which --passes 1 skips'],
  ['--out x.csv --state s --best-effort', '--best-effort and --state cannot be used together'],
  ['--out x.csv --lookback 3', '--lookback requires --state'],
  ['--out x.csv --emit window', '--emit requires --state'],
  ['--shard 1/2', '--shard requires a fixed range of days'],
  ['--out x.csv --split day', '--split requires a start day'],
  ['--out x.csv --split day --since 7d', '--split requires a different name for each file'],
  ['--out {nope}.csv', '--out contains the unknown placeholder {nope}'],
  ['--out x.json --excel', '--excel works with csv and tsv, not with json'],
  ['--format ndjson --raw-csv', '--raw-csv works with csv and tsv, not with ndjson'],
  ['--font x.ttf', '--font requires --format pdf'],
  ['--out x.csv --state ../x', '--state: "../x" is not a valid name'],
  ['--out x.csv --resume', 'There is no interrupted export to x.csv to resume'],
  ['--out x.xlsx', 'An export cannot be written as xlsx. Use .csv and add --excel'],
  ['--out=', '--out is empty'],
  ['--redact names', 'Use a comma-separated list of email, phone, name'],
  ['--shard 3/2 --since 7d --until today', 'Use a part and the number of parts'],
  ['--shard 1/99 --since 7d --until today', 'has fewer than 99 days'],
];

describe('a state', () => {
  test('tracks what was exported: each run has only new rows, late rows within the lookback, and days close after it', async () => {
    const { lead, night, names, state } = await machine();
    await lead('a', 0);
    expect((await night(0)).code).toBe(0);
    await lead('b', 1);
    await night(1);
    await lead('c', 2);
    await night(2);
    expect(state()).toMatchObject({ closedThrough: '2026-09-29', runs: 3, rows: 3 });
    // September 30 would close tonight, but a late row keeps it open for one more night.
    await lead('late', 0);
    await night(3);
    expect(state().closedThrough).toBe('2026-09-29');
    await night(4);
    expect(state().closedThrough).toBe('2026-10-01');
    expect(names()).toEqual([['a'], ['b'], ['c'], ['late'], []]);
    await night(9);
    expect(state()).toMatchObject({ closedThrough: '2026-10-06', rows: 4 });
    await lead('too late', 0);
    await night(10);
    expect(names().flat()).not.toContain('too late');
  });

  test('is saved last: after a failure the same rows are exported again, under a new name', async () => {
    const { api, lead, night, names, state, where } = await machine();
    await lead('a', 0);
    await night(0);
    const before = state();
    await lead('b', 1);
    api.next('GET /get-leads', { status: 500, times: 0 });
    expect((await night(1)).code).toBe(75);
    expect([state(), names()]).toEqual([before, [['a']]]);
    expect(readdirSync(where).filter((name) => name.includes('partial'))).toEqual([]);
    api.weather.clear();
    await night(2);
    expect(names()).toEqual([['a'], ['b']]);
  });

  test('does not let a second run of a day replace the file of the first, not even with --force', async () => {
    const { on, lead, where } = await machine();
    await lead('a', 0);
    const argv = ['leads', 'export', '--state', 'daily', '--out', join(where, 'x-{date}.csv')];
    expect((await on(0, argv)).code).toBe(0);
    for (const flags of [[], ['--force']]) {
      const again = await on(0, [...argv, ...flags]);
      expect([again.code, readFileSync(join(where, 'x-2026-10-01.csv'), 'utf8').split('\n').length]).toEqual([
        2, 3,
      ]);
      expect(again.err).toContain(
        'the only copy of what the last run of the state "daily" exported. Add {time} to --out',
      );
    }
  });

  test('begins at the --since of its first run: the lookback does not reach back further', async () => {
    const { on, lead, where } = await machine();
    for (const [name, day] of [
      ['old', 0],
      ['new', 2],
    ] as const)
      await lead(name, day);
    const argv = (name: string) => [
      'leads',
      'export',
      '--state',
      's',
      '--out',
      join(where, name),
      '--since',
      '2026-10-02',
    ];
    await on(2, argv('1.csv'));
    await lead('newer', 3);
    await on(3, argv('2.csv').slice(0, -2));
    const names = (name: string) => readFileSync(join(where, name), 'utf8').match(/\b(old|new|newer)\b/g);
    expect([names('1.csv'), names('2.csv')]).toEqual([['new'], ['newer']]);
  });

  test('is unchanged if there is nothing new and --fail-on-empty is set: exits 9, and no file', async () => {
    const { lead, night, names, state } = await machine();
    await lead('a', 0);
    await night(0);
    const before = state();
    const { code, err } = await night(1, ['--fail-on-empty']);
    expect([code, err, names(), state()]).toEqual([9, '', [['a']], before]);
    expect((await night(1)).code).toBe(0);
    expect(names()).toEqual([['a'], []]);
  });

  test('--emit changed writes changed rows, window all rows of the open days', async () => {
    const { api, where, on } = await machine();
    const talk = (words: string) =>
      api.visited('conversations', [
        {
          id: 'c1',
          created_at: new Date(startMs - 3600_000).toISOString(),
          messages: [{ role: 'user', content: words }],
        },
      ]);
    const night = async (day: number, emit: string) => {
      const argv = [
        'convos',
        'export',
        '--state',
        emit,
        '--emit',
        emit,
        '--out',
        join(where, `${emit}-${day}.ndjson`),
      ];
      await on(day, argv);
      return readFileSync(join(where, `${emit}-${day}.ndjson`), 'utf8')
        .split('\n')
        .filter(Boolean).length;
    };
    await talk('Hello?');
    const first = [await night(0, 'new'), await night(0, 'changed'), await night(0, 'window')];
    await talk('Still there?');
    const second = [await night(1, 'new'), await night(1, 'changed'), await night(1, 'window')];
    const third = [await night(2, 'new'), await night(2, 'changed'), await night(2, 'window')];
    expect([first, second, third]).toEqual([
      [1, 1, 1],
      [0, 1, 1],
      [0, 0, 1],
    ]);
  });

  test('belongs to one bot and one set of sources', async () => {
    const { api, on, where } = await machine();
    await api.ask('POST', '/create-chatbot', { chatbotName: 'Other' });
    const out = join(where, '{date}-{bot}.csv');
    const flags = ['convos', 'export', '--state', 's', '--out', out];
    await on(0, flags);
    const other = await on(1, [...flags, '--bot', 'Other']);
    expect([other.code, other.err]).toEqual([
      2,
      expect.stringMatching(
        /The state s belongs to another bot: "b1", not "\S+". Use a separate --state for this one/,
      ),
    ]);
    const narrowed = await on(1, [...flags, '--source', 'API']);
    expect(narrowed.err).toContain('The state s was begun without a selection of sources, and this is "API"');
  });

  test('F-5 if the clock was set back, nothing is read, and the error says so', async () => {
    const { lead, night, names, state } = await machine();
    await lead('a', 0);
    await night(10);
    const before = state();
    const { code, err } = await night(3);
    expect([code, names(), state()]).toEqual([2, [['a']], before]);
    expect(err).toContain(
      'The clock of this machine says 2026-10-04T03:00:00.000Z, but the last run of the state nightly started at 2026-10-11',
    );
  });

  test('F-5 if the clock is far off the server’s, nothing is read: days would close before they are over', async () => {
    const { api, lead, night, home, where, state } = await machine();
    await lead('a', 0);
    await night(0);
    const before = state();
    const argv = ['leads', 'export', '--state', 'nightly', '--out', join(where, 'x.ndjson')];
    const { code, err } = await run(argv, { env: api.env, home, nowMs: startMs + 30 * dayMs });
    expect([code, state()]).toEqual([2, before]);
    expect(err).toContain(
      'The clock of this machine says 2026-10-31T03:00:00.000Z, but that of the server says 2026-10-01T03:00:00.000Z',
    );
  });

  test('that is damaged is left unchanged: exits 70', async () => {
    const { lead, night, stateFile } = await machine();
    await lead('a', 0);
    await night(0);
    writeFileSync(stateFile, readFileSync(stateFile, 'utf8').slice(0, 90));
    const { code, err } = await night(1);
    expect([code, statSync(stateFile).size]).toEqual([70, 90]);
    expect(err).toContain('leads-nightly.state.json is corrupt. Move it away');
  });

  test('a run killed after its files were complete is finished by the next, even if the files were moved away', async () => {
    const { lead, night, names, state, stateFile, where } = await machine();
    await lead('a', 0);
    await night(0);
    const before = readFileSync(stateFile, 'utf8');
    await lead('b', 1);
    await night(1);
    // As after a kill between the last file and the state, with a reader that has taken the file.
    const mark = 'killed00';
    const pending = {
      mark,
      force: false,
      files: [
        {
          partial: join(where, 'x.partial'),
          path: join(where, 'fetched.ndjson'),
          sha256: 'x',
          force: false,
          isPlaced: true,
        },
      ],
      state: { path: stateFile, value: state() },
    };
    writeFileSync(stateFile, before);
    writeFileSync(stateFile.replace('.state.', '.pending.'), JSON.stringify(pending));
    await lead('c', 2);
    const { code, err } = await night(2, ['-v']);
    expect(code, err).toBe(0);
    expect(names()).toEqual([['a'], ['b'], ['c']]);
    expect(existsSync(stateFile.replace('.state.', '.pending.'))).toBe(false);
  });

  test('a run whose file is in place is complete even without its manifest: its rows are not repeated', async () => {
    const { lead, night, names, state, stateFile, where } = await machine();
    await lead('a', 0);
    await night(0);
    const before = readFileSync(stateFile, 'utf8');
    await lead('b', 1);
    await night(1);
    const [, second = ''] = readdirSync(where)
      .filter((name) => name.endsWith('.ndjson'))
      .sort();
    const path = join(where, second);
    const sha256 = createHash('sha256').update(readFileSync(path)).digest('hex');
    // As after a kill following the file, if someone deletes partial files before the next night.
    const files = [path, `${path}.manifest.json`].map((one, i) => ({
      partial: `${one}.m.partial`,
      path: one,
      sha256: i === 0 ? sha256 : 'x',
      force: false,
    }));
    rmSync(`${path}.manifest.json`);
    writeFileSync(
      stateFile.replace('.state.', '.pending.'),
      JSON.stringify({ files, state: { path: stateFile, value: state() } }),
    );
    writeFileSync(stateFile, before);
    await lead('c', 2);
    expect((await night(2)).code).toBe(0);
    expect(names()).toEqual([['a'], ['b'], ['c']]);
  });

  test('status shows the last successful run, and exits 6 if it is older than --max-age', async () => {
    const { lead, night, home } = await machine();
    await lead('a', 0);
    await night(0);
    const status = (flags: readonly string[], hours: number) =>
      run(['leads', 'status', ...flags], { home, nowMs: startMs + hours * 3_600_000 });
    const fine = await status(
      ['nightly', '--max-age', '26h', '--format', 'table', '--fields', 'state,last_run,rows'],
      25,
    );
    expect([fine.code, fine.out]).toEqual([0, 'state    last run      rows\nnightly  Oct 01 03:00     1\n']);
    const late = await status(['nightly', '--max-age', '26h', '--json'], 27);
    expect([late.code, JSON.parse(late.out)]).toMatchObject([
      6,
      { ok: false, states: [{ name: 'nightly' }], exitCode: 6 },
    ]);
    expect(late.err).toContain(
      'Overdue: the last successful export of "nightly" was 27 h ago (limit 26 h). Check the scheduler\'s log, or run the export now.',
    );
    for (const [age, limit, words] of [
      [2.5 / 3600, '1s', '3 s ago (limit 1 s)'],
      [26.0001, '26h', '26 h 1 min ago (limit 26 h)'],
      [100.5, '4d', '4 d 5 h ago (limit 4 d)'],
    ] as const)
      expect((await status(['nightly', '--max-age', limit], age)).err).toContain(words);
    const none = await status(['hourly'], 1);
    expect([none.code, none.err]).toEqual([
      5,
      'cbase: There is no state "hourly". Choose one of: nightly.\n',
    ]);
    expect((await status([], 1)).out).toContain('nightly');
  });
});

test.each(clashing)('export %s is refused before a list is requested', async (flags, message) => {
  const { api } = await machine();
  const { code, err } = await run(['leads', 'export', ...flags.split(' ')], { env: api.env, nowMs: startMs });
  expect([code, err]).toEqual([2, expect.stringContaining(message)]);
  expect(api.seen('GET /get-leads').length).toBe(0);
});

test('E-17 leftovers of a killed export are listed by doctor and removed by the next export', async () => {
  const api = await longList(2000);
  const [where, home] = [workdir(), workdir()];
  const argv = ['leads', 'export', '--out', join(where, 'l.csv'), '-q'];
  const killed = startCli(argv, { env: { ...api.env, HOME: home } });
  while (api.asked.length < 4) await new Promise((resolve) => setTimeout(resolve, 5));
  killed.kill('SIGKILL');
  await killed;
  expect(readdirSync(where)).toEqual([expect.stringMatching(/^l\.csv\.\w{8}\.partial$/)]);
  const doctor = await run(['doctor'], { env: api.env, home });
  expect(doctor.out).toMatch(
    /leftovers,warn,.*an export was interrupted before \S+l\.csv was complete,"Run the export again, which removes what is left"/,
  );
  expect((await startCli(argv, { env: { ...api.env, HOME: home } })).exitCode).toBe(0);
  expect(readdirSync(where)).toEqual(['l.csv']);
  expect((await run(['doctor'], { env: api.env, home })).out).toContain('leftovers,ok,none');
});

import { chmodSync, existsSync, mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import type { Finding } from '../../../src/doctor/finding.js';
import { emulator } from '../../support/emulator.js';
import { run, type TestIoOptions } from '../../support/io.js';
import { file, workdir } from '../../support/workdir.js';

async function examined(options: TestIoOptions, ...flags: readonly string[]) {
  const { out } = await run(['doctor', '--json', ...flags], options);
  const { checks } = JSON.parse(out) as { checks: readonly Finding[] };
  return {
    of: (check: string) => checks.filter((one) => one.check === check),
    kept: checks.flatMap(({ kept }) => kept ?? []),
    warnings: checks.filter(({ check, status }) => check === 'files' && status !== 'ok'),
  };
}

const day = 86_400_000;
const mode = (path: string) => statSync(path).mode & 0o777;
const stateIn = (home: string) => join(home, '.local/state/cbase');

/** A home with files in its state directory: path below it, content. */
function homeWith(files: Readonly<Record<string, string>>, where = stateIn) {
  const home = workdir();
  for (const [name, text] of Object.entries(files)) {
    const path = join(where(home), name);
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(path, text, { mode: 0o600 });
  }
  return { home, path: (name: string) => join(where(home), name) };
}

test('what commands write is listed by kind, with its number, size and age, and nothing of it is unknown', async () => {
  const api = await emulator();
  const home = workdir();
  const at = { env: api.env, home, nowMs: Date.now() };
  const csv = file('external_id,name\n1,Ada\n2,Bo\n', 'a.csv');
  const text = file('We are open on Monday.', 'a.txt');
  const lines = [
    ['contacts', 'import', csv],
    ['contacts', 'list', '--cached', '10m', '--name', 'a'],
    ['leads', 'export', '--state', 'nightly', '--out', join(home, 'l.csv')],
    ['bots', 'train', '--source', text, '--if-changed', '--yes'],
    ['chat', 'Hello'],
    ['contacts', 'forget', '1', '--yes'],
    ['config', 'set', 'keep-runs', '30d'],
  ];
  for (const argv of lines) expect([argv[1], (await run(argv, at)).code]).toEqual([argv[1], 0]);
  const { kept, warnings, of } = await examined(at);
  expect(warnings).toEqual([]);
  expect(of('permissions')).toEqual([]);
  expect(kept.map(({ kind }) => kind).sort()).toEqual([
    'chat sessions',
    'journals of runs',
    'key of --redact',
    'names of bots',
    'receipts of erasures',
    'records of trainings',
    'reports of runs',
    'settings',
    'states of exports',
    'times of writes to contacts',
  ]);
  const path = join(stateIn(home), 'trainings', readdirSync(join(stateIn(home), 'trainings'))[0] ?? '');
  expect(kept.find(({ kind }) => kind === 'records of trainings')).toMatchObject({
    files: 1,
    bytes: statSync(path).size,
    personal: false,
  });
});

test('a line says how much there is of a kind', async () => {
  const { home, path } = homeWith({
    'contact-lists/00000001.ndjson': '{"version":1}\n',
    'contact-lists/00000002.ndjson': `{"version":1}\n${'x'.repeat(2000)}`,
  });
  const nowMs = Date.now();
  utimesSync(path('contact-lists/00000001.ndjson'), (nowMs - 3 * day) / 1000, (nowMs - 3 * day) / 1000);
  const { of } = await examined({ home, nowMs });
  expect(of('files').map(({ detail }) => detail)).toEqual([
    'contact lists: 2 files, 2.0 kB, the oldest changed 3 d ago',
  ]);
});

test('nothing yet', async () => {
  const { of } = await examined({});
  expect(of('files')).toEqual([{ check: 'files', status: 'ok', detail: 'none yet' }]);
});

test.each([
  [
    'exports/leads-a.follow.json',
    '{"version":1',
    'Move it away, and follow again with --since set to the day of the last row you have',
  ],
  [
    'exports/leads-a.state.json',
    '[]',
    'Move it away, and export once with --since set to the day after the last exported file',
  ],
  ['contact-lists/00000001.ndjson', '{"id":"1"}\n', 'Remove it; the next list is read from the server'],
  ['receipts/forget-1.json', '', 'Run the same cbase contacts forget again for another receipt'],
  ['trainings/0.json', 'null', 'Move it away; the next training writes a new one'],
  ['answers/usual/0.json', '{', 'Remove it; the next test asks again'],
  ['webhooks/port-1/events-000000000001.ndjson', 'x\n', 'Move it away to go on without its events'],
  ['emulator/local.db', 'no database', 'Remove it to begin with a new account of --local'],
])('a damaged %s is named with the way out', async (name, text, advice) => {
  const { home, path } = homeWith({ [name]: text });
  const { warnings } = await examined({ home });
  expect(warnings).toEqual([
    { check: 'files', status: 'warn', detail: expect.stringMatching(/ \(.+\) is damaged$/), advice },
  ]);
  expect(warnings[0]?.detail).toContain(path(name));
});

test('a file of a newer cbase is not called damaged', async () => {
  const { home, path } = homeWith({ 'exports/leads-a.follow.json': '{"version":2}' });
  const { warnings } = await examined({ home });
  expect(warnings).toMatchObject([
    {
      detail: `${path('exports/leads-a.follow.json')} (states of followed lists) was written by a newer cbase`,
      advice: 'Update cbase; this version cannot read it',
    },
  ]);
});

test('the unfinished last line of a file that is appended to is no damage', async () => {
  const { home } = homeWith({
    'webhooks/port-1/events-000000000001.ndjson': '{"seq":1}\n{"se',
    'sessions/1.jsonl': '{"ty',
  });
  expect((await examined({ home })).warnings).toEqual([]);
});

test('what others can read is made private with --fix', async () => {
  const { home, path } = homeWith({
    'receipts/forget-1.json': '{"version":1}',
    'receipts/forget-2.json': '{"version":1}',
    'picks.jsonl': '',
  });
  chmodSync(path('receipts/forget-1.json'), 0o644);
  chmodSync(path('receipts/forget-2.json'), 0o640);
  chmodSync(path('receipts'), 0o755);
  const { of } = await examined({ home });
  const directory = path('receipts');
  expect(of('permissions')).toEqual([
    {
      check: 'permissions',
      status: 'warn',
      detail: `other users have access to ${directory}`,
      advice: 'Make it private: cbase doctor --fix',
    },
    {
      check: 'permissions',
      status: 'warn',
      detail: `other users have access to 2 files in ${directory}: forget-1.json, forget-2.json`,
      advice: 'Make them private: cbase doctor --fix',
    },
  ]);
  expect(mode(path('receipts/forget-1.json'))).toBe(0o644);
  await examined({ home }, '--fix');
  expect(
    ['receipts', 'receipts/forget-1.json', 'receipts/forget-2.json'].map((one) => mode(path(one))),
  ).toEqual([0o700, 0o600, 0o600]);
  expect((await examined({ home })).of('permissions')).toEqual([]);
});

test('what a killed config edit left is found at once, and removed with --fix; that of a living one stays', async () => {
  const dead = `.editing-test~${2 ** 22 + 1}~${Date.now()}~u`;
  const living = `.editing-test~${process.pid}~${Date.now()}~u`;
  const { home, path } = homeWith(
    { [`${dead}/settings.conf`]: 'x', [`${living}/settings.conf`]: 'x' },
    (at) => join(at, '.config/cbase'),
  );
  const io = { home, nowMs: Date.now() };
  expect((await examined(io)).of('leftovers')).toEqual([
    {
      check: 'leftovers',
      status: 'warn',
      detail: `a killed cbase config edit left its copy in ${join(home, '.config/cbase')}`,
      advice: 'Remove it with: cbase doctor --fix',
    },
  ]);
  expect((await examined(io, '--fix')).of('leftovers')).toMatchObject([{ fixed: 'removed it' }]);
  expect([existsSync(path(dead)), existsSync(path(living))]).toEqual([false, true]);
});

test.each([
  ['contact-lists/1.ndjson.ab12.partial', 1, 'a killed command left an unfinished file'],
  ['contact-lists/1.ndjson', 30, 'contacts were kept for --cached more than 30 days ago'],
  ['answers/usual/1.json', 30, 'answers to tests were kept more than 30 days ago'],
  ['runs/suggest-1/.cbase-input-1', 1, 'a killed cbase attrs suggest left a copy of its input'],
  ['demo-abc/report.txt', 1, 'an old cbase demo left its files'],
])('%s is stale after %i days, and removed with --fix', async (name, days, what) => {
  const { home, path } = homeWith({ [name]: '{"version":1}\n' });
  const nowMs = Date.now();
  const at = (ms: number) => ({ home, nowMs: nowMs + ms });
  expect((await examined(at(days * day - 60_000))).of('leftovers')).toMatchObject([{ status: 'ok' }]);
  const { of } = await examined(at(days * day + 60_000));
  expect(of('leftovers')).toMatchObject([{ status: 'warn', detail: expect.stringContaining(what) }]);
  await examined(at(days * day + 60_000), '--fix');
  expect(existsSync(path(name))).toBe(false);
});

test('events that wait for more than a day are named, and never removed', async () => {
  const name = 'webhooks/port-1/events-000000000001.ndjson';
  const { home, path } = homeWith({ [name]: '{"seq":1}\n' });
  const { of } = await examined({ home, nowMs: Date.now() + 2 * day }, '--fix');
  expect(of('leftovers')).toEqual([
    {
      check: 'leftovers',
      status: 'warn',
      detail: `events were received more than a day ago and are still to be handed over in ${dirname(path(name))}`,
      advice: 'See that its targets answer, or start its listener again: cbase webhooks listen',
    },
  ]);
  expect(existsSync(path(name))).toBe(true);
});

test('what no version of cbase wrote is named', async () => {
  const { home, path } = homeWith({ 'notes.txt': 'x' });
  expect((await examined({ home })).warnings).toEqual([
    {
      check: 'files',
      status: 'warn',
      detail: `this version of cbase does not write ${path('notes.txt')}`,
      advice: 'Look at it, and remove what you do not need',
    },
  ]);
});

test('the report that a run links to is the user’s: it is neither listed nor changed', async () => {
  const api = await emulator();
  const home = workdir();
  const report = join(home, 'report');
  const csv = file('external_id,name\n1,Ada\n', 'a.csv');
  expect((await run(['contacts', 'import', csv, '--report', report], { env: api.env, home })).code).toBe(0);
  chmodSync(join(report, 'summary.json'), 0o644);
  const { kept, of } = await examined({ env: api.env, home }, '--fix');
  expect(of('permissions')).toEqual([]);
  expect(kept.filter(({ kind }) => kind.includes('runs'))).toEqual([]);
  expect(mode(join(report, 'summary.json'))).toBe(0o644);
});

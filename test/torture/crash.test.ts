import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import type { Switches } from '../../src/emulator/options.js';
import { disagreements, unbalanced } from '../support/checker.js';
import { bin } from '../support/cli.js';
import { emulator, heldContacts, type TestEmulator } from '../support/emulator.js';
import { isInstalled } from '../support/programs.js';
import { file, workdir } from '../support/workdir.js';

/** CRASH=all kills at every point; otherwise at eight points of each kind, spread over the run. */
const most = process.env.CRASH === 'all' ? Number.POSITIVE_INFINITY : 8;
/** Runs that wait for the second read-back of a lost batch need no CPU. */
const atOnce = 16;

const hasStrace = process.platform === 'linux' && isInstalled('strace', 'no import is killed', ['-V']);
if (!hasStrace) console.warn('strace is missing: the crash sweep is skipped (apt-get install strace)');
const refused = new Set(['r7', 'r40']);
const existing = ['r3', 'r55'];
const input = Array.from({ length: 60 }, (_, i) => ({ id: i === 21 ? 'r20' : `r${i}`, line: i + 2 }));
const csv = `external_id,name\n${input.map(({ id }) => `${id},Name of ${id}\n`).join('')}`;
const undisturbed = [
  ...existing.map((id) => `${id} Here`),
  ...input
    .filter(({ id }, i) => !refused.has(id) && !existing.includes(id) && i !== 21)
    .map(({ id }) => `${id} Name of ${id}`),
].sort();

const modes: readonly Partial<Switches>[] = [{}, { existing: 'duplicate', batch: 'prefix', created: 'none' }];
/** System calls with an effect outside the process: files, their names, and network. */
const calls = ['fsync', 'write', 'writev', 'unlink', 'connect'];

/** What `go` resolves with when the program was killed. */
const killed = -1;

type Scene = { readonly api: TestEmulator; readonly home: string; readonly path: string };

async function scene(switches: Partial<Switches>): Promise<Scene> {
  const api = await emulator({ switches, refused, logReads: true });
  for (const id of existing)
    await api.ask('POST', `/chatbots/${api.bot}/contacts`, { users: [{ external_id: id, name: 'Here' }] });
  api.log.clear();
  return { api, home: workdir(), path: file(csv) };
}

function importing(path: string, directory: string): readonly string[] {
  const flags = ['--batch-size', '10', '--concurrency', '2', '--max-rejects', '5', '--read-lag', '0'];
  return ['contacts', 'import', path, '--report', directory, ...flags, '--quiet'];
}

async function go(
  { api, home }: Scene,
  argv: readonly string[],
  strace: readonly string[] = [],
): Promise<number> {
  const [program = '', ...words] = [...strace, process.execPath, bin, ...argv];
  // strace counts calls per thread: file calls come from a single one.
  const env = { ...api.env, PATH: process.env.PATH ?? '', HOME: home, UV_THREADPOOL_SIZE: '1' };
  const { exitCode } = await execa(program, words, { env, extendEnv: false, reject: false, stdin: 'ignore' });
  return exitCode ?? killed;
}

/** How often a run makes each call; only on its journal if requested. */
async function counted(call: string, switches: Partial<Switches>, onJournal = false): Promise<number> {
  const at = await scene(switches);
  const [log, directory] = [`${workdir()}/trace`, `${workdir()}/report`];
  const only = onJournal ? ['-P', `${directory}/journal.ndjson`] : ['--seccomp-bpf'];
  const tracing = ['strace', '-f', '-qq', ...only, '-e', `trace=${call}`, '-o', log];
  expect(await go(at, importing(at.path, directory), tracing)).toBe(3);
  return readFileSync(log, 'utf8')
    .split('\n')
    .filter((line) => line.includes(`${call}(`)).length;
}

/** Kills an import at its n-th call, resumes it and compares; resolves with whether the kill struck. */
async function killedAt(call: string, n: number, switches: Partial<Switches>): Promise<boolean> {
  const where = `killed at ${call} ${n} in ${JSON.stringify(switches)}`;
  const at = await scene(switches);
  let directory = `${workdir()}/report`;
  const killing = ['strace', '-f', '-qq', '-o', '/dev/null', '-e', `trace=${call}`];
  const inject = ['-e', `inject=${call}:signal=SIGKILL:when=${n}`];
  const hasStruck = (await go(at, importing(at.path, directory), [...killing, ...inject])) === killed;
  let code = await go(at, ['contacts', 'import', 'resume', directory, '--quiet']);
  if (code === 2) {
    // It was killed before the run could be resumed: nothing had been sent.
    expect([where, at.api.log.all().filter(({ method }) => method === 'POST')]).toEqual([where, []]);
    directory = `${workdir()}/again`;
    code = await go(at, importing(at.path, directory));
  }
  const held = (await heldContacts(at.api)).map(({ external_id: id, name }) => `${id} ${name}`).sort();
  expect([where, held]).toEqual([where, undisturbed]);
  // A run that was finished before it was killed is left unchanged.
  if (code !== 3) expect([where, code, existsSync(`${directory}/summary.json`)]).toEqual([where, 0, true]);
  await agrees(at, directory, where);
  return hasStruck;
}

describe.skipIf(!hasStrace).each(modes.map((switches) => ({ switches, name: JSON.stringify(switches) })))(
  'on a server in mode $name',
  ({ switches }) => {
    test.each(calls)(
      'D-6 E-10 I-6 I-7 an import killed at any %s is resumed, and ends with the contacts of an undisturbed run',
      { timeout: 3_600_000 },
      async (call) => {
        const points = Array.from({ length: await counted(call, switches) }, (_, i) => i + 1);
        const stride = Math.max(1, points.length / most);
        const chosen = points.filter((_, i) => Math.floor(i / stride) !== Math.floor((i - 1) / stride));
        expect(chosen.length).toBeGreaterThan(0);
        const next = chosen[Symbol.iterator]();
        let struck = 0;
        const worker = async () => {
          for (const n of next) if (await killedAt(call, n, switches)) struck++;
        };
        await Promise.all(Array.from({ length: atOnce }, worker));
        // A run makes a few calls more or fewer than the one that was counted.
        expect(struck).toBeGreaterThanOrEqual(chosen.length / 2);
      },
    );
  },
);

/** With `isForgetful`, rows whose response was read but could not be recorded may be in doubt. */
async function agrees(at: Scene, directory: string, where: string, isForgetful = false): Promise<void> {
  const told = parse(readFileSync(`${directory}/results.csv`), { columns: true }) as Record<string, string>[];
  const rows = told.map((row) => ({
    line: Number(row.line),
    external_id: row.external_id ?? '',
    class: row.class ?? '',
  }));
  const ids = new Set((await heldContacts(at.api)).map((contact) => String(contact.external_id)));
  const wrong = disagreements(input, rows, at.api.log.all(), ids);
  const isWrong = (what: string) => !(isForgetful && what.endsWith('is in doubt, but no answer was lost'));
  expect([where, wrong.filter(isWrong)]).toEqual([where, []]);
  const summary = JSON.parse(readFileSync(`${directory}/summary.json`, 'utf8')) as Parameters<
    typeof unbalanced
  >[0];
  expect([where, unbalanced(summary)]).toEqual([where, []]);
}

/** Stops a run midway, and kills its resume at the n-th call; resolves with whether the kill struck. */
async function killedAgainAt(call: string, n: number): Promise<boolean> {
  const where = `resume killed at ${call} ${n}`;
  const at = await scene({});
  const directory = `${workdir()}/report`;
  at.api.next('POST /chatbots/b1/contacts', {
    skip: 2,
    status: 401,
    body: { message: 'Unauthorized access' },
  });
  expect(await go(at, importing(at.path, directory))).toBe(4);
  const killing = ['strace', '-f', '-qq', '-o', '/dev/null', '-e', `trace=${call}`];
  const resume = ['contacts', 'import', 'resume', directory, '--quiet'];
  const code = await go(at, resume, [...killing, '-e', `inject=${call}:signal=SIGKILL:when=${n}`]);
  const again = await go(at, resume);
  const held = (await heldContacts(at.api)).map(({ external_id: id, name }) => `${id} ${name}`).sort();
  expect([where, code === 3 ? [0] : [0, 3], held]).toEqual([
    where,
    expect.arrayContaining([again]),
    undisturbed,
  ]);
  return code === killed;
}

describe.skipIf(!hasStrace)('a resume', () => {
  test.each(['rename', 'fsync', 'unlink'])(
    'D-6 I-7 can be killed as well, at any %s',
    { timeout: 3_600_000 },
    async (call) => {
      const points = Array.from({ length: call === 'rename' ? 1 : 8 }, (_, i) => i + 1);
      const struck = await Promise.all(points.map((n) => killedAgainAt(call, n)));
      expect(struck).toContain(true);
    },
  );
});

/** A disk that fails once, at the n-th call on the journal. */
async function failedAt(call: string, error: string, n: number): Promise<void> {
  const where = `${error} at ${call} ${n} of the journal`;
  const at = await scene({});
  const directory = `${workdir()}/report`;
  const failing = ['strace', '-f', '-qq', '-o', '/dev/null', '-P', `${directory}/journal.ndjson`];
  const code = await go(at, importing(at.path, directory), [
    ...failing,
    ...['-e', `trace=${call}`, '-e', `inject=${call}:error=${error}:when=${n}`],
  ]);
  // Rows whose response could not be recorded are in doubt, and that takes precedence over the disk error.
  const hasStruck = !(code === 3 && n > 5);
  // Concurrent lines share a write, so a run may make fewer writes than were counted.
  expect([where, hasStruck ? [7, 74].includes(code) : true]).toEqual([where, true]);
  // The report, as far as it was written, agrees with the server: it claims nothing that was not recorded.
  if (existsSync(`${directory}/results.csv`)) await agrees(at, directory, where, true);
  const journal = readFileSync(`${directory}/journal.ndjson`, 'utf8');
  const intents = journal
    .split('\n')
    .filter((line) => line.includes('"kind":"intent"') && line.endsWith('}'));
  const posts = at.api.log.all().filter(({ method }) => method === 'POST');
  expect([where, posts.length <= intents.length]).toEqual([where, true]);
  const resumed = await go(at, ['contacts', 'import', 'resume', directory, '--quiet']);
  const held = (await heldContacts(at.api)).map(({ external_id: id, name }) => `${id} ${name}`).sort();
  expect([where, resumed, held]).toEqual([where, hasStruck ? 3 : 0, undisturbed]);
  // Even if the journal was complete and only the report lacked it: the last fsync of a failing run.
  if (existsSync(`${directory}/results.csv`)) await agrees(at, directory, where);
}

describe.skipIf(!hasStrace)('on a failing disk', () => {
  test.each([
    ['write', 'ENOSPC'],
    ['write', 'EDQUOT'],
    ['fsync', 'EIO'],
  ])(
    'E-2 E-3 E-7 E-8 I-6 at any %s of the journal (%s), nothing unrecorded is sent, and a resume finishes the run',
    { timeout: 3_600_000 },
    async (call, error) => {
      const points = Array.from({ length: await counted(call, {}, true) }, (_, i) => i + 1);
      const stride = Math.max(1, points.length / most);
      const chosen = points.filter((_, i) => Math.floor(i / stride) !== Math.floor((i - 1) / stride));
      expect(chosen.length).toBeGreaterThan(0);
      const next = chosen[Symbol.iterator]();
      const worker = async () => {
        for (const n of next) await failedAt(call, error, n);
      };
      await Promise.all(Array.from({ length: atOnce }, worker));
    },
  );
});

import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { bin } from '../../support/cli.js';
import { emulator } from '../../support/emulator.js';
import { isInstalled } from '../../support/programs.js';
import { file, workdir } from '../../support/workdir.js';

const examples = new URL('../../../examples/automation/', import.meta.url).pathname;
const example = (name: string) => readFileSync(join(examples, name), 'utf8');

/** A machine with `cbase` installed, a key in a file, and leads and conversations of the last days. */
async function machine() {
  const ago = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();
  const bot = {
    id: 'b1',
    name: 'Support',
    source: 'x',
    leads: [{ name: 'Ada', created_at: ago(1) }],
    conversations: [{ id: 'c1', created_at: ago(2), messages: [{ role: 'user', content: 'Hello' }] }],
  };
  const api = await emulator({ seed: file(JSON.stringify({ bots: [bot] }), 'seed.json') });
  const root = workdir();
  const [programs, home, out] = ['bin', 'home', 'out'].map((name) => join(root, name));
  for (const directory of [programs, home, out]) mkdirSync(directory as string);
  const cbase = join(programs as string, 'cbase');
  writeFileSync(cbase, `#!/bin/sh\nexec '${process.execPath}' '${bin}' "$@"\n`);
  chmodSync(cbase, 0o755);
  const key = file(`${api.key}\n`, 'key', root);
  return { api, root, programs: programs as string, home: home as string, out: out as string, key };
}

/** Runs with as little as cron and systemd provide: no terminal, no locale, nothing from the test environment. */
async function barely(line: string, env: Readonly<Record<string, string>>, cwd: string, shell = '/bin/sh') {
  const ran = await execa(shell, ['-c', line], {
    cwd,
    env,
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
  });
  return { code: ran.exitCode, out: ran.stdout, err: ran.stderr };
}

const hasAnalyze = isInstalled('systemd-analyze', 'systemd does not judge the units');

const hasParallel = isInstalled('parallel', 'the shards are not run');

test('crontab: every line works in cron’s environment, silently, and does not replace the day’s file', async () => {
  const { api, programs, home, out, key } = await machine();
  const lines = example('crontab').split('\n');
  const given = Object.fromEntries(
    lines.flatMap((line) => (/^[A-Z_]+=/.test(line) ? [line.split(/=(.*)/s).slice(0, 2)] : [])),
  );
  const jobs = lines.flatMap((line) => /^[\d*]+ [\d*]+ \* \* \* +(.*)$/.exec(line)?.[1] ?? []);
  expect(jobs.length).toBe(3);
  const own = {
    CHATBASE_API_KEY_FILE: key,
    CHATBASE_BOT_ID: 'b1',
    CBASE_OUT: out,
    PATH: `${programs}:${given.PATH}`,
  };
  const env = {
    ...given,
    ...own,
    HOME: home,
    LOGNAME: 'ops',
    CHATBASE_BASE_URL: api.env.CHATBASE_BASE_URL ?? '',
    LANG: 'C',
  };
  for (const job of jobs) expect(await barely(job, env, home), job).toEqual({ code: 0, out: '', err: '' });
  const day = new Date().toISOString().slice(0, 10);
  const names = [`convos-${day}.ndjson.gz`, `leads-${day}.csv`].flatMap((name) => [
    name,
    `${name}.manifest.json`,
  ]);
  expect(readdirSync(out).sort()).toEqual(names);
  expect(readFileSync(join(out, `leads-${day}.csv`), 'utf8')).toContain(',Ada,');
  // What cron would mail: the file name of the day is taken.
  expect(await barely(jobs[0] ?? '', env, home)).toMatchObject({
    code: 2,
    err: expect.stringContaining('Add {time} to --out'),
  });
});

test('systemd: the unit is valid, and its commands work in the environment it declares', async () => {
  const { api, root, programs, key } = await machine();
  const unit = example('cbase-export.service');
  const at = (text: string) =>
    text
      .replaceAll('/var/lib/cbase', root)
      .replaceAll('/usr/local/bin', programs)
      .replaceAll('%d/key', key)
      .replaceAll('YOUR-BOT-ID', 'b1');
  const stated = [...unit.matchAll(/^Environment=(.*)$/gm)].flatMap(([, words = '']) => at(words).split(' '));
  const env = {
    ...Object.fromEntries(stated.map((word) => word.split(/=(.*)/s).slice(0, 2))),
    CHATBASE_BASE_URL: api.env.CHATBASE_BASE_URL ?? '',
  };
  const starts = [...unit.matchAll(/^ExecStart=(.*)$/gm)].map(([, line = '']) => at(line));
  expect(starts.length).toBe(2);
  for (const line of starts) expect((await barely(line, env, '/')).code, line).toBe(0);
  expect(readdirSync(root).filter((name) => /^(leads|convos)-/.test(name)).length).toBe(4);
  expect(readdirSync(join(root, 'cbase/exports')).filter((name) => name.endsWith('.state.json')).length).toBe(
    2,
  );
});

test.skipIf(!hasAnalyze)('systemd: systemd-analyze accepts the service and the timer', () => {
  const where = workdir();
  // The program does not have to be installed for its unit to be valid.
  const service = example('cbase-export.service').replaceAll('/usr/local/bin/cbase', '/bin/true');
  const paths = [
    file(service, 'cbase-export.service', where),
    file(example('cbase-export.timer'), 'cbase-export.timer', where),
  ];
  const said = execFileSync('sh', ['-c', `systemd-analyze verify ${paths.join(' ')} 2>&1 || true`], {
    encoding: 'utf8',
  });
  expect(said.split('\n').filter((line) => line.includes('cbase-export'))).toEqual([]);
  expect(execFileSync('systemd-analyze', ['calendar', '*-*-* 03:10:00 UTC'], { encoding: 'utf8' })).toContain(
    '03:10:00',
  );
});

test('GitHub Actions: actions are pinned, and the step works the way the runner runs it', async () => {
  const { api, root, programs, home } = await machine();
  const workflow = example('github-actions.yml');
  const uses = [...workflow.matchAll(/uses: (\S+)/g)].map(([, action = '']) => action);
  expect(uses.filter((action) => !/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/.test(action))).toEqual([]);
  const [, block = ''] = /run: \|\n((?: {10}.*\n)+)/.exec(workflow) ?? [];
  const script = block.replace(/^ {10}/gm, '');
  expect(script.split('\n').length).toBeGreaterThan(4);
  const env = {
    ...api.env,
    PATH: `${programs}:/usr/bin:/bin`,
    HOME: home,
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    XDG_STATE_HOME: join(root, 'state'),
  };
  const { code, err } = await barely(`set -eo pipefail\n${script}`, env, root, '/bin/bash');
  expect(code, err).toBe(0);
  expect(
    readdirSync(join(root, 'out'))
      .map((name) => name.replace(/\d{4}-\d\d-\d\d-\d{6}/, 'NOW'))
      .sort(),
  ).toEqual([...['convos.html', 'leads-NOW.csv', 'leads-NOW.csv.manifest.json']]);
});

test.skipIf(!hasParallel)('parallel: the shards together equal the file of a single process', async () => {
  const { api, root, programs, home } = await machine();
  const many = Array.from({ length: 300 }, (_, i) => ({
    id: `m${i}`,
    created_at: new Date(Date.now() - i * 5 * 3_600_000).toISOString(),
  }));
  await api.visited('conversations', many);
  const env = { ...api.env, PATH: `${programs}:/usr/bin:/bin`, HOME: home };
  const since = new Date(Date.now() - 40 * 86_400_000).toISOString().slice(0, 10);
  const line = `sh '${examples}parallel.sh' ${since} yesterday && cbase convos export -q --since ${since} --until yesterday --out whole.ndjson && cmp convos.ndjson whole.ndjson && wc -l < whole.ndjson`;
  const { code, out, err } = await barely(line, env, root);
  expect([code, err]).toEqual([0, '']);
  expect(Number(out.trim())).toBeGreaterThan(150);
});

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { startCli } from '../../support/cli.js';
import { emulator, heldContacts } from '../../support/emulator.js';
import { isInstalled } from '../../support/programs.js';
import { file, workdir } from '../../support/workdir.js';

const examples = new URL('../../../examples/automation/', import.meta.url).pathname;
const example = (name: string) => readFileSync(join(examples, name), 'utf8');

/** The directory of the `node` that runs the tests, and of the tools that every machine has. */
const systemPath = `${dirname(process.execPath)}:/usr/bin:/bin`;
/** npm must find everything in the tarball, and nothing of the account that runs the tests. */
const npm = { npm_config_offline: 'true', npm_config_update_notifier: 'false' };

let tarball: { readonly path: string; readonly sha256: string };
let packed: string;

beforeAll(async () => {
  const directory = mkdtempSync(join(tmpdir(), 'cbase-test-'));
  packed = directory;
  const argv = ['pack', '--ignore-scripts', '--silent', '--pack-destination', directory];
  await execa('npm', argv, { cwd: new URL('../../../', import.meta.url).pathname });
  const [name = ''] = readdirSync(directory);
  const path = join(directory, name);
  tarball = { path, sha256: createHash('sha256').update(readFileSync(path)).digest('hex') };
}, 120_000);

afterAll(() => rmSync(packed, { recursive: true, force: true }));

/** A machine without cbase: an empty home, a key in a file, and an account with leads and conversations of the last days. */
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
  const [prefix, home] = [join(root, 'opt'), join(root, 'home')];
  mkdirSync(home);
  const key = file(`${api.key}\n`, 'key', root);
  return { api, root, prefix, home, out: join(root, 'var/exports'), key };
}

/** The same after `install.sh`. */
async function installed() {
  const at = await machine();
  const env = { PATH: systemPath, HOME: at.home, CBASE_PREFIX: at.prefix, ...npm };
  const line = `sh '${examples}install.sh' '${tarball.path}' ${tarball.sha256}`;
  const { code, out, err } = await barely(line, env, at.root);
  expect([code, out.split('\n').at(-1)], err).toEqual([0, expect.stringMatching(/^cbase |^\d+\./)]);
  return at;
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

test('install.sh: a tarball other than the pinned one is not installed', { timeout: 120_000 }, async () => {
  const { root, prefix, home } = await machine();
  const env = { PATH: systemPath, HOME: home, CBASE_PREFIX: prefix, ...npm };
  const line = `sh '${examples}install.sh' '${tarball.path}' ${'0'.repeat(64)}`;
  expect([(await barely(line, env, root)).code, existsSync(prefix)]).toEqual([1, false]);
});

test('crontab: every line works in cron’s environment, silently, makes its folder, and does not replace the day’s file', {
  timeout: 120_000,
}, async () => {
  const { api, prefix, home, out, key } = await installed();
  const lines = example('crontab').split('\n');
  const given = Object.fromEntries(
    lines.flatMap((line) => (/^[A-Z_]+=/.test(line) ? [line.split(/=(.*)/s).slice(0, 2)] : [])),
  );
  const jobs = lines.flatMap((line) => /^[\d*]+ [\d*]+ \* \* \* +(.*)$/.exec(line)?.[1] ?? []);
  expect([jobs.length, given.PATH]).toEqual([3, '/opt/cbase/bin:/usr/local/bin:/usr/bin:/bin']);
  const own = {
    CHATBASE_API_KEY_FILE: key,
    CHATBASE_BOT_ID: 'b1',
    CBASE_OUT: out,
    PATH: `${prefix}/bin:${systemPath}`,
  };
  const env = {
    ...given,
    ...own,
    HOME: home,
    LOGNAME: 'ops',
    CHATBASE_BASE_URL: api.env.CHATBASE_BASE_URL ?? '',
    LANG: 'C',
  };
  // What cron would mail for a night that was missed.
  const [leads = '', , watch = ''] = jobs;
  expect((await barely(watch, env, home)).err).toContain('There is no state "nightly"');
  for (const job of jobs) expect(await barely(job, env, home), job).toEqual({ code: 0, out: '', err: '' });
  const day = new Date().toISOString().slice(0, 10);
  const names = [`convos-${day}.ndjson.gz`, `leads-${day}.csv`].flatMap((name) => [
    name,
    `${name}.manifest.json`,
  ]);
  expect([readdirSync(out).sort(), statSync(out).mode & 0o777]).toEqual([names, 0o700]);
  expect(readFileSync(join(out, `leads-${day}.csv`), 'utf8')).toContain(',Ada,');
  const late = await barely(watch.replaceAll('26h', '0s'), env, home);
  expect([late.code, late.err.match(/Overdue: the last successful export of "nightly"/g)?.length]).toEqual([
    6, 2,
  ]);
  // What cron would mail: the file name of the day is taken.
  expect(await barely(leads, env, home)).toMatchObject({
    code: 2,
    err: expect.stringContaining('Add {time} to --out'),
  });
});

test('systemd: the unit’s commands work in the environment it declares, with the key as a credential', {
  timeout: 120_000,
}, async () => {
  const { api, root, prefix, key } = await installed();
  const unit = example('cbase-export.service');
  // The name that the comment encrypts the key under is the one that the line loads and the environment reads.
  expect(unit).toContain('systemd-creds encrypt --name=key - /etc/cbase/key.cred');
  expect(unit).toMatch(/^LoadCredentialEncrypted=key:\/etc\/cbase\/key\.cred$/m);
  const at = (text: string) =>
    text
      .replaceAll('/var/lib/cbase', join(root, 'var'))
      .replaceAll('/opt/cbase', prefix)
      .replaceAll('%d/key', key)
      .replaceAll('YOUR-BOT-ID', 'b1');
  const stated = [...unit.matchAll(/^Environment=(.*)$/gm)].flatMap(([, words = '']) => at(words).split(' '));
  const env = {
    ...Object.fromEntries(stated.map((word) => word.split(/=(.*)/s).slice(0, 2))),
    PATH: systemPath,
    CHATBASE_BASE_URL: api.env.CHATBASE_BASE_URL ?? '',
  };
  expect(env.CHATBASE_API_KEY_FILE).toBe(key);
  const starts = [...unit.matchAll(/^ExecStart=(.*)$/gm)].map(([, line = '']) => at(line));
  expect(starts.length).toBe(2);
  for (const line of starts) expect((await barely(line, env, '/')).code, line).toBe(0);
  expect(readdirSync(join(root, 'var/exports')).length).toBe(4);
  const states = readdirSync(join(root, 'var/cbase/exports')).filter((name) => name.endsWith('.state.json'));
  expect(states.length).toBe(2);
});

test.skipIf(!hasAnalyze)('systemd: systemd-analyze accepts the service and the timer', () => {
  const where = workdir();
  // The program does not have to be installed for its unit to be valid.
  const service = example('cbase-export.service').replaceAll('/opt/cbase/bin/cbase', '/bin/true');
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

test('systemd: the webhook listener starts as its unit says, and its secret is no argument', {
  timeout: 60_000,
}, async () => {
  const unit = example('cbase-webhooks.service');
  const root = workdir();
  const key = file('unit-secret', 'secret', root);
  const [, start = ''] = /^ExecStart=(.*)$/m.exec(unit) ?? [];
  const argv = start
    .replace('/opt/cbase/bin/cbase ', '')
    .replace('%d/secret', key)
    .replaceAll('/var/lib/cbase-webhooks', root)
    .replace('--port 4011', '--port 0')
    .split(' ');
  const child = startCli(argv, { env: { HOME: root, XDG_STATE_HOME: root } });
  onTestFinished(() => void child.kill('SIGKILL'));
  await new Promise<void>((resolve) => {
    child.stderr?.on('data', (chunk) => String(chunk).includes('Listening on') && resolve());
  });
  child.kill('SIGTERM');
  const { exitCode } = await child;
  expect(unit).toMatch(new RegExp(`^SuccessExitStatus=${exitCode}$`, 'm'));
});

test.skipIf(!hasAnalyze)('systemd: systemd-analyze accepts the webhook service', () => {
  const service = example('cbase-webhooks.service').replaceAll('/opt/cbase/bin/cbase', '/bin/true');
  const path = file(service, 'cbase-webhooks.service');
  const said = execFileSync('sh', ['-c', `systemd-analyze verify ${path} 2>&1 || true`], {
    encoding: 'utf8',
  });
  expect(said.split('\n').filter((line) => line.includes('cbase-webhooks'))).toEqual([]);
});

type Step = {
  readonly uses?: string;
  readonly run?: string;
  readonly if?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, string | number | boolean>>;
};
type Job = {
  readonly if?: string;
  readonly env: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
};

function jobOf(name: string): Job {
  const [job] = Object.values(
    (parse(example(name)) as { readonly jobs: Readonly<Record<string, Job>> }).jobs,
  );
  return job as Job;
}

const workflows = ['github-export.yml', 'github-import.yml'];

test.each(workflows)('GitHub Actions, %s: actions are pinned, nothing is inserted into a script', (name) => {
  const { permissions } = parse(example(name)) as { readonly permissions: object };
  expect(permissions).toEqual({ contents: 'read' });
  const { steps } = jobOf(name);
  const uses = steps.flatMap((step) => step.uses ?? []);
  expect(uses.filter((action) => !/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/.test(action))).toEqual([]);
  expect(steps.filter(({ run = '' }) => run.includes('${{'))).toEqual([]);
  const kept = steps.filter(({ uses: action = '' }) => action.startsWith('actions/upload-artifact'));
  expect(kept.map((step) => step.with?.['retention-days'])).toEqual([7]);
});

/** A runner: an empty home and a checkout with the tarball; runs the scripts of a workflow for which `isFor` is true. */
async function runner(
  name: string,
  isFor: (step: Step) => boolean,
  more: Readonly<Record<string, string>> = {},
) {
  const at = await machine();
  mkdirSync(join(at.root, 'tools'));
  copyFileSync(tarball.path, join(at.root, 'tools/cbase.tgz'));
  const filled = { CBASE_SHA256: tarball.sha256, XDG_STATE_HOME: join(at.root, 'state'), ...at.api.env };
  const base = {
    PATH: `${at.prefix}/bin:${systemPath}`,
    npm_config_prefix: at.prefix,
    ...{ HOME: at.home, CI: 'true', GITHUB_ACTIONS: 'true', ...npm },
  };
  const runIt = async () => {
    const { env: job, steps } = jobOf(name);
    for (const step of steps) {
      if (step.run === undefined || !isFor(step)) continue;
      const wanted = Object.keys({ ...job, ...step.env });
      const env = Object.fromEntries(
        Object.entries({ ...filled, ...more }).filter(([key]) => wanted.includes(key)),
      );
      const url = { CHATBASE_BASE_URL: at.api.env.CHATBASE_BASE_URL ?? '' };
      const { code, err } = await barely(
        `set -eo pipefail\n${step.run}`,
        { ...base, ...env, ...url },
        at.root,
        '/bin/bash',
      );
      expect(code, err).toBe(0);
    }
  };
  return { ...at, runIt };
}

test('GitHub Actions: the export installs cbase and writes its files', { timeout: 120_000 }, async () => {
  const { root, runIt } = await runner('github-export.yml', () => true);
  await runIt();
  expect(
    readdirSync(join(root, 'out'))
      .map((name) => name.replace(/\d{4}-\d\d-\d\d-\d{6}/, 'NOW'))
      .sort(),
  ).toEqual([...['convos.html', 'leads-NOW.csv', 'leads-NOW.csv.manifest.json']]);
  expect(readdirSync(join(root, 'state/cbase/exports'))).toContain('leads-nightly.state.json');
});

test('GitHub Actions: an import is checked on a pull request, and sent from main', {
  timeout: 120_000,
}, async () => {
  const isOf = (event: 'pull_request' | 'push') => (step: Step) =>
    step.if === undefined || step.if.includes(event === 'push' ? "!= 'pull_request'" : "== 'pull_request'");
  for (const [event, isSent] of [
    ['pull_request', false],
    ['push', true],
  ] as const) {
    const { root, api, runIt } = await runner('github-import.yml', isOf(event), { FILE: 'contacts.csv' });
    writeFileSync(join(root, 'contacts.csv'), 'external_id,name,email\nx1,Ada,ada@example.com\n');
    await runIt();
    expect((await heldContacts(api)).map(({ name }) => name)).toEqual(isSent ? ['Ada'] : []);
    expect([existsSync(join(root, 'report/summary.json')), existsSync(join(root, 'junit.xml'))]).toEqual([
      true,
      true,
    ]);
  }
});

test.skipIf(!hasParallel)(
  'parallel: the shards together equal the file of a single process',
  { timeout: 120_000 },
  async () => {
    const { api, root, prefix, home } = await installed();
    const many = Array.from({ length: 300 }, (_, i) => ({
      id: `m${i}`,
      created_at: new Date(Date.now() - i * 5 * 3_600_000).toISOString(),
    }));
    await api.visited('conversations', many);
    const env = { ...api.env, PATH: systemPath, HOME: home, CBASE_PREFIX: prefix };
    const since = new Date(Date.now() - 40 * 86_400_000).toISOString().slice(0, 10);
    const line = `sh '${examples}parallel.sh' ${since} yesterday && '${prefix}/bin/cbase' convos export -q --since ${since} --until yesterday --out whole.ndjson && cmp convos.ndjson whole.ndjson && wc -l < whole.ndjson`;
    const { code, out, err } = await barely(line, env, root);
    expect([code, err]).toEqual([0, '']);
    expect(Number(out.trim())).toBeGreaterThan(150);
  },
);

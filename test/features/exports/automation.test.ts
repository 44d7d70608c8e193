import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startCli } from '../../support/cli.js';
import { barely, example, examples, machine, npm, packedCbase, systemPath } from '../../support/packed.js';
import { isInstalled } from '../../support/programs.js';
import { file, workdir } from '../../support/workdir.js';

const tarball = packedCbase();

/** The same after `install.sh`. */
async function installed() {
  const at = await machine();
  const env = { PATH: systemPath, HOME: at.home, CBASE_PREFIX: at.prefix, ...npm };
  const line = `sh '${examples}install.sh' '${tarball().path}' ${tarball().sha256}`;
  const { code, out, err } = await barely(line, env, at.root);
  expect([code, out.split('\n').at(-1)], err).toEqual([0, expect.stringMatching(/^cbase |^\d+\./)]);
  return at;
}

const hasAnalyze = isInstalled('systemd-analyze', 'systemd does not judge the units');

const hasParallel = isInstalled('parallel', 'the shards are not run');

test('install.sh: a tarball other than the pinned one is not installed', { timeout: 120_000 }, async () => {
  const { root, prefix, home } = await machine();
  const env = { PATH: systemPath, HOME: home, CBASE_PREFIX: prefix, ...npm };
  const line = `sh '${examples}install.sh' '${tarball().path}' ${'0'.repeat(64)}`;
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

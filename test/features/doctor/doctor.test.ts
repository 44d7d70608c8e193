import { chmodSync, existsSync, mkdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Finding } from '../../../src/doctor/finding.js';
import { cli } from '../../support/cli.js';
import { emulator } from '../../support/emulator.js';
import { canary } from '../../support/handmade-server.js';
import { run, type TestIoOptions } from '../../support/io.js';
import { onScreen } from '../../support/screen.js';
import { file, workdir } from '../../support/workdir.js';

/** What doctor found, by check, and its exit code. */
async function examined(options: TestIoOptions, ...flags: readonly string[]) {
  const { code, out } = await run(['doctor', '--json', ...flags], options);
  const { checks, exitCode, ok } = JSON.parse(out) as {
    checks: readonly Finding[];
    exitCode: number;
    ok: boolean;
  };
  expect([exitCode, ok]).toEqual([code, code === 0]);
  const of = (check: string) => checks.filter((one) => one.check === check);
  return { code, of, one: (check: string) => of(check)[0] };
}

const mode = (path: string) => statSync(path).mode & 0o777;

describe('key and network are told apart', () => {
  test('both work', async () => {
    const api = await emulator();
    const { code, one } = await examined({ env: api.env });
    expect([code, one('key')?.status, one('network')]).toEqual([
      0,
      'ok',
      { check: 'network', status: 'ok', detail: expect.stringMatching(/^response in \d+ ms, 4 bots$/) },
    ]);
  });

  test('a wrong key', async () => {
    const api = await emulator();
    const { code, one } = await examined({ env: { ...api.env, CHATBASE_API_KEY: canary } });
    expect([code, one('key'), one('network')]).toEqual([
      4,
      {
        check: 'key',
        status: 'fail',
        kind: 'auth',
        detail: 'The API did not accept the key from CHATBASE_API_KEY (401: Unauthorized access)',
        advice: 'Set a valid key in CHATBASE_API_KEY, or unset it and run: cbase auth login',
      },
      { check: 'network', status: 'ok', detail: expect.stringContaining('answered in') },
    ]);
  });

  test('a plan without API access', async () => {
    const api = await emulator();
    api.next('GET /get-chatbots', { status: 403, body: { message: 'Upgrade your plan' } });
    const { code, one } = await examined({ env: api.env });
    expect([code, one('key')?.status, one('network')?.status]).toEqual([4, 'fail', 'ok']);
    expect(one('key')?.advice).toContain('plan');
  });

  test('a dead network', async () => {
    const env = { CHATBASE_API_KEY: canary, CHATBASE_BASE_URL: 'http://127.0.0.1:9/api/v1' };
    const { code, one } = await examined({ env });
    expect([code, one('key'), one('network')]).toEqual([
      75,
      { check: 'key', status: 'skip', detail: '…WXYZ from CHATBASE_API_KEY; not checked' },
      {
        check: 'network',
        status: 'fail',
        kind: 'temporary',
        detail: 'cannot reach 127.0.0.1:9 (ECONNREFUSED)',
        advice: 'Check the port in the base URL, and that the server or proxy is running',
      },
    ]);
  });

  test('a web page instead of the API', async () => {
    const server = createServer((_, response) =>
      response
        .writeHead(200, { 'content-type': 'text/html' })
        .end('<html><title>Sign in to WiFi</title></html>'),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1`;
    const { code, one } = await examined({ env: { CHATBASE_API_KEY: canary, CHATBASE_BASE_URL: url } });
    expect([code, one('key')?.status, one('network')?.status]).toEqual([76, 'skip', 'fail']);
    expect(one('network')?.detail).toMatch(/web page/);
  });

  test('no key: the network is not blamed', async () => {
    const { code, one } = await examined({});
    expect([code, one('key')?.status, one('network')]).toEqual([
      4,
      'fail',
      { check: 'network', status: 'skip', detail: 'needs a key; not checked' },
    ]);
  });
});

describe('who else can read or replace the key', () => {
  async function loggedIn() {
    const api = await emulator({ key: canary });
    const home = workdir();
    await run(['auth', 'login', '--with-token', '--base-url', api.url], { home, stdin: canary });
    return { home, config: join(home, '.config/cbase') };
  }

  test('a key file that others can read is made private, and said so', async () => {
    const { home, config } = await loggedIn();
    const path = join(config, 'credentials.json');
    chmodSync(path, 0o644);
    const { code, one } = await examined({ home });
    expect([code, one('key file'), mode(path)]).toEqual([
      0,
      {
        check: 'key file',
        status: 'warn',
        detail: `${path} was readable by other users; its permissions are now restricted to you`,
        fixed: 'made it private (0600)',
        advice: 'Replace the key if others may have read it: cbase auth login',
      },
      0o600,
    ]);
    expect((await examined({ home })).one('key file')?.status).toBe('ok');
  });

  test('a directory that others can write to is named, and repaired with --fix', async () => {
    const { home, config } = await loggedIn();
    chmodSync(config, 0o777);
    const { one } = await examined({ home });
    expect(one('permissions')).toMatchObject({
      status: 'warn',
      detail: expect.stringContaining(`${config} (0777)`),
      advice: `Make it private: chmod 700 ${config}; or run: cbase doctor --fix`,
    });
    expect(mode(config)).toBe(0o777);
    const fixed = await examined({ home }, '--fix');
    expect([fixed.one('permissions')?.fixed, mode(config)]).toEqual([`chmod 700 ${config}`, 0o700]);
    expect((await examined({ home })).of('permissions')).toEqual([]);
  });

  test('the file of CHATBASE_API_KEY_FILE is named, but left as it is', async () => {
    const api = await emulator();
    const path = file(api.key, 'key');
    chmodSync(path, 0o644);
    const env = { CHATBASE_BASE_URL: api.url, CHATBASE_API_KEY_FILE: path };
    const { of } = await examined({ env }, '--fix');
    expect(of('key file').at(-1)).toMatchObject({
      status: 'warn',
      advice: `Make it private: chmod 600 ${path}`,
    });
    expect(mode(path)).toBe(0o644);
  });
});

describe('what earlier runs left behind', () => {
  test('locks of runs that are gone are listed, and removed with --fix; those of living ones stay', async () => {
    const home = workdir();
    const locks = join(home, '.local/state/cbase/locks/0011223344556677');
    mkdirSync(locks, { recursive: true });
    const holder = (pid: number) => JSON.stringify({ token: 't', pid, host: 'test', run: `run-${pid}` });
    const [dead, alive] = [join(locks, '1-of-2'), join(locks, '2-of-2')];
    writeFileSync(dead, holder(2 ** 22 + 1));
    writeFileSync(alive, holder(process.pid));
    const nowMs = Date.now();
    utimesSync(alive, nowMs / 1000, nowMs / 1000);
    const { one } = await examined({ home, nowMs });
    expect(one('locks')).toMatchObject({
      status: 'warn',
      detail: `1 lock left by runs that are gone: ${dead}`,
    });
    expect((await examined({ home, nowMs }, '--fix')).one('locks')?.fixed).toBe('removed 1');
    expect([existsSync(dead), existsSync(alive)]).toEqual([false, true]);
  });

  test('what a killed import left is removed with --fix', async () => {
    const home = workdir();
    const spool = join(home, '.local/state/cbase/spool');
    mkdirSync(spool, { recursive: true });
    const left = join(spool, `test~${2 ** 22 + 1}~1800000000000~x`);
    writeFileSync(left, 'x');
    const { one } = await examined({ home });
    expect(one('leftovers')).toMatchObject({
      status: 'warn',
      detail: `a killed command left data in ${spool}`,
    });
    expect(existsSync(left)).toBe(true);
    expect((await examined({ home }, '--fix')).one('leftovers')?.fixed).toBe('removed it');
    expect(existsSync(left)).toBe(false);
  });

  test('an export that has not run for 26 hours is named', async () => {
    const api = await emulator();
    const home = workdir();
    const nowMs = Date.now();
    const out = join(home, 'x.csv');
    const argv = ['leads', 'export', '--state', 'nightly', '--out', out];
    expect((await run(argv, { env: api.env, home, nowMs })).code).toBe(0);
    const later = (hours: number) => examined({ env: api.env, home, nowMs: nowMs + hours * 3_600_000 });
    expect((await later(25)).one('exports')?.status).toBe('ok');
    expect((await later(31)).one('exports')).toMatchObject({
      status: 'warn',
      detail: 'leads export --state nightly: last finished 31 h ago',
    });
  });

  test('an import that was stopped is named with the command that resumes it', async () => {
    const api = await emulator();
    const home = workdir();
    const csv = file('external_id,name\n1,Ada\n2,Bo\n', 'a.csv');
    api.next('POST /chatbots/b1/contacts', {
      status: 401,
      body: { message: 'Unauthorized access' },
      skip: 1,
    });
    const argv = ['contacts', 'import', csv, '--batch-size', '1', '--concurrency', '1'];
    expect((await run(argv, { env: api.env, home })).code).toBe(4);
    const { one } = await examined({ env: api.env, home });
    expect(one('imports')).toMatchObject({
      status: 'warn',
      detail: expect.stringContaining('of a.csv'),
      advice: expect.stringContaining('cbase contacts import resume '),
    });
    expect((await run(['contacts', 'import', 'resume'], { env: api.env, home })).code).toBe(0);
    expect((await examined({ env: api.env, home })).one('imports')?.status).toBe('ok');
  });
});

describe('on a terminal', () => {
  test('each finding says what to do on a line of its own, within the width', async () => {
    const at = onScreen(['doctor', '--no-input'], { columns: 80, env: { NO_COLOR: '1' } });
    expect(await at.exit).toBe(4);
    const seen = await at.seen();
    expect(seen).toMatch(/^✖ key {11}No API key was found\n {16}→ Store one with: cbase auth login/m);
    expect(seen).toMatch(/^- network {7}needs a key; not checked$/m);
    expect(seen).toMatch(/^! prices {8}the credits per reply are those of 2025-05/m);
    // A path cannot be broken, and where tests have their homes, it may be a long one.
    const breakable = seen.split('\n').filter((line) => /\S\s+\S/.test(line));
    expect(breakable.length).toBeGreaterThan(10);
    expect(Math.max(...breakable.map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  test('in a pipe it is CSV with a column for the advice', async () => {
    const { out } = await cli(['doctor']);
    expect(out.split('\n')[0]).toBe('check,status,detail,advice,fixed');
    expect(out).toContain('key,fail,No API key was found,"Store one with: cbase auth login');
  });
});

import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { bin, cli, startCli } from '../support/cli.js';
import { rows } from '../support/contacts.js';
import { emulator, heldIds } from '../support/emulator.js';
import { file, workdir } from '../support/workdir.js';

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 5));
}

function has(program: string): boolean {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    console.warn(`${program} is missing: its test is skipped`);
    return false;
  }
}

describe('a run in a real process', () => {
  test('D-6 after SIGKILL it is listed, and resume without a name finds it and takes over its lock', async () => {
    const [api, HOME] = [await emulator({ latencyMs: 200 }), workdir()];
    const env = { ...api.env, HOME };
    const path = file(rows(40));
    const child = startCli(['contacts', 'import', path, '--batch-size', '10', '--concurrency', '1'], { env });
    await until(() => api.seen('POST /chatbots/b1/contacts').length === 2);
    child.kill('SIGKILL');
    await child;
    const listed = await cli(['contacts', 'import', 'results', '--format', 'csv', '--fields', 'state,rows'], {
      env,
    });
    expect(listed.out).toBe('state,rows\nunfinished,40\n');
    const { code, out, err } = await cli(['contacts', 'import', 'resume', '--json'], { env });
    expect([code, JSON.parse(out).ledger.created]).toEqual([0, 40]);
    expect(err).toMatch(/Run \S+ \(process \d+ on .*\) exited unexpectedly; taking over its lock/);
    expect(new Set(await heldIds(api)).size).toBe(40);
  });

  test('D-8 suspended, taken over and woken up, it sends nothing more and exits 8', {
    timeout: 60_000,
  }, async () => {
    const [api, HOME] = [await emulator({ latencyMs: 200 }), workdir()];
    const env = { ...api.env, HOME };
    const path = file(rows(60));
    const argv = ['contacts', 'import', path, '--batch-size', '10', '--concurrency', '1'];
    const first = startCli(argv, { env });
    await until(() => api.seen('POST /chatbots/b1/contacts').length === 2);
    first.kill('SIGSTOP');
    const locks = join(HOME, '.local/state/cbase/locks');
    const lock = join(locks, readdirSync(locks)[0] ?? '', 'all');
    utimesSync(lock, Date.now() / 1000 - 31, Date.now() / 1000 - 31);
    const second = startCli(['contacts', 'import', 'resume', '--read-lag', '0'].slice(0, 3), { env });
    await until(() => api.seen('POST /chatbots/b1/contacts').length === 3);
    first.kill('SIGCONT');
    const woken = await first;
    expect([woken.exitCode, woken.stdout]).toEqual([8, expect.stringContaining('was taken over by run')]);
    const ended = await second;
    expect(ended.exitCode).toBe(0);
    const held = await heldIds(api);
    expect([held.length, new Set(held).size]).toEqual([60, 60]);
  });

  test('F-3 D-5 SIGTERM finishes open batches and leaves a run that can be resumed', async () => {
    const [api, HOME] = [await emulator({ latencyMs: 200 }), workdir()];
    const env = { ...api.env, HOME };
    const child = startCli(
      ['contacts', 'import', file(rows(40)), '--batch-size', '10', '--concurrency', '1'],
      { env },
    );
    await until(() => api.seen('POST /chatbots/b1/contacts').length === 2);
    child.kill('SIGTERM');
    const { exitCode, stdout } = await child;
    expect([exitCode, stdout]).toEqual([
      143,
      expect.stringMatching(
        /created +20\n +unprocessed +20[\s\S]*To send them, run: cbase contacts import resume/,
      ),
    ]);
    expect((await cli(['contacts', 'import', 'resume'], { env })).code).toBe(0);
    expect((await heldIds(api)).length).toBe(40);
  });

  test.skipIf(!has('parallel'))(
    'GNU parallel runs the shards of one file concurrently',
    { timeout: 60_000 },
    async () => {
      const [api, HOME] = [await emulator(), workdir()];
      const path = file(rows(2000));
      const line = `"${process.execPath}" "${bin}" contacts import "${path}" --shard {}/4 --report "${HOME}/part{}" --quiet`;
      const { exitCode, stderr } = await execa(
        'parallel',
        ['--will-cite', '-j4', line, ':::', '1', '2', '3', '4'],
        {
          env: { ...api.env, HOME, PATH: process.env.PATH ?? '' },
          extendEnv: false,
          reject: false,
          stdin: 'ignore',
        },
      );
      expect([exitCode, stderr]).toEqual([0, '']);
      const held = await heldIds(api);
      expect([held.length, new Set(held).size]).toEqual([2000, 2000]);
      const parts = [1, 2, 3, 4].map(
        (part) => JSON.parse(readFileSync(`${HOME}/part${part}/summary.json`, 'utf8')).input.rows,
      );
      expect(parts.reduce((sum, part) => sum + part, 0)).toBe(2000);
      // The whole file may not be imported at the same time as one of its shards.
      const locks = join(HOME, '.local/state/cbase/locks');
      const lock = join(locks, readdirSync(locks)[0] ?? '', '2-of-4');
      writeFileSync(lock, JSON.stringify({ token: 't', run: 'part', pid: process.pid, host: hostname() }));
      const { code } = await cli(['contacts', 'import', path], { env: { ...api.env, HOME } });
      expect([code, existsSync(lock)]).toEqual([8, true]);
    },
  );
});

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { emulator } from '../support/emulator.js';
import { isInstalled } from '../support/programs.js';
import { file, workdir } from '../support/workdir.js';

/** CRASH=all kills at every point; otherwise at six points of each kind, spread over the run. */
const most = process.env.CRASH === 'all' ? Number.POSITIVE_INFINITY : 6;
const hasStrace = process.platform === 'linux' && isInstalled('strace', 'no night is killed', ['-V']);
const night = new URL('../support/night.mjs', import.meta.url).pathname;
const dayMs = 86_400_000;
const startMs = Date.UTC(2026, 9, 1, 3);

/** Three nightly runs of one state: the second is killed, the third finds what it left. */
async function nights(inject: string | undefined) {
  const clock = { ms: startMs };
  const seed = file(JSON.stringify({ bots: [{ id: 'b1', name: 'Support', source: 'x' }] }), 'seed.json');
  const api = await emulator({ seed, now: () => clock.ms });
  const [where, home] = [workdir(), workdir()];
  const go = async (day: number, strace: readonly string[] = []) => {
    clock.ms = startMs + day * dayMs;
    await api.visited(
      'leads',
      [1, 2].map((n) => ({
        name: `${day}-${n}`,
        created_at: new Date(clock.ms - n * 3_600_000).toISOString(),
      })),
    );
    const argv = ['leads', 'export', '--state', 's', '--out', 'l-{date}.ndjson', '-q'];
    const [program = '', ...words] = [...strace, process.execPath, night, String(clock.ms), ...argv];
    // strace counts calls per thread.
    const env = { ...api.env, PATH: process.env.PATH ?? '', HOME: home, UV_THREADPOOL_SIZE: '1' };
    return execa(program, words, { cwd: where, env, extendEnv: false, reject: false, stdin: 'ignore' });
  };
  expect((await go(0)).exitCode).toBe(0);
  const log = join(workdir(), 'calls');
  const tracing = [
    'strace',
    '-f',
    '-qq',
    '-o',
    log,
    ...(inject === undefined ? ['-e', `trace=${calls.join(',')}`] : ['-e', `inject=${inject}`]),
  ];
  const second = await go(1, tracing);
  const counted = inject === undefined ? readFileSync(log, 'utf8') : '';
  const third = await go(2);
  return { second, third, counted, where, home };
}

/** System calls on files and their names. */
const calls = ['link', 'rename', 'unlink', 'fsync', 'pwrite64', 'write', 'ftruncate'];

function namesIn(where: string): readonly string[] {
  return readdirSync(where)
    .filter((name) => name.endsWith('.ndjson'))
    .flatMap((name) => readFileSync(join(where, name), 'utf8').split('\n').filter(Boolean))
    .map((line) => JSON.parse(line).name as string)
    .sort();
}

const all = ['0-1', '0-2', '1-1', '1-2', '2-1', '2-2'];

describe.skipIf(!hasStrace)('a nightly run killed at any point', () => {
  test('H-13 I-15 I-22 leaves every lead in exactly one nightly file, and no leftovers', {
    timeout: 600_000,
  }, async () => {
    const calm = await nights(undefined);
    expect([calm.second.exitCode, calm.third.exitCode, namesIn(calm.where)]).toEqual([0, 0, all]);
    const counts = calls.map(
      (call) => [call, calm.counted.match(new RegExp(`\\b${call}\\(`, 'g'))?.length ?? 0] as const,
    );
    let killed = 0;
    for (const [call, count] of counts) {
      const step = Math.max(1, Math.ceil(count / most));
      for (let when = 1; when <= count; when += step) {
        const { second, third, where, home } = await nights(`${call}:signal=SIGKILL:when=${when}`);
        if (second.signal === 'SIGKILL') killed++;
        const at = `killed at ${call} ${when} of ${count}\n${third.stderr}`;
        expect([third.exitCode, namesIn(where)], at).toEqual([0, all]);
        const left = readdirSync(join(home, '.local/state/cbase/exports')).filter((name) =>
          name.endsWith('.pending.json'),
        );
        expect(left, at).toEqual([]);
        expect(
          readdirSync(where).filter((name) => name.includes('.partial')),
          at,
        ).toEqual([]);
      }
    }
    expect(killed).toBeGreaterThan(15);
    console.log(
      `killed at ${killed} points (${counts.map(([call, count]) => `${call} ${count}`).join(', ')}): every lead once`,
    );
  });
});

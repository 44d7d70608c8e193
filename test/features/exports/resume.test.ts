import { appendFileSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { startCli } from '../../support/cli.js';
import { run } from '../../support/io.js';
import { goodPage, listServer, longList, rowsUpTo } from '../../support/list-server.js';
import { workdir } from '../../support/workdir.js';

const dayMs = 86_400_000;
const startMs = Date.UTC(2026, 9, 1, 3);

describe('an interrupted long export', () => {
  const flagsOf: readonly (readonly [string, readonly string[]])[] = [
    ['a CSV file', ['--out', 'l.csv']],
    ['a JSON document', ['--out', 'l.json']],
    ['a gzip file', ['--out', 'l.ndjson.gz']],
    ['monthly files', ['--since', '2026-01-01', '--out', 'l-{from}.csv', '--split', 'month']],
  ];

  test.each(flagsOf)(
    'H-13 %s: killed and resumed, it has the same bytes as an undisturbed export',
    { timeout: 90_000 },
    async (_, flags) => {
      const contents = (where: string) =>
        readdirSync(where)
          .sort()
          .map((name) => [
            name,
            name.endsWith('.json') && name.includes('manifest')
              ? ''
              : readFileSync(join(where, name)).toString('base64'),
          ]);
      const [calm, disturbed, home] = [workdir(), workdir(), workdir()];
      const api = await longList();
      const go = (where: string, more: readonly string[] = []) =>
        startCli(['leads', 'export', ...flags, ...more, '-q'], {
          cwd: where,
          env: { ...api.env, HOME: home },
        });
      expect((await go(calm)).exitCode).toBe(0);
      const [before, all] = [api.asked.length, api.asked.length];
      const killed = go(disturbed);
      // Past half of its requests.
      while (api.asked.length < before + all * 0.6) await new Promise((resolve) => setTimeout(resolve, 5));
      killed.kill('SIGKILL');
      await killed;
      expect(readdirSync(disturbed).some((name) => name.endsWith('.partial'))).toBe(true);
      const doctor = await run(['doctor'], { env: api.env, home });
      expect(doctor.out).toMatch(
        /leftovers,warn,.*an export was interrupted before \S+ was complete,Run the same command again with --resume/,
      );
      // Anything written after the last checkpoint is ignored, however much it is.
      for (const name of readdirSync(disturbed).filter((one) => one.endsWith('.partial')))
        appendFileSync(join(disturbed, name), 'x'.repeat(5_000_000));
      const from = api.asked.length;
      const resumed = await go(disturbed, ['--resume']);
      expect(resumed.exitCode, String(resumed.stderr)).toBe(0);
      expect(contents(disturbed)).toEqual(contents(calm));
      expect(api.asked.length - from).toBeLessThan(all);
    },
  );

  test('H-12 if the server fails midway, it exits 75, keeps what was read, and says how to resume', async () => {
    const rows = rowsUpTo(25_000);
    let fails = true;
    const api = await listServer((request) =>
      fails && request.number > 260 ? { status: 503 } : goodPage(rows, request),
    );
    const [where, home] = [workdir(), workdir()];
    const argv = ['leads', 'export', '--out', join(where, 'l.ndjson')];
    const stopped = await run(argv, { env: api.env, home });
    expect([stopped.code, existsSync(join(where, 'l.ndjson'))]).toEqual([75, false]);
    expect(stopped.err).toContain('Progress was saved; to resume, run the same command with --resume');
    const other = await run([...argv, '--resume', '--fields', 'id'], { env: api.env, home });
    expect([other.code, other.err]).toEqual([
      2,
      expect.stringContaining('The interrupted export had different settings'),
    ]);
    fails = false;
    const resumed = await run([...argv, '--resume'], { env: api.env, home });
    expect(resumed.code, resumed.err).toBe(0);
    expect(readFileSync(join(where, 'l.ndjson'), 'utf8').trim().split('\n').length).toBe(25_000);
    expect(readdirSync(where)).toEqual(['l.ndjson']);
  });

  test('the first run of a state is resumed by the next run, under its original names', {
    timeout: 60_000,
  }, async () => {
    const rows = rowsUpTo(25_000, startMs - 3_600_000);
    let fails = true;
    const api = await listServer((request) =>
      fails && request.number > 260 ? { status: 503 } : goodPage(rows, request),
    );
    const [where, home] = [workdir(), workdir()];
    const night = (day: number) =>
      run(['leads', 'export', '--state', 's', '--out', join(where, 'l-{date}.ndjson')], {
        env: api.env,
        home,
        nowMs: startMs + day * dayMs,
      });
    const first = await night(0);
    expect([first.code, first.err]).toEqual([
      75,
      expect.stringContaining('the next run with this state resumes it'),
    ]);
    fails = false;
    rows.unshift({ id: 25_001, created_at: new Date(startMs + dayMs / 2).toISOString() });
    const second = await night(1);
    expect([second.code, second.err]).toEqual([
      0,
      expect.stringContaining('Resuming the interrupted run of 2026-10-01T03:00:00.000Z'),
    ]);
    const ids = (day: string) =>
      readFileSync(join(where, `l-${day}.ndjson`), 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).id);
    expect([ids('2026-10-01').length, ids('2026-10-02')]).toEqual([25_000, [25_001]]);
  });
});

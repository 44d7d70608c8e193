import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { shell } from '../../support/cli.js';
import { run } from '../../support/io.js';
import { longList } from '../../support/list-server.js';
import { isInstalled } from '../../support/programs.js';
import { workdir } from '../../support/workdir.js';

describe('shards and splits', () => {
  const days = ['--since', '2026-10-01', '--until', '2026-11-20'];

  test('--split by day and by month: every row is in the file of its UTC day, none is lost', async () => {
    const api = await longList(2000);
    const whole = await run(['leads', 'export', ...days, '--format', 'ndjson'], { env: api.env });
    for (const [split, count] of [
      ['day', 51],
      ['month', 2],
    ] as const) {
      const where = workdir();
      const { code, err } = await run(
        ['leads', 'export', ...days, '--split', split, '--out', join(where, 'l_{from}_{to}.ndjson')],
        { env: api.env },
      );
      expect(code, err).toBe(0);
      const names = readdirSync(where)
        .filter((name) => name.endsWith('.ndjson'))
        .sort()
        .reverse();
      expect(names.length).toBe(count);
      for (const name of names) {
        const [, from = '', to = ''] = /l_(.+)_(.+)\.ndjson/.exec(name) ?? [];
        for (const line of readFileSync(join(where, name), 'utf8').trim().split('\n')) {
          const made = String(JSON.parse(line).created_at).slice(0, 10);
          expect(made >= from && made <= to).toBe(true);
        }
      }
      expect(names.map((name) => readFileSync(join(where, name), 'utf8')).join('')).toBe(whole.out);
    }
  });

  const hasParallel = isInstalled('parallel', 'no shards run beside each other');

  test.skipIf(!hasParallel)(
    '--shard with GNU parallel: the concatenated parts equal the whole',
    { timeout: 60_000 },
    async () => {
      const api = await longList(2000);
      const where = workdir();
      const env = { ...api.env, HOME: workdir(), DAYS: days.join(' ') };
      const line =
        'export -f cbase; parallel --will-cite -j2 cbase leads export $DAYS --shard {}/4 --out part{}.ndjson -q ::: 1 2 3 4 && cbase leads export $DAYS --out whole.ndjson -q && cat part*.ndjson | cmp - whole.ndjson && wc -l < whole.ndjson';
      const { code, out, err } = await shell(line, { cwd: where, env });
      expect([code, out.trim(), err]).toEqual([0, '1201', '']);
    },
  );
});

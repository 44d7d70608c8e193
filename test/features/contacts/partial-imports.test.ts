import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { batches, rows } from '../../support/contacts.js';
import { emulator, heldIds } from '../../support/emulator.js';
import { imported } from '../../support/import.js';
import { run } from '../../support/io.js';
import { file, workdir } from '../../support/workdir.js';

describe('partial imports', () => {
  test('--limit takes the first rows only, and resume respects it', async () => {
    const api = await emulator();
    api.next(batches, { status: 401, body: { message: 'Unauthorized access' } });
    const { directory } = await imported(rows(50), ['--limit', '7'], api);
    const { code } = await run(['contacts', 'import', 'resume', directory], { env: api.env });
    expect([code, (await heldIds(api)).length]).toEqual([0, 7]);
  });

  test('every row is in exactly one of n shards; together they are the whole file', async () => {
    const api = await emulator();
    const told: string[] = [];
    for (const part of [1, 2, 3]) {
      const { code, directory, summary } = await imported(rows(300), ['--shard', `${part}/3`], api);
      expect([code, summary.shard.rowsElsewhere + summary.input.rows]).toEqual([0, 300]);
      told.push(
        ...(
          parse(readFileSync(`${directory}/results.csv`), { columns: true }) as { external_id: string }[]
        ).map((row) => row.external_id),
      );
    }
    expect([told.length, new Set(told).size, (await heldIds(api)).length]).toEqual([300, 300, 300]);
  });

  test('a row is in the same shard wherever it is in the file', async () => {
    const idsOf = async (content: string) => heldIds((await imported(content, ['--shard', '1/3'])).api);
    const [header = '', ...lines] = rows(60).trim().split('\n');
    const turned = `${[header, ...lines.reverse()].join('\n')}\n`;
    expect(new Set(await idsOf(turned))).toEqual(new Set(await idsOf(rows(60))));
  });

  test('all shards reach the same decision: a bad row in one stops all, and duplicates count across them', async () => {
    const api = await emulator();
    for (const part of [1, 2]) {
      const { code } = await imported(`${rows(20)}r3,Twice\n`, ['--shard', `${part}/2`], api);
      expect(code).toBe(6);
    }
    expect(api.seen(batches)).toEqual([]);
    for (const part of [1, 2])
      await imported(`${rows(20)}r3,Twice\n`, ['--shard', `${part}/2`, '--max-rejects', '1'], api);
    expect((await heldIds(api)).length).toBe(20);
  });

  test('JOB_COMPLETION_INDEX is the shard of an indexed job, from 0', async () => {
    const api = await emulator();
    for (const index of ['0', '1']) {
      const env = { ...api.env, JOB_COMPLETION_INDEX: index };
      expect(
        (
          await run(['contacts', 'import', file(rows(40)), '--shard', '2', '--report', `${workdir()}/r`], {
            env,
          })
        ).code,
      ).toBe(0);
    }
    expect((await heldIds(api)).length).toBe(40);
    for (const [index, words] of [
      ['2', 'is not one of the 2 parts'],
      [undefined, 'is not set'],
    ] as const) {
      const { code, err } = await run(['contacts', 'import', file(rows(2)), '--shard', '2'], {
        env: { ...api.env, JOB_COMPLETION_INDEX: index },
      });
      expect([code, err]).toEqual([2, expect.stringContaining(words)]);
    }
  });
});

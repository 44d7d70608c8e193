import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { batches, rows } from '../../support/contacts.js';
import { emulator } from '../../support/emulator.js';
import { run } from '../../support/io.js';
import { file, workdir } from '../../support/workdir.js';

const dayMs = 24 * 60 * 60 * 1000;
const startMs = Date.UTC(2026, 2, 1);
const refused = new Set(['a7', 'b7', 'c7', 'd7']);

/** Imports of twenty rows with one that the server refuses, all from one home: how long each waits for read-backs. */
async function account() {
  const [api, home] = [await emulator({ refused }), workdir()];
  const wait = async (name: string, afterDays: number, ...flags: string[]) => {
    const { code, out, io } = await run(['contacts', 'import', file(rows(20, name)), '--json', ...flags], {
      env: api.env,
      home,
      nowMs: startMs + afterDays * dayMs,
    });
    expect([code, JSON.parse(out).ledger]).toEqual([
      3,
      expect.objectContaining({ created: 19, rejected: 1 }),
    ]);
    return io.slept.filter((ms) => ms >= 5000);
  };
  return { api, wait, home };
}

describe('a server that stored nothing of a refused batch', () => {
  test('is remembered for thirty days: until then, a refused batch is read back once, without a wait', async () => {
    const { wait } = await account();
    expect(await wait('a', 0)).toEqual([5000, 30_000]);
    expect(await wait('b', 1)).toEqual([]);
    // Seen again on the second day, so remembered from then on.
    expect(await wait('c', 30)).toEqual([]);
    expect(await wait('d', 61)).toEqual([5000, 30_000]);
  });

  test('is forgotten at the first sign that it stores a part', async () => {
    const { api, wait, home } = await account();
    await wait('a', 0);
    api.next(batches, { status: 400, applied: true });
    const { out } = await run(['contacts', 'import', file(rows(20, 'x')), '--json'], {
      env: api.env,
      home,
      nowMs: startMs + dayMs,
    });
    expect(JSON.parse(out).ledger.created).toBe(20);
    expect(JSON.parse(readFileSync(`${home}/.local/state/cbase/learned.json`, 'utf8'))).toEqual({
      wholeRefusals: {},
    });
    expect(await wait('c', 2)).toEqual([5000, 30_000]);
  });

  test('is remembered for its origin only', async () => {
    const [one, other] = [await account(), await account()];
    await one.wait('a', 0);
    const { code, io } = await run(['contacts', 'import', file(rows(20, 'b')), '--json'], {
      env: other.api.env,
      home: one.home,
      nowMs: startMs + dayMs,
    });
    expect([code, io.slept.filter((ms) => ms >= 5000)]).toEqual([3, [5000, 30_000]]);
  });
});

test('a lost response keeps its proof, whatever is remembered', async () => {
  const { api, wait, home } = await account();
  await wait('a', 0);
  api.next(batches, { drop: 'before' });
  const { io } = await run(['contacts', 'import', file(rows(5, 'x')), '--json'], {
    env: api.env,
    home,
    nowMs: startMs + dayMs,
  });
  expect(io.slept).toEqual(expect.arrayContaining([5000, 30_000]));
});

import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cli } from '../../support/cli.js';
import { emulator } from '../../support/emulator.js';
import { file, workdir } from '../../support/workdir.js';

const one = (id: string) => `external_id,name,email\n${id},Ada,${id}@x.co\n`;
const broken = 'external_id,email\n1,not an address';

/** An account with a home of its own. */
async function account(more: Readonly<Record<string, string>> = {}) {
  const api = await emulator();
  const home = workdir();
  const env = { ...api.env, HOME: home, ...more };
  const runs = join(home, '.local/state/cbase/runs');
  return {
    api,
    runs,
    cbase: (...argv: readonly string[]) => cli(argv, { env }),
    kept: () => (existsSync(runs) ? readdirSync(runs).filter((name) => !name.startsWith('.')) : []),
  };
}

/** Makes a run look as if it had been used that many days ago. */
function age(directory: string, days: number): void {
  const seconds = Date.now() / 1000 - days * 86_400;
  for (const name of readdirSync(directory)) utimesSync(join(directory, name), seconds, seconds);
  utimesSync(directory, seconds, seconds);
}

describe('rows of people', () => {
  test.each([
    ['a dry run', broken, ['--dry-run']],
    ['a run that was refused for its rejects', broken, []],
    ['a run that was refused for its columns', `${broken.replace('\n', ',Shoe size\n')},43\n`, []],
  ])('%s keeps none', async (_, content, flags) => {
    const { cbase, kept } = await account();
    expect((await cbase('contacts', 'import', file(content), ...flags)).code).not.toBe(0);
    expect(kept()).toEqual([]);
  });

  test('--report keeps them where the user says', async () => {
    const { cbase, kept } = await account();
    const report = `${workdir()}/report`;
    const { out } = await cbase('contacts', 'import', file(broken), '--dry-run', '--report', report);
    expect(readFileSync(`${report}/rejects.csv`, 'utf8')).toContain('not an address');
    expect(out).toContain(`${report}/rejects.csv`);
    expect(kept()).toEqual([]);
  });

  test('a run that was refused once its contacts were looked up keeps none either', async () => {
    const { cbase, kept } = await account();
    await cbase('contacts', 'import', file('external_id,email\n1,a@x.co\n'));
    const before = kept();
    const refused = await cbase('contacts', 'import', file('external_id,email\n2,a@x.co\n3,b@x.co\n'));
    expect(refused.code).toBe(6);
    expect(kept()).toEqual(before);
  });
});

describe('old runs', () => {
  test('are removed by the next import, and undo says why it cannot', { timeout: 60_000 }, async () => {
    const { cbase, kept, runs } = await account();
    await cbase('contacts', 'import', file(one('a')));
    const [old = ''] = kept();
    age(join(runs, old), 91);
    const next = await cbase('contacts', 'import', file(one('b')));
    expect(next.err).toContain(
      'Removed a run of imports older than 90d (cbase config set keep-runs changes that)',
    );
    expect(kept()).toHaveLength(1);
    expect(kept()).not.toContain(old);
    const undone = await cbase('contacts', 'import', 'undo', old, '--yes');
    expect(undone.code).toBe(2);
    expect(undone.err).toMatch(
      new RegExp(`Run ${old} was removed on \\d{4}-\\d\\d-\\d\\d, because keep-runs is 90d`),
    );
    expect((await cbase('contacts', 'import', file(one('c')))).err).not.toContain('Removed');
  });

  test.each([
    ['never', 900, true],
    ['30d', 31, false],
    ['30d', 29, true],
    ['0', 1, false],
  ])('with keep-runs %s, one of %i days ago stays: %s', async (keep, days, stays) => {
    const { cbase, kept, runs } = await account();
    await cbase('config', 'set', 'keep-runs', keep);
    await cbase('contacts', 'import', file(one('a')));
    const [old = ''] = kept();
    age(join(runs, old), days);
    await cbase('contacts', 'import', file(one('b')));
    expect(kept().includes(old)).toBe(stays);
  });

  test('a dry run removes nothing', async () => {
    const { cbase, kept, runs } = await account();
    await cbase('contacts', 'import', file(one('a')));
    for (const name of kept()) age(join(runs, name), 91);
    await cbase('contacts', 'import', file(one('b')), '--dry-run');
    expect(kept()).toHaveLength(1);
  });

  test('an invalid time is refused when it is set', async () => {
    const { cbase } = await account();
    const { code, err } = await cbase('config', 'set', 'keep-runs', '90');
    expect([code, err]).toEqual([2, expect.stringContaining('Write it like 90d')]);
  });
});

describe('contacts import clean', () => {
  test('lists, then removes what is old, and leaves the rest', { timeout: 60_000 }, async () => {
    const { cbase, kept, runs } = await account();
    for (const id of ['a', 'b']) await cbase('contacts', 'import', file(one(id)));
    const [old = '', recent = ''] = kept();
    age(join(runs, old), 31);
    const listed = await cbase('contacts', 'import', 'clean', '--older-than', '30d', '--dry-run');
    expect(listed.out).toContain('Would remove 1 run older than 30d:');
    expect(listed.out).toContain(old);
    expect(kept()).toHaveLength(2);
    const removed = await cbase('contacts', 'import', 'clean', '--older-than', '30d', '--json');
    expect(JSON.parse(removed.out)).toMatchObject({
      ok: true,
      dryRun: false,
      removed: [{ run: old, keptAs: 'settled' }],
      kept: [],
    });
    expect(kept()).toEqual([recent]);
    const none = await cbase('contacts', 'import', 'clean', '--older-than', '30d');
    expect(none.out).toBe('There is nothing to remove: no run is older than 30d\n');
  });

  test('keeps what can be resumed or resolved, unless it is forced', { timeout: 60_000 }, async () => {
    const { api, cbase, kept, runs } = await account();
    api.next('POST /chatbots/b1/contacts', { status: 401 });
    await cbase('contacts', 'import', file(one('a')));
    const [stopped = ''] = kept();
    age(join(runs, stopped), 100);
    await cbase('contacts', 'import', file(one('b')));
    expect(kept()).toContain(stopped);
    const kind = await cbase('contacts', 'import', 'clean');
    expect(kind.out).toContain(`${stopped}`);
    expect(kind.out).toContain('unfinished');
    const forced = await cbase('contacts', 'import', 'clean', stopped.slice(0, 18), '--force');
    expect(forced.out).toContain('Removed 1 run:');
    expect(kept()).not.toContain(stopped);
  });

  test('a report in a directory of the user is never removed', async () => {
    const { cbase, kept } = await account();
    const report = `${workdir()}/report`;
    await cbase('contacts', 'import', file(one('a')), '--report', report);
    const { out } = await cbase('contacts', 'import', 'clean', '--older-than', '0', '--force');
    expect(out).toContain(`its report is yours: ${report}`);
    expect(readdirSync(report)).toContain('summary.json');
    expect(kept()).toHaveLength(1);
  });

  test('leftovers of earlier versions, which kept the rejects of dry runs, go too', async () => {
    const { cbase, kept, runs } = await account();
    await cbase('contacts', 'import', file(one('a')));
    const [name = ''] = kept();
    const left = join(runs, `20260101-000000-abcd`);
    mkdirSync(left);
    writeFileSync(join(left, 'rejects.csv'), 'external_id\n1\n');
    age(left, 95);
    await cbase('contacts', 'import', file(one('b')));
    expect(kept()).toHaveLength(2);
    expect(kept()).toContain(name);
    expect(existsSync(left)).toBe(false);
  });
});

test('doctor says what is stored, for how long, and what is older', async () => {
  const { cbase, kept, runs, api } = await account();
  api.next('POST /chatbots/b1/contacts', { status: 401 });
  await cbase('contacts', 'import', file(one('a')));
  const check = async () =>
    JSON.parse((await cbase('doctor', '--json')).out).checks.find(
      ({ check: name }: { check: string }) => name === 'personal data',
    );
  expect(await check()).toMatchObject({
    status: 'ok',
    detail: expect.stringContaining('1 run of imports (kept for 90d), 0 chat sessions (kept for 90d)'),
  });
  for (const name of kept()) age(join(runs, name), 100);
  expect(await check()).toMatchObject({
    status: 'warn',
    detail: expect.stringContaining('1 run is older and not settled'),
  });
});

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { bin, cli, startCli } from '../support/cli.js';
import { contactsPath } from '../support/contacts.js';
import { emulator, heldContacts, type TestEmulator } from '../support/emulator.js';
import { csvOf, people } from '../support/plans.js';
import { isInstalled } from '../support/programs.js';
import { file, workdir } from '../support/workdir.js';

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 5));
}

const before = people(40);
/** 30 stay, of which 20 change; 10 go; 25 are new. */
const wanted = [
  ...before.slice(0, 20).map((one) => ({ ...one, name: `${one.name} changed` })),
  ...before.slice(20, 30),
  ...Array.from({ length: 25 }, (_, i) => ({
    external_id: `n${i}`,
    name: `New ${i}`,
    email: `n${i}@example.com`,
  })),
];
const undisturbed = wanted.map(({ external_id, name }) => `${external_id} ${name}`).sort();
const prune = ['--prune', '--max-delete', '10', '--batch-size', '10', '--concurrency', '1'];

async function scene() {
  const api = await emulator({ latencyMs: 20 });
  await api.ask('POST', contactsPath, { users: before });
  api.log.clear();
  const home = workdir();
  return { api, home, path: file(csvOf(wanted)), plan: `${home}/plan.json`, env: { ...api.env, HOME: home } };
}

async function names(api: TestEmulator): Promise<readonly string[]> {
  return (await heldContacts(api)).map((one) => `${one.external_id} ${one.name}`).sort();
}

/** Where a run is killed: at the n-th request of a kind, while its response is on the way. */
const places = [
  ['a creation', `POST ${contactsPath}`, 2],
  ['an update', `PATCH ${contactsPath}/*`, 7],
  ['a deletion', `DELETE ${contactsPath}/*`, 4],
] as const;

async function killedAt(
  argv: readonly string[],
  at: Awaited<ReturnType<typeof scene>>,
  call: string,
  n: number,
) {
  const child = startCli(argv, { env: at.env });
  await until(() => at.api.seen(call).length >= n);
  child.kill('SIGKILL');
  await child;
}

describe('killed in the middle', () => {
  test.each(places)(
    'of %s, a plan is carried out by the same command',
    { timeout: 60_000 },
    async (_, call, n) => {
      const at = await scene();
      expect(
        (await cli(['contacts', 'plan', at.path, '--out', at.plan, ...prune], { env: at.env })).code,
      ).toBe(0);
      await killedAt(['contacts', 'apply', at.plan, '--yes'], at, call, n);
      const { code, out } = await cli(['contacts', 'apply', at.plan, '--json'], { env: at.env });
      expect([code, JSON.parse(out)]).toMatchObject([
        0,
        {
          ledger: { created: 25, updated: 20, unchanged: 10 },
          pruned: { planned: 10, deleted: 10, gone: 0 },
        },
      ]);
      expect(await names(at.api)).toEqual(undisturbed);
      at.api.log.clear();
      expect((await cli(['contacts', 'apply', at.plan], { env: at.env })).code).toBe(0);
      expect(at.api.log.all()).toEqual([]);
    },
  );

  test.each(places)('of %s, a sync is resumed, or done again', { timeout: 60_000 }, async (_, call, n) => {
    for (const again of [
      ['import', 'resume'],
      ['sync', 'FILE', ...prune, '--yes'],
    ]) {
      const at = await scene();
      await killedAt(['contacts', 'sync', at.path, ...prune, '--yes'], at, call, n);
      const argv = ['contacts', ...again.map((word) => (word === 'FILE' ? at.path : word))];
      const { code, err } = await cli(argv, { env: at.env });
      expect([code, err]).toEqual([0, expect.any(String)]);
      expect(await names(at.api)).toEqual(undisturbed);
    }
  });
});

test('Ctrl-C during deletions ends with what was done, and the run is resumed', {
  timeout: 60_000,
}, async () => {
  const at = await scene();
  const child = startCli(['contacts', 'sync', at.path, ...prune, '--yes'], { env: at.env });
  await until(() => at.api.seen(`DELETE ${contactsPath}/*`).length >= 3);
  child.kill('SIGINT');
  const stopped = await child;
  expect([stopped.exitCode, String(stopped.stdout)]).toEqual([130, expect.stringContaining('Stopped')]);
  expect((await cli(['contacts', 'import', 'resume'], { env: at.env })).code).toBe(0);
  expect(await names(at.api)).toEqual(undisturbed);
});

const hasTime =
  process.platform === 'linux' && isInstalled('/usr/bin/time', 'memory is not measured', ['--version']);

test.runIf(hasTime)('memory does not grow with the number of contacts', { timeout: 240_000 }, async () => {
  const peak = async (rows: number) => {
    const api = await emulator();
    const held = people(rows);
    for (let i = 0; i < rows; i += 1000)
      await api.ask('POST', contactsPath, { users: held.slice(i, i + 1000) });
    const home = workdir();
    const path = file(csvOf(held.map((one, i) => (i % 25 === 0 ? { ...one, name: `${one.name} x` } : one))));
    const argv = ['contacts', 'plan', path, '--out', `${home}/plan.json`];
    const { execa } = await import('execa');
    const measured = await execa('/usr/bin/time', ['-f', '%M', process.execPath, bin, ...argv], {
      env: { PATH: process.env.PATH ?? '', HOME: home, ...api.env },
      extendEnv: false,
      stdin: 'ignore',
    });
    expect(JSON.parse(readFileSync(`${home}/plan.json`, 'utf8')).counts.update).toBe(rows / 25);
    return Number(measured.stderr.trim().split('\n').at(-1)) / 1024;
  };
  const [small, large] = [await peak(2_500), await peak(50_000)];
  expect(large - small).toBeLessThan(80);
});

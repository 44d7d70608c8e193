import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { startCli } from '../../support/cli.js';
import { emulator, type TestEmulator } from '../../support/emulator.js';
import { file, workdir } from '../../support/workdir.js';

const leads = ['leads', 'list', '--follow', '--interval', '1s', '--state', 'desk'];
const exportsIn = (home: string) => join(home, '.local/state/cbase/exports');
const stateIn = (home: string) => join(exportsIn(home), 'leads-desk.follow.json');

function account(): Promise<TestEmulator> {
  const seed = file(JSON.stringify({ bots: [{ id: 'b1', name: 'Support', source: 'x' }] }), 'seed.json');
  return emulator({ seed, rate: { requests: 1e6, perMs: 1000 } });
}

/** A program of these lines of shell. */
function script(lines: string): string {
  const path = file(`#!/bin/sh\n${lines}\n`, 'program.sh');
  chmodSync(path, 0o755);
  return path;
}

/** Follows in a process of its own. */
function follower(api: TestEmulator, home: string, flags: readonly string[] = []) {
  const child = startCli([...leads, ...flags], { env: { ...api.env, HOME: home } }, { buffer: true });
  let out = '';
  let err = '';
  child.stdout?.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    err += chunk;
  });
  return { child, names: () => namesIn(out), err: () => err };
}

function namesIn(text: string): readonly string[] {
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line).name);
}

async function until(isSo: () => boolean, what: () => string): Promise<void> {
  const end = Date.now() + 15_000;
  while (!isSo()) {
    if (Date.now() > end) throw new Error(`not in time: ${what()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

test('a process that is killed again and again loses no row, and repeats at most the last ones', {
  timeout: 60_000,
}, async () => {
  const [api, home] = [await account(), workdir()];
  const printed: string[] = [];
  const starting = follower(api, home);
  await until(() => existsSync(stateIn(home)), starting.err);
  starting.child.kill('SIGKILL');
  await starting.child;
  let made = 0;
  for (let round = 0; round < 4; round++) {
    const one = follower(api, home);
    await until(() => one.err().includes('Following'), one.err);
    const before = made;
    for (let i = 0; i < 20; i++) await api.visited('leads', [{ name: `n${made++}` }]);
    // Anywhere between the first and the last of them.
    await until(() => one.names().length > round * 4, one.err);
    one.child.kill('SIGKILL');
    await one.child;
    printed.push(...one.names());
    expect(before).toBeLessThan(made);
  }
  const last = follower(api, home);
  await until(() => [...printed, ...last.names()].includes(`n${made - 1}`), last.err);
  await new Promise((resolve) => setTimeout(resolve, 1500));
  last.child.kill('SIGTERM');
  expect((await last.child).exitCode).toBe(143);
  printed.push(...last.names());
  const all = Array.from({ length: made }, (_, i) => `n${i}`);
  expect(all.filter((name) => !printed.includes(name))).toEqual([]);
});

test('Ctrl-C ends it at once, also while it waits for a program', async () => {
  const [api, home] = [await account(), workdir()];
  const hangs = script('sleep 60');
  const one = follower(api, home, ['--exec', hangs]);
  await until(() => existsSync(stateIn(home)), one.err);
  await api.visited('leads', [{ name: 'a' }]);
  await until(() => one.names().length === 1, one.err);
  const started = Date.now();
  one.child.kill('SIGINT');
  expect((await one.child).exitCode).toBe(130);
  expect(Date.now() - started).toBeLessThan(1000);
  // The program did not take it, so it comes again.
  const two = follower(api, home);
  await until(() => two.names().length === 1, two.err);
  two.child.kill('SIGINT');
  expect((await two.child).exitCode).toBe(130);
});

test('a reader that goes away ends it quietly', async () => {
  const [api, home] = [await account(), workdir()];
  const one = follower(api, home);
  await until(() => existsSync(stateIn(home)), one.err);
  await api.visited('leads', [{ name: 'a' }]);
  await until(() => one.names().length === 1, one.err);
  one.child.stdout?.destroy();
  await api.visited('leads', [{ name: 'b' }]);
  const { exitCode } = await one.child;
  expect([exitCode, one.err().split('\n').filter(Boolean).length]).toEqual([0, 1]);
});

describe('--exec', () => {
  test('a program gets each row on stdin, and no key; 75 is tried again, another exit code sets the row aside', async () => {
    const [api, home, where] = [await account(), workdir(), workdir()];
    const program = script(
      [
        `row=$(cat)`,
        `case $row in`,
        `*later*) if [ ! -e ${where}/tried ]; then touch ${where}/tried; exit 75; fi;;`,
        `*never*) exit 1;;`,
        `esac`,
        `printf '%s %s\\n' "$row" "$CHATBASE_API_KEY$1" >> ${where}/rows`,
      ].join('\n'),
    );
    const one = follower(api, home, ['--exec', `${program} 'an argument'`]);
    await until(() => existsSync(stateIn(home)), one.err);
    const created = (second: number) => new Date(Date.now() - 60_000 + second * 1000).toISOString();
    await api.visited(
      'leads',
      ['a', 'later', 'never', 'z'].map((name, i) => ({ name, created_at: created(i) })),
    );
    const rows = () => (existsSync(join(where, 'rows')) ? readFileSync(join(where, 'rows'), 'utf8') : '');
    await until(() => rows().includes('"z"'), one.err);
    one.child.kill('SIGINT');
    await one.child;
    const lines = rows().trim().split('\n');
    expect(lines.map((line) => JSON.parse(line.replace(/ an argument$/, '')).name)).toEqual([
      'a',
      'later',
      'z',
    ]);
    expect(one.names()).toEqual(['a', 'later', 'never', 'z']);
    expect(one.err()).toMatch(
      /--exec: \S+ exited with 75; next attempt in \d s\n--exec: works again after 2 attempts\n/,
    );
    const rejects = join(exportsIn(home), 'leads-desk.follow-rejects.ndjson');
    expect(one.err()).toContain(`exited with 1; the row is set aside in ${rejects}`);
    expect(JSON.parse(readFileSync(rejects, 'utf8'))).toMatchObject({
      target: 'exec',
      row: { name: 'never' },
    });
  });
});

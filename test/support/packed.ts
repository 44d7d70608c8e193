import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll } from 'vitest';
import { emulator } from './emulator.js';
import { file, workdir } from './workdir.js';

/** The directory of the files for schedulers and CI. */
export const examples = new URL('../../examples/automation/', import.meta.url).pathname;
export const example = (name: string) => readFileSync(join(examples, name), 'utf8');

/** The directory of the `node` that runs the tests, and of the tools that every machine has. */
export const systemPath = `${dirname(process.execPath)}:/usr/bin:/bin`;
/** npm must find everything in the tarball, and nothing of the account that runs the tests. */
export const npm = { npm_config_offline: 'true', npm_config_update_notifier: 'false' };

export type Tarball = { readonly path: string; readonly sha256: string };

/** The tarball that `npm pack` makes, once for a file of tests. */
export function packedCbase(): () => Tarball {
  let tarball: Tarball | undefined;
  beforeAll(async () => {
    const directory = mkdtempSync(join(tmpdir(), 'cbase-test-'));
    const argv = ['pack', '--ignore-scripts', '--silent', '--pack-destination', directory];
    await execa('npm', argv, { cwd: new URL('../../', import.meta.url).pathname });
    const [name = ''] = readdirSync(directory);
    const path = join(directory, name);
    tarball = { path, sha256: createHash('sha256').update(readFileSync(path)).digest('hex') };
  }, 120_000);
  afterAll(() => tarball && rmSync(dirname(tarball.path), { recursive: true, force: true }));
  return () => {
    if (tarball === undefined) throw new Error('the tarball is made before the tests');
    return tarball;
  };
}

/** A machine without cbase: an empty home, a key in a file, and an account with leads and conversations of the last days. */
export async function machine() {
  const ago = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();
  const bot = {
    id: 'b1',
    name: 'Support',
    source: 'x',
    leads: [{ name: 'Ada', created_at: ago(1) }],
    conversations: [{ id: 'c1', created_at: ago(2), messages: [{ role: 'user', content: 'Hello' }] }],
  };
  const api = await emulator({ seed: file(JSON.stringify({ bots: [bot] }), 'seed.json') });
  const root = workdir();
  const [prefix, home] = [join(root, 'opt'), join(root, 'home')];
  mkdirSync(home);
  const key = file(`${api.key}\n`, 'key', root);
  return { api, root, prefix, home, out: join(root, 'var/exports'), key };
}

/** Runs with as little as cron and systemd provide: no terminal, no locale, nothing from the test environment. */
export async function barely(
  line: string,
  env: Readonly<Record<string, string>>,
  cwd: string,
  shell = '/bin/sh',
) {
  const ran = await execa(shell, ['-c', line], {
    cwd,
    env,
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
  });
  return { code: ran.exitCode, out: ran.stdout, err: ran.stderr };
}

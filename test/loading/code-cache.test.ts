import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { openPack, packed } from '../../src/loading/pack.js';
import { bin, cli } from '../support/cli.js';
import { workdir } from '../support/workdir.js';

const root = dirname(dirname(bin));
const dist = join(root, 'dist');
const typo = ['botz'];

/** A home directory, and the place of compiled code in it. */
function home() {
  const HOME = workdir();
  const directory = join(HOME, '.cache/cbase/code');
  const files = () => (existsSync(directory) ? readdirSync(directory) : []);
  return {
    HOME,
    env: { HOME, XDG_CACHE_HOME: '' },
    directory,
    files,
    file: () => join(directory, String(files()[0])),
  };
}

/** The names of the chunks that have code in a file. */
function chunksIn(file: string): readonly string[] {
  return [...(openPack(file)?.names ?? [])];
}

/** The same chunk, but with another number of the same length: V8 tells sources apart by their length. */
function plant(file: string, before: string, after: string): void {
  const chunk = chunksIn(file).find((name) => name.startsWith('common-')) ?? '';
  const text = readFileSync(join(dist, chunk), 'latin1');
  expect(text).toContain(before);
  const source = text.replaceAll(before, after);
  const script = join(workdir(), 'plant.cjs');
  const head = '(function (exports, require, module, __filename, __dirname) {';
  writeFileSync(
    script,
    `const { Script } = require('node:vm');
     const text = require('node:fs').readFileSync(0, 'latin1');
     process.stdout.write(new Script(${JSON.stringify(head)} + text + '\\n})').createCachedData());`,
  );
  const code = execFileSync(process.execPath, [script], { input: source, env: {}, maxBuffer: 1e7 });
  writeFileSync(file, packed(new Map([[chunk, code]])));
}

test('the first command keeps what it compiled, for its user only; the next one leaves it alone', async () => {
  const { env, directory, files, file } = home();
  const first = await cli(typo, { env });
  expect(first).toMatchObject({ code: 2, err: expect.stringContaining("Unknown command 'botz'") });
  expect([files().length, statSync(directory).mode & 0o777, statSync(file()).mode & 0o777]).toEqual([
    1, 0o700, 0o600,
  ]);
  const kept = readFileSync(file());
  utimesSync(file(), 1, 1);
  expect(await cli(typo, { env })).toEqual(first);
  expect([statSync(file()).mtimeMs, readFileSync(file()).equals(kept)]).toEqual([1000, true]);
});

test('a command with other chunks adds to it', async () => {
  const { env, file } = home();
  await cli(typo, { env });
  const few = chunksIn(file());
  await cli(['config', 'path'], { env });
  const more = chunksIn(file());
  expect(more.length).toBeGreaterThan(few.length);
  expect(more).toEqual(expect.arrayContaining([...few]));
});

test('what was kept is what runs, but not if others may write it', async () => {
  const { env, directory, file } = home();
  await cli(typo, { env });
  plant(file(), 'refused:1,usage:2,', 'refused:1,usage:9,');
  const codeWith = async (more: Readonly<Record<string, string>> = {}) =>
    (await cli(typo, { env: { ...env, ...more } })).code;
  expect(await codeWith()).toBe(9);
  expect(await codeWith({ CBASE_DEBUG: '1' })).toBe(2);
  expect(await codeWith({ NODE_DISABLE_COMPILE_CACHE: '1' })).toBe(2);
  for (const mode of [0o722, 0o770, 0o777]) {
    chmodSync(directory, mode);
    expect(await codeWith()).toBe(2);
  }
});

test('a package that is not bundled is imported without a word on stderr', async () => {
  const { env } = home();
  const argv = ['bots', 'list', '--local', '--jq', 'length'];
  expect(await cli(argv, { env })).toEqual({ code: 0, out: '1\n', err: '' });
  expect(await cli(argv, { env })).toEqual({ code: 0, out: '1\n', err: '' });
});

test('a damaged file is not used, and replaced', async () => {
  const { env, file } = home();
  await cli(typo, { env });
  const kept = readFileSync(file());
  for (const damaged of [
    Buffer.alloc(0),
    kept.subarray(0, kept.length / 2),
    Buffer.from(kept).fill(0, 5000, 9000),
  ]) {
    writeFileSync(file(), damaged);
    expect((await cli(typo, { env })).code).toBe(2);
    expect(readFileSync(file()).equals(damaged)).toBe(false);
    expect(chunksIn(file()).length).toBeGreaterThan(2);
  }
});

test.each([
  ['turned off', { NODE_DISABLE_COMPILE_CACHE: '1' }],
  ['a home directory that does not exist', { HOME: '/nowhere/at/all' }],
  ['no home directory', { HOME: '' }],
  ['a place that cannot be written', { XDG_CACHE_HOME: '/proc/nowhere' }],
  ['a relative path', { XDG_CACHE_HOME: 'here' }],
])('without a place to keep it, the command works as before: %s', async (_, more) => {
  const { HOME, env } = home();
  const cwd = workdir();
  const { code, err } = await cli(typo, { env: { ...env, ...more }, cwd });
  expect([code, err.split('\n').length]).toEqual([2, 2]);
  expect(readdirSync(cwd)).toEqual([]);
  expect(existsSync('/nowhere')).toBe(false);
  if ('HOME' in more || 'NODE_DISABLE_COMPILE_CACHE' in more) expect(readdirSync(HOME)).toEqual([]);
});

test('a file is taken for a directory without harm', async () => {
  const { HOME, env } = home();
  writeFileSync(join(HOME, '.cache'), 'mine');
  expect((await cli(typo, { env })).code).toBe(2);
  expect(readFileSync(join(HOME, '.cache'), 'utf8')).toBe('mine');
});

test('the files of old builds go', async () => {
  const { env, directory, files } = home();
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  for (let i = 1; i <= 6; i++) {
    writeFileSync(join(directory, `0000000${i}`), 'old');
    utimesSync(join(directory, `0000000${i}`), i, i);
  }
  await cli(typo, { env });
  expect(files().filter((name) => name.startsWith('0000'))).toEqual(['00000004', '00000005', '00000006']);
  expect(files()).toHaveLength(4);
});

test('other flags of V8 have code of their own', async () => {
  const { env, files } = home();
  await cli(typo, { env });
  await cli(typo, { env: { ...env, NODE_OPTIONS: '--max-old-space-size=300' } });
  expect(files()).toHaveLength(2);
});

test('a file that is missing from the installation is named', async () => {
  const copy = workdir();
  for (const part of ['bin', 'dist', 'package.json'])
    cpSync(join(root, part), join(copy, part), { recursive: true });
  const { env } = home();
  const missing = readdirSync(join(copy, 'dist')).filter((name) => /^help-text-.*\.cjs$/.test(name));
  for (const name of missing) rmSync(join(copy, 'dist', name));
  const run = (argv: readonly string[]) => {
    try {
      execFileSync(process.execPath, [join(copy, 'bin/cbase.js'), ...argv], {
        env: { ...env, PATH: process.env.PATH },
        stdio: 'pipe',
      });
      return '';
    } catch (error) {
      const { status, stderr } = error as { status: number; stderr: Buffer };
      return `${status} ${stderr}`;
    }
  };
  for (const name of readdirSync(join(copy, 'dist')).filter((name) => /^help-\d+\.txt$/.test(name)))
    rmSync(join(copy, 'dist', name));
  expect(run(['--help'])).toMatch(/^70 .*help-text-.*\.cjs of cbase cannot be read; reinstall it/);
  rmSync(join(copy, 'dist/start.cjs'));
  writeFileSync(join(copy, 'dist/start.cjs'), 'require("./gone.cjs")');
  expect(run(typo)).toMatch(/^70 Cannot load cbase: gone\.cjs of cbase cannot be read; reinstall it/);
});

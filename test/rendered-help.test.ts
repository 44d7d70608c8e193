import { cpSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { namesIn } from '../src/help/library.js';
import { helpFile, renderedHelp } from '../src/help/rendered.js';
import { cli } from './support/cli.js';
import { run } from './support/io.js';
import { workdir } from './support/workdir.js';

const packageDir = fileURLToPath(new URL('../', import.meta.url));
/** The command lines that the build has rendered help for. */
const lines = namesIn(join(packageDir, helpFile(80))).map((name) => name.split(' ').slice(1));

describe.each([80, 100, 120, undefined])('at a width of %s', (columns) => {
  test('the rendered help of every command and topic is what the command tree says', async () => {
    expect(lines.length).toBeGreaterThan(200);
    for (const argv of lines) {
      const { code, out } = await run(argv, columns === undefined ? {} : { columns });
      const rendered = renderedHelp(argv, packageDir, { ...(columns && { columns }) });
      expect([code, rendered], argv.join(' ')).toEqual([0, out]);
    }
  });
});

test.each([
  [[], 'Command line for Chatbase accounts'],
  [['--help'], 'Usage: cbase <command> [flags]'],
  [['help'], 'Usage: cbase <command> [flags]'],
  [['bots'], 'Usage: cbase bots '],
  [['bots', '-h'], 'Usage: cbase bots '],
  [['bots', 'list', '--help'], 'Usage: cbase bots list '],
  [['bots', 'ls', '--help'], 'Usage: cbase bots list '],
  [['--help', 'bots', 'list', '--no-pager'], 'Usage: cbase bots list '],
  [['help', 'contacts', 'import', 'resume'], 'Usage: cbase contacts import resume '],
  [['help', 'flags'], 'Every command has these flags'],
  [['help', 'flags', '--all'], 'Every command has these flags'],
])('%j is rendered', (argv, start) => {
  expect(renderedHelp(argv, packageDir, {})?.startsWith(start)).toBe(true);
});

test('--help, -h and help are the same, and --all shows more', () => {
  const [long, short, word, more] = [
    ['chat', '--help'],
    ['chat', '-h'],
    ['help', 'chat'],
    ['chat', '--all', '-h'],
  ].map((argv) => renderedHelp(argv, packageDir, {}));
  expect([short, word]).toEqual([long, long]);
  expect(long).not.toContain('--osc52');
  expect(more).toContain('--osc52');
  expect(renderedHelp(['help', 'chat', '--all'], packageDir, {})).toBe(more);
});

test.each([
  [['doctor']],
  [['botz', '--help']],
  [['bots', 'list', '--json', '--help']],
  [['bots', '--json']],
  [['chat', 'help']],
  [['chat', '--all']],
  [['__proto__', '--help']],
  [['../80/cbase bots', '--help']],
  [['bots', 'list', 'b1', '--help']],
  [['help', 'nope']],
])('%j is left to the command tree', (argv) => {
  expect(renderedHelp(argv, packageDir, {})).toBeUndefined();
});

test('help at a width that was not rendered comes from the command tree', async () => {
  expect(renderedHelp(['bots', '--help'], packageDir, { columns: 72 })).toBeUndefined();
  const { code, out } = await run(['bots', '--help'], { columns: 72 });
  expect([code, Math.max(...out.split('\n').map((line) => line.length)) <= 72]).toEqual([0, true]);
});

test('help needs neither the program nor the settings', async () => {
  const copy = workdir();
  for (const name of ['bin', 'package.json'])
    cpSync(`${packageDir}/${name}`, `${copy}/${name}`, { recursive: true });
  mkdirSync(`${copy}/dist`);
  for (const name of readdirSync(`${packageDir}/dist`).filter((name) => !name.startsWith('start')))
    symlinkSync(`${packageDir}/dist/${name}`, `${copy}/dist/${name}`);
  // A program that would fail if it were loaded.
  cpSync(`${packageDir}/dist/chart.js`, `${copy}/dist/start.cjs`);
  const { exitCode, stdout } = await execa(process.execPath, [`${copy}/bin/cbase.js`, 'bots', '--help'], {
    reject: false,
  });
  expect([exitCode, stdout.startsWith('Usage: cbase bots ')]).toEqual([0, true]);
});

test.skipIf(process.platform !== 'linux')(
  'help that cannot be written ends with 74 and the reason',
  async () => {
    const { exitCode, stderr } = await execa(
      'bash',
      ['-c', `"${process.execPath}" "${packageDir}/bin/cbase.js" --help > /dev/full`],
      { reject: false },
    );
    expect([exitCode, stderr]).toEqual([74, expect.stringContaining('no space left on device')]);
    expect((await cli(['--help'])).code).toBe(0);
  },
);

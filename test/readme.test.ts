import { cpSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { cli } from './support/cli.js';
import { workdir } from './support/workdir.js';

const root = new URL('../', import.meta.url).pathname;
const readme = readFileSync(`${root}README.md`, 'utf8');

type Shown = { readonly command: string; readonly output: string };

/** The commands of all console blocks, each with the output shown for it. */
function shownCommands(): readonly Shown[] {
  const blocks = [...readme.matchAll(/```console\n([\s\S]*?)```/g)].map(([, block = '']) => block);
  return blocks.flatMap((block) =>
    block
      .split(/^\$ /m)
      .slice(1)
      .map((part) => ({
        command: part.slice(0, part.indexOf('\n')),
        output: part.slice(part.indexOf('\n') + 1),
      })),
  );
}

/** The words of a command line: double quotes keep spaces together, and the README uses no other quoting. */
function words(command: string): readonly string[] {
  return [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');
}

function withoutTimes(text: string): string {
  return text.replace(/\d+\.\d s$/gm, '0.0 s');
}

test('every command in the README prints the output shown there', { timeout: 120_000 }, async () => {
  const [cwd, HOME] = [workdir(), workdir()];
  cpSync(`${root}examples`, `${cwd}/examples`, { recursive: true });
  const shown = shownCommands();
  expect(shown.length).toBeGreaterThan(7);
  for (const { command, output } of shown) {
    const [program, ...argv] = words(command);
    expect(program).toBe('cbase');
    const { out } = await cli(argv, { cwd, env: { HOME } });
    expect(withoutTimes(out), command).toBe(withoutTimes(output));
  }
});

test('the exit codes in the README are those of the program', async () => {
  const { exitCodes } = await import('../src/base/failure.js');
  const table = readme.slice(readme.indexOf('## Exit codes'), readme.indexOf('## Settings'));
  const listed = [...table.matchAll(/^\| ([\d ]+) \|/gm)].flatMap(([, codes = '']) =>
    codes.trim().split(' ').map(Number),
  );
  // 10 is reserved for commands that do not exist yet.
  expect(new Set([...listed, 10])).toEqual(new Set(Object.values(exitCodes)));
});

test('the files in the table of calls exist, one for each call', async () => {
  const { existsSync } = await import('node:fs');
  const table = readme.slice(readme.indexOf('## Every call'), readme.indexOf('Beside them:'));
  const files = [...table.matchAll(/`([a-z-]+\.json)`/g)].map(([, name = '']) => name);
  expect(files.length).toBe(20);
  expect(files.filter((name) => !existsSync(`${root}test/contract/${name}`))).toEqual([]);
});

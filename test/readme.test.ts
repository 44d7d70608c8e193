import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { exitCodes } from '../src/base/failure.js';
import { cli } from './support/cli.js';
import { workdir } from './support/workdir.js';

const root = new URL('../', import.meta.url).pathname;
const read = (page: string) => readFileSync(join(root, page), 'utf8');
const pages = [
  ...['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md'],
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

type Shown = { readonly command: string; readonly output: string };

/** The commands of all console blocks of a page, each with what the text says it prints. */
function shownCommands(page: string): readonly Shown[] {
  const blocks = [...read(page).matchAll(/```console\n([\s\S]*?)```/g)].map(([, block = '']) => block);
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

const tried = pages.filter((page) => shownCommands(page).length > 0);

test('the README and the pages about a job have commands that are tried', () => {
  expect(tried).toEqual(expect.arrayContaining(['README.md', 'docs/import.md', 'docs/exports.md']));
  expect(read('README.md').split('\n').length).toBeLessThanOrEqual(181);
});

test.each(tried)('every command in %s prints the output shown there', { timeout: 120_000 }, async (page) => {
  const [cwd, HOME] = [workdir(), workdir()];
  cpSync(`${root}examples`, `${cwd}/examples`, { recursive: true });
  for (const { command, output } of shownCommands(page)) {
    const [program, ...argv] = words(command);
    expect(program).toBe('cbase');
    const { out } = await cli(argv, { cwd, env: { HOME } });
    expect(withoutTimes(out), command).toBe(withoutTimes(output));
  }
});

test.each(pages)('every link in %s leads to a file', (page) => {
  const links = [...read(page).matchAll(/\]\((?!https?:)([^)#\s]+)/g)].map(([, path = '']) => path);
  expect(links.filter((path) => !existsSync(join(root, dirname(page), path)))).toEqual([]);
});

test('the exit codes in the documentation are those of the program', () => {
  const listed = [...read('docs/exit-codes.md').matchAll(/^\| ([\d ]+) \|/gm)].flatMap(([, codes = '']) =>
    codes.trim().split(' ').map(Number),
  );
  // 10 belongs to commands that are not built yet.
  expect(new Set([...listed, 10])).toEqual(new Set(Object.values(exitCodes)));
});

test('the table of calls names every call and its exchanges', () => {
  const page = read('docs/api.md');
  const table = page.slice(page.indexOf('## Every call'), page.indexOf('## 1.'));
  const files = [...table.matchAll(/`([a-z-]+\.json)`/g)].map(([, name = '']) => name);
  expect(files.length).toBe(20);
  expect(files.filter((name) => !existsSync(`${root}test/contract/${name}`))).toEqual([]);
});

describe('the page of errors', () => {
  const source = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.startsWith('emulator'))
    .map((name) => readFileSync(join(root, 'src', name), 'utf8'))
    .join('\n');
  const messages = [...read('docs/errors.md').matchAll(/^\| (`.+?`) \((?:\d+)\)/gm)].flatMap(
    ([, cell = '']) => [...cell.matchAll(/`([^`]+)`/g)].map(([, message = '']) => message),
  );

  test.each(messages)('%s is a message of the program', (message) => {
    // What stands for a name or a number is anything on the same line of the source.
    const parts = message.split('…').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    expect(source).toMatch(new RegExp(parts.join('.*')));
  });

  test('lists enough to be worth opening', () => {
    expect(messages.length).toBeGreaterThan(40);
  });
});

test('every id that a test cites is explained in docs/faults.md', () => {
  const explained = new Set([...read('docs/faults.md').matchAll(/^\| ([A-Z]-\d+) \|/gm)].map(([, id]) => id));
  const tests = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.test.ts'),
  );
  const cited = tests.flatMap((name) =>
    [
      ...readFileSync(join(root, 'test', name), 'utf8').matchAll(/^\s*(?:describe|test)\S*\(\s*'([^']*)'/gm),
    ].flatMap(([, title = '']) =>
      [...title.matchAll(/(?<![\w-])([A-IKMST]-\d+)(?![\w-])/g)].map(([, id]) => id),
    ),
  );
  expect(cited.length).toBeGreaterThan(200);
  expect([...new Set(cited)].filter((id) => !explained.has(id))).toEqual([]);
});

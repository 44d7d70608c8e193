import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';

const src = new URL('../src/', import.meta.url).pathname;
const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));

/** Imports of a file: static, dynamic, bare and type-only ones alike. */
function importsOf(file: string): readonly string[] {
  const text = readFileSync(join(src, file), 'utf8');
  const statements = /^(?:import|export)\b[^;]*?\bfrom '([^']+)'|^import '([^']+)'|\bimport\(\s*'([^']+)'/gm;
  return [...text.matchAll(statements)].map(([, from, bare, dynamic]) => from ?? bare ?? dynamic ?? '');
}

/** The room a file of ours is in: its folder, or its name where it stands at the top. */
function roomOf(file: string): string {
  const [first = '', second] = file.split('/');
  return second === undefined ? first.replace(/\.[jt]s$/, '') : first;
}

const floors: Readonly<Record<string, number>> = {
  start: 4,
  main: 4,
  program: 4,
  tree: 4,
  commands: 3,
  account: 2,
  bots: 2,
  contacts: 2,
  chat: 2,
  completion: 2,
  doctor: 2,
  exports: 2,
  requests: 2,
  terminal: 2,
  api: 1,
  config: 1,
  // A landing: what more than one room of floor 1 and 2 stands on.
  files: 0.5,
  inert: 0.5,
  input: 0.5,
  io: 0,
  failure: 0,
  hash: 0,
  json: 0,
  kept: 0.5,
  loopback: 0,
  width: 0,
  duration: 0,
  endings: 0.5,
};

const arrows = files.flatMap((file) =>
  importsOf(file)
    .filter((specifier) => specifier.startsWith('.'))
    .map((specifier) => ({ file, target: normalize(join(dirname(file), specifier)) })),
);

test('every room has a floor', () => {
  expect([...new Set(files.map(roomOf))].filter((room) => !(room in floors) && room !== 'emulator')).toEqual(
    [],
  );
});

test('stairs go down: no room looks up, or through the wall into another room of its floor', () => {
  const wrong = arrows.filter(({ file, target }) => {
    const [from, to] = [roomOf(file), roomOf(target)];
    if (from === to || from === 'emulator' || to === 'emulator') return false;
    if (floors[from] === 4) return false;
    return (floors[to] ?? 9) >= (floors[from] ?? -1);
  });
  expect(wrong).toEqual([]);
});

test('commands do not use each other, only what all of them share', () => {
  const shared =
    /^commands\/(options|using|range|sharding|(exporting|chatting)\/[a-z-]+|[a-z]+\/(view|pages|following|describing|changing|importing|import-columns|running|run-view))\.js$/;
  expect(
    arrows.filter(
      ({ file, target }) =>
        roomOf(file) === 'commands' && roomOf(target) === 'commands' && !shared.test(target),
    ),
  ).toEqual([]);
});

test('the emulator shares nothing with the client, and its door is opened by those who may', () => {
  const doors = new Set(['account/account.ts', 'commands/emulator.ts', 'commands/demo.ts']);
  const through = arrows.filter(
    ({ file, target }) => (roomOf(file) === 'emulator') !== (roomOf(target) === 'emulator'),
  );
  expect(through.filter(({ file }) => !doors.has(file))).toEqual([]);
  for (const door of doors)
    expect(readFileSync(join(src, door), 'utf8')).toMatch(/await import\('\.\.\/emulator\/server\.js'\)/);
  for (const door of doors) expect(readFileSync(join(src, door), 'utf8')).not.toMatch(/^import .*emulator/m);
});

const onlyIn: Readonly<Record<string, RegExp>> = {
  commander: /^(main|program|tree|commands\/.*)\.ts$/,
  chalk: /^terminal\//,
  ora: /^terminal\//,
  'cli-table3': /^terminal\//,
  'string-width': /^terminal\//,
  'csv-parse': /^contacts\/reading\/rows\.ts$/,
  'csv-stringify/sync': /^(contacts\/report\/csv-line|exports\/writing\/csv|terminal\/output)\.ts$/,
  'iconv-lite': /^contacts\/reading\/encoding\.ts$/,
  yaml: /^chat\/tests\//,
  diff: /^chat\/words\.ts$/,
  'csv-parse/sync': /^chat\/batch\/items\.ts$/,
  libsql: /^emulator\/store\.ts$/,
  'image-size': /^(emulator|bots)\/assets\.ts$/,
  tinyglobby: /^bots\/sources\.ts$/,
  conf: /^config\/store\.ts$/,
  '@inquirer/prompts': /^terminal\/prompts\.ts$/,
  minisearch: /^emulator\/chat\.ts$/,
  'https-proxy-agent': /^api\/agent\.ts$/,
  'proxy-from-env': /^api\/proxy\.ts$/,
};

test('a library is used where it is said to be, and nowhere else', () => {
  const libraries = files.flatMap((file) =>
    importsOf(file)
      .filter((name) => !name.startsWith('.') && !name.startsWith('node:') && !builtinModules.includes(name))
      .map((name) => ({ file, name })),
  );
  expect(libraries.filter(({ file, name }) => onlyIn[name]?.test(file) !== true)).toEqual([]);
});

test('process, console, the clock and chance are named in io.ts only', () => {
  const named = files
    .filter((file) => file !== 'io.ts' && file !== 'start.ts' && roomOf(file) !== 'emulator')
    .flatMap((file) => {
      const code = readFileSync(join(src, file), 'utf8').replace(
        /\/\*[\s\S]*?\*\/|\/\/.*|'[^'\n]*'|`[^`]*`/g,
        '',
      );
      return /\b(process|console)\.|\bDate\.now\b|\bMath\.random\b/.test(code) ? [file] : [];
    });
  expect(named).toEqual([]);
});

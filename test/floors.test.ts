import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';

const src = new URL('../src/', import.meta.url).pathname;
const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));

/** The imports of a file: static, dynamic, bare and type-only ones. */
function importsOf(file: string): readonly string[] {
  const text = readFileSync(join(src, file), 'utf8');
  const statements = /^(?:import|export)\b[^;]*?\bfrom '([^']+)'|^import '([^']+)'|\bimport\(\s*'([^']+)'/gm;
  return [...text.matchAll(statements)].map(([, from, bare, dynamic]) => from ?? bare ?? dynamic ?? '');
}

/** The module of a source file: its folder, or its own name at the top level. */
function roomOf(file: string): string {
  const [first = '', second] = file.split('/');
  return second === undefined ? first.replace(/\.[jt]s$/, '') : first;
}

const floors: Readonly<Record<string, number>> = {
  start: 5,
  main: 5,
  program: 5,
  help: 5,
  loading: 5,
  commands: 4,
  cli: 3,
  mcp: 3,
  account: 2,
  bots: 2,
  contacts: 2,
  chat: 2,
  doctor: 2,
  embed: 2,
  erasure: 2,
  exports: 2,
  identity: 2,
  notify: 2,
  requests: 2,
  terminal: 2,
  webhooks: 2,
  api: 1,
  config: 1,
  base: 0,
};

/** What stands inside a room, from the bottom up: folders, and files beside them. Each may use those before it. */
const inside: Readonly<Record<string, readonly string[]>> = {
  base: [
    ...[
      'json',
      'csv',
      'failure',
      'duration',
      'file-endings',
      'hash',
      'environment',
      'child-environment',
      'browser',
      'late-signal',
      'on-abort',
      'pager',
      'program-output',
      'io',
      'asking',
      'command-line',
      'key-source',
      'time-zone',
      'local-time',
      'loopback',
    ],
    ...[
      'address',
      'stored-value',
      'field-changes',
      'text',
      'fold',
      'nearest',
      'width',
      'unsure-words',
      'qa-file',
      'escape',
    ],
    ...['encoding', 'files', 'secret', 'backoff', 'fed-program', 'own-files', 'yaml-file', 'yaml-text'],
    ...['time-zone-names'],
  ],
  contacts: [
    ...['attribute-name', 'ledger', 'reading', 'columns', 'checking', 'run', 'journal', 'report', 'schema'],
    ...['find', 'sending', 'plan', 'runs', 'undo', 'deletion', 'import'],
  ],
  exports: [
    ...[
      'row',
      'calendar',
      'days',
      'columns',
      'kind',
      'leads',
      'convos',
      'contacts',
      'rows',
      'filter',
      'list',
      'write',
    ],
    ...['redact'],
    ...['request', 'manifest', 'commit', 'resume', 'file-plans', 'state', 'export-files', 'export-print'],
    ...['lock', 'incremental', 'follow', 'stats', 'gaps'],
  ],
  chat: [
    ...[
      'price-facts',
      'models',
      'own-models',
      'words',
      'report-line',
      'in-order',
      'question',
      'typed-history',
      'once',
    ],
    ...['conversation', 'credits', 'ask', 'document', 'from-dashboard', 'transcript', 'session', 'batch'],
    ...['compare', 'tests', 'replay', 'repl'],
  ],
  webhooks: [
    ...['signature', 'mismatch', 'event', 'answer', 'sample', 'spool', 'rejects'],
    ...['targets', 'deliver', 'receiver', 'listen'],
  ],
};

const arrows = files.flatMap((file) =>
  importsOf(file)
    .filter((specifier) => specifier.startsWith('.'))
    .map((specifier) => ({ file, target: normalize(join(dirname(file), specifier)) })),
);

test('every module has a layer', () => {
  expect([...new Set(files.map(roomOf))].filter((room) => !(room in floors) && room !== 'emulator')).toEqual(
    [],
  );
});

test('imports point down: no module imports from a higher layer or from a sibling in its own layer', () => {
  const wrong = arrows.filter(({ file, target }) => {
    const [from, to] = [roomOf(file), roomOf(target)];
    if (from === to || from === 'emulator' || to === 'emulator') return false;
    if (floors[from] === 5) return false;
    return (floors[to] ?? 9) >= (floors[from] ?? -1);
  });
  expect(wrong).toEqual([]);
});

/** The place of a file inside its room. */
function placeOf(file: string): string {
  return (file.split('/')[1] ?? '').replace(/\.[jt]s$/, '');
}

test.each(Object.entries(inside))('inside %s, stairs go down as well', (room, order) => {
  const own = arrows.filter(({ file, target }) => roomOf(file) === room && roomOf(target) === room);
  const places = [...new Set(files.filter((file) => roomOf(file) === room).map(placeOf))];
  expect(places.filter((place) => !order.includes(place))).toEqual([]);
  expect(order.filter((place) => !places.includes(place))).toEqual([]);
  expect(
    own.filter(({ file, target }) => order.indexOf(placeOf(target)) > order.indexOf(placeOf(file))),
  ).toEqual([]);
});

test('commands use their own folder and what all of them share, not each other', () => {
  const wrong = arrows.filter(({ file, target }) => {
    if (roomOf(file) !== 'commands' || roomOf(target) !== 'commands') return false;
    return dirname(file) !== dirname(target) && !target.startsWith('commands/shared/');
  });
  expect(wrong).toEqual([]);
});

test('a page of a command has flags, help and one step to what it does; what it does is loaded at once', () => {
  const commands = files.filter((file) => file.startsWith('commands/'));
  const isPage = (file: string) =>
    /^export function \w+\((?:\w+): Command, cli: Cli\)/m.test(readFileSync(join(src, file), 'utf8'));
  const steps = (file: string) => readFileSync(join(src, file), 'utf8').match(/\bimport\(/g)?.length ?? 0;
  const pages = commands.filter(isPage);
  expect(pages.length).toBeGreaterThan(40);
  expect(pages.filter((file) => steps(file) !== 1)).toEqual([]);
  // A question must leave soon: what a conversation or a comparison needs, and what is rarely needed, is not loaded before it; nor are
  // filters and following before a list.
  const hurried = [
    ...['commands/chat/chat.run.ts', 'commands/chat/open-conversation.ts', 'commands/convos/list.run.ts'],
    ...['commands/leads/list.run.ts', 'commands/shared/export/filter.ts'],
  ];
  expect(commands.filter((file) => !isPage(file) && steps(file) > 0)).toEqual(hurried);
});

test('the emulator shares no code with the client, and only three files import it, lazily', () => {
  const doors = new Set(['account/account.ts', 'commands/emulator.run.ts', 'commands/demo.run.ts']);
  const through = arrows.filter(
    ({ file, target }) => (roomOf(file) === 'emulator') !== (roomOf(target) === 'emulator'),
  );
  expect(through.filter(({ file }) => !doors.has(file))).toEqual([]);
  // The commands of the emulator are loaded when they run; everything else opens its door when it goes through.
  const account = readFileSync(join(src, 'account/account.ts'), 'utf8');
  expect(account).toMatch(/await import\('\.\.\/emulator\/server\.js'\)/);
  expect(account).not.toMatch(/^import .*emulator/m);
});

const onlyIn: Readonly<Record<string, RegExp>> = {
  commander: /^(main|program|cli\/.*|commands\/.*)\.ts$/,
  chalk: /^terminal\//,
  ora: /^terminal\//,
  'cli-table3': /^terminal\//,
  'get-east-asian-width': /^terminal\//,
  'csv-parse': /^contacts\/reading\/record-parser\.ts$/,
  '@sindresorhus/transliterate': /^contacts\/attribute-name\.ts$/,
  re2js: /^exports\/filter\/pattern\.ts$/,
  fflate: /^(contacts\/reading\/workbook-parts|bots\/source-files\/zip)\.ts$/,
  'iconv-lite': /^(contacts\/reading\/encoding|base\/encoding\/(known|decode))\.ts$/,
  yaml: /^(chat\/tests\/|base\/yaml-(file|text)\.ts$|bots\/source-files\/markdown\.ts$)/,
  diff: /^(chat\/words|bots\/as-code\/changed-lines|terminal\/field-changes)\.ts$/,
  'csv-parse/sync': /^chat\/batch\/items\.ts$/,
  libsql: /^emulator\/store\.ts$/,
  'libphonenumber-js/min': /^contacts\/checking\/e164\.ts$/,
  'image-size': /^(emulator|bots)\/assets\.ts$/,
  tinyglobby: /^bots\/source-files\/find\.ts$/,
  'file-type': /^bots\/source-files\/kind\.ts$/,
  mammoth: /^bots\/source-files\/docx\.ts$/,
  ...Object.fromEntries(
    [
      'hast',
      'hast-util-from-parse5',
      'hast-util-to-mdast',
      'parse5',
      'mdast-util-to-markdown',
      'mdast-util-gfm-table',
    ].map((name) => [name, /^bots\/source-files\/html\.ts$/]),
  ),
  jose: /^identity\/token\.ts$/,
  conf: /^config\/store\.ts$/,
  '@inquirer/prompts': /^terminal\/prompts\.ts$/,
  minisearch: /^emulator\/chat\.ts$/,
  'https-proxy-agent': /^api\/agent\.ts$/,
  'proxy-from-env': /^api\/proxy\.ts$/,
  '@modelcontextprotocol/sdk/server/index.js': /^mcp\/server\.ts$/,
  '@modelcontextprotocol/sdk/server/stdio.js': /^mcp\/server\.ts$/,
  '@modelcontextprotocol/sdk/types.js': /^mcp\/server\.ts$/,
};

test('each library is imported only where it is allowed', () => {
  const libraries = files.flatMap((file) =>
    importsOf(file)
      .filter((name) => !name.startsWith('.') && !name.startsWith('node:') && !builtinModules.includes(name))
      .map((name) => ({ file, name })),
  );
  expect(libraries.filter(({ file, name }) => onlyIn[name]?.test(file) !== true)).toEqual([]);
});

test('process, console, the clock and chance are named in base/io.ts only', () => {
  const named = files
    .filter((file) => file !== 'base/io.ts' && file !== 'start.ts' && roomOf(file) !== 'emulator')
    .flatMap((file) => {
      const code = readFileSync(join(src, file), 'utf8').replace(
        /\/\*[\s\S]*?\*\/|\/\/.*|'[^'\n]*'|`[^`]*`/g,
        '',
      );
      return /\b(process|console)\.|\bDate\.now\b|\bMath\.random\b/.test(code) ? [file] : [];
    });
  expect(named).toEqual([]);
});

// What starts a program in the foreground of a terminal has to expect that Ctrl-C ends it first: test/journeys/late-ctrl-c.test.ts.
test('programs are started in three files only', () => {
  const starters = files.filter((file) => importsOf(file).includes('node:child_process'));
  expect(starters.toSorted()).toEqual(['base/io.ts', 'base/pager.ts', 'base/program-output.ts']);
});

test('who waits for a signal does it through base/on-abort.ts, or Node warns when many do', () => {
  const waiting = files.filter(
    (file) =>
      roomOf(file) !== 'emulator' && /EventListener\('abort'/.test(readFileSync(join(src, file), 'utf8')),
  );
  expect(waiting).toEqual(['base/on-abort.ts']);
});

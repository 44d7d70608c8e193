import { chmodSync } from 'node:fs';
import type { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import type { Io } from '../src/base/io.js';
import { helpText } from '../src/cli/help/help-text.js';
import { isGroup, visibleCommands } from '../src/cli/help/in-tree.js';
import { pageOf } from '../src/cli/help/page.js';
import { buildProgram } from '../src/program.js';
import { cli, shell, startCli } from './support/cli.js';
import { emulator } from './support/emulator.js';
import { json, server } from './support/handmade-server.js';
import { squarePng } from './support/images.js';
import { listener, receiver, secret, signatureOf } from './support/listener.js';
import { finished } from './support/screen.js';
import { file, workdir } from './support/workdir.js';

// Building the command tree needs only the width of stdout.
const io = { version: '0', stdout: {} } as unknown as Io;
const program = await buildProgram({ io, run: async () => 0, end: () => {}, print: () => {} });

/** Every executable command, as a list of its words. */
function leaves(command: Command, words: readonly string[] = []): readonly (readonly string[])[] {
  const inside = command.commands.filter((one) => one.name() !== 'help' && !one.name().startsWith('_'));
  const own = isGroup(command) || words.length === 0 ? [] : [words];
  return [...own, ...inside.flatMap((one) => leaves(one, [...words, one.name()]))];
}

const commands = leaves(program);

describe.each(commands.map((words) => [words.join(' '), words] as const))('cbase %s', (_, words) => {
  test('has help with at least one example, and every example works', { timeout: 60_000 }, async () => {
    const { code, out } = await cli([...words, '--help']);
    const examples = [...out.matchAll(/^ {2}\$ (.+)$/gm)].map(([, line = '']) => line);
    expect([code, examples.length > 0]).toEqual([0, true]);
    const [cwd, HOME] = [workdir(), workdir()];
    file('external_id,name,email\nx-1,Ada,ada@example.org\n', 'contacts.csv', cwd);
    file('harbor-1\n', 'ids.txt', cwd);
    file('external_id\nharbor-1\n', 'leavers.csv', cwd);
    file('{"external_id":"x-2","name":"Bo"}\n', 'deleted.ndjson', cwd);
    file('We are open from 9 to 5.', 'handbook.md', cwd);
    file('temperature: 0.7\n', 'bot.yaml', cwd);
    file(squarePng(), 'logo.png', cwd);
    file('example-key-0001', 'key.txt', cwd);
    file('example-secret-0001\n', 'secret.txt', cwd);
    file('33222ae2b76348c907001208598603977e1c89753d9fdcaff6a9af1b11dc8dc5\n', 'hash.txt', cwd);
    if (['attrs plan', 'attrs apply'].includes(words.join(' ')))
      file('attributes:\n  - {name: plan, type: text}\n', 'attributes.yaml', cwd);
    const stand = await standFor(words, HOME);
    for (const example of examples) {
      if (words[0] === 'emulator') await startsAndStops(example, cwd);
      else if (words[0] === 'webhooks') await worksWithWebhooks(example, cwd, HOME);
      else if (example.startsWith('cbase config edit'))
        // It needs a terminal, and an editor.
        expect(await finished(example.split(' ').slice(1), { env: { EDITOR: 'true' } })).toMatchObject({
          code: 0,
        });
      else if (example.startsWith('cbase convos open'))
        // A dashboard exists at Chatbase only (features/exports/open.test.ts).
        expect(await shell(example, { cwd, env: { HOME, ...stand } })).toMatchObject({
          code: 2,
          err: expect.stringContaining('There is no dashboard for the embedded emulator'),
        });
      else expect(await shell(example, { cwd, env: { HOME, ...stand } }), example).toMatchObject({ code: 0 });
    }
  });
});

/** The environment of an example: the demo account; for what needs a real one, a server that accepts the key of the examples. */
async function standFor(words: readonly string[], HOME: string): Promise<Readonly<Record<string, string>>> {
  if (words[0] !== 'auth') return { CBASE_LOCAL: '1', CHATBASE_BOT_ID: 'Harbor Coffee' };
  if (words[1] === 'rotate') return withOldKeys(HOME);
  const { url } = await emulator({ seed: 'demo', key: 'example-key-0001' });
  return { CHATBASE_BASE_URL: url, CHATBASE_API_KEY: 'example-key-0001' };
}

/** Profiles with another key than that of the examples, and a server that accepts both, which the emulator does not. */
async function withOldKeys(HOME: string): Promise<Readonly<Record<string, string>>> {
  const env = await server((_path, response) =>
    json(response, { chatbots: [{ id: 'b1', name: 'Support' }] }),
  );
  const { CHATBASE_API_KEY: _, ...stand } = env;
  for (const profile of ['default', 'work']) {
    const argv = ['auth', 'login', '--with-token', '--profile', profile];
    const done = await cli(argv, { env: { HOME, ...stand }, input: 'example-key-of-last-year' });
    expect(done.code, done.err).toBe(0);
  }
  return stand;
}

/** The server must print its address and exit on request. */
async function startsAndStops(example: string, cwd: string): Promise<void> {
  const words = [...example.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');
  const argv = words
    .slice(1)
    .flatMap((word) => (word === '--port' ? [] : [word]))
    .filter((word) => word !== '0');
  const server = startCli([...argv, '--port', '0'], { cwd }, { buffer: false });
  let said = '';
  for await (const chunk of server.stdout as AsyncIterable<Buffer>) {
    said += chunk.toString();
    if (said.includes('http://127.0.0.1:')) break;
  }
  server.kill('SIGTERM');
  expect([said.includes('127.0.0.1'), (await server).exitCode], example).toEqual([true, 0]);
}

/** What the examples about webhooks need: files, a secret, a receiver. A listener must listen and exit on request. */
async function worksWithWebhooks(example: string, cwd: string, HOME: string): Promise<void> {
  const body = '{"eventType":"leads.submit"}';
  for (const [name, content] of [
    ['body.json', body],
    ['event.json', body],
    ['secret.txt', secret],
    ['notify', '#!/bin/sh\n'],
  ] as const)
    chmodSync(file(content, name, cwd), 0o700);
  const env = { HOME, CHATBASE_WEBHOOK_SECRET: secret, SIGNATURE: signatureOf(body) };
  if (!example.includes(' listen ')) {
    const up = await receiver();
    const line = example.replace('http://127.0.0.1:4011/', up.url);
    expect(await shell(line, { cwd, env }), example).toMatchObject({ code: 0 });
    return;
  }
  const argv = [...example.matchAll(/"([^"]*)"|(\S+)/g)]
    .map(([, quoted, bare]) => quoted ?? bare ?? '')
    .slice(3);
  const running = await listener(argv, { cwd, env });
  expect((await running.stop('SIGTERM')).code, example).toBe(143);
}

test('the commands are exactly those of the specification', () => {
  expect(commands.map((words) => words.join(' '))).toEqual([
    ...['auth login', 'auth rotate', 'auth status', 'auth logout'],
    ...['config list', 'config get', 'config set', 'config unset', 'config edit', 'config path'],
    ...['profile list', 'profile use'],
    ...['bots list', 'bots get', 'bots create', 'bots update', 'bots train'],
    ...['bots pull', 'bots diff', 'bots plan', 'bots apply', 'bots clone', 'bots delete'],
    ...['bots icon set', 'bots icon delete', 'bots picture set', 'bots picture delete'],
    ...['chat', 'batch', 'tests run', 'tests from-session', 'replay'],
    ...['sessions list', 'sessions export', 'sessions delete', 'picks', 'picks apply', 'models'],
    ...['contacts import', 'contacts import resume', 'contacts import resolve'],
    ...['contacts import results', 'contacts import undo', 'contacts import clean'],
    ...[
      'contacts plan',
      'contacts apply',
      'contacts sync',
      'contacts list',
      'contacts get',
      'contacts create',
      'contacts update',
      'contacts delete',
      'contacts restore',
      'contacts template',
      'contacts forget',
      'contacts export',
      'contacts verify',
    ],
    ...['attrs list', 'attrs get', 'attrs create', 'attrs update', 'attrs archive', 'attrs unarchive'],
    ...['attrs suggest', 'attrs pull', 'attrs plan', 'attrs apply'],
    ...['leads list', 'leads get', 'leads export', 'leads status', 'leads verify', 'leads stats'],
    ...[
      'convos list',
      'convos get',
      'convos open',
      'convos export',
      'convos status',
      'convos verify',
      'convos stats',
    ],
    'convos gaps',
    ...['identity hash', 'identity verify', 'identity token', 'identity check', 'embed'],
    ...['webhooks listen', 'webhooks verify', 'webhooks send'],
    ...['api', 'open', 'commands', 'version', 'doctor'],
    ...['completion', 'completion install', 'completion uninstall', 'emulator', 'demo', 'mcp'],
  ]);
});

describe('the help of every command', () => {
  const everything = all(program);

  test('has at most fifty lines at 80 columns', () => {
    const lengths = everything.map(
      (words) => [words.join(' '), textOf(words, 80).split('\n').length - 1] as const,
    );
    expect(lengths.filter(([, length]) => length > 50)).toEqual([]);
  });

  test.each([40, 60, 80, 100])('fits into %s columns, except what is to be typed', (width) => {
    for (const words of everything) {
      // What must not be wrapped is made for 80 columns.
      const fixed = new Set(width < 80 ? pageOf(at(words))?.notes?.flatMap((note) => note.split('\n')) : []);
      for (const isAll of [false, true]) {
        const lines = textOf(words, width, isAll).split('\n');
        const tooWide = lines.filter(
          (line) => line.length > width && /\S\s+\S/.test(line) && !fixed.has(line),
        );
        const wrong = tooWide.filter((line) => !(width < 80 && line.startsWith('  $ ')));
        expect([words.join(' '), wrong]).toEqual([words.join(' '), []]);
      }
    }
  });

  test('shows examples that fit into 80 columns, without --local and --bot', () => {
    const examples = everything.flatMap((words) =>
      textOf(words, 80)
        .split('\n')
        .filter((line) => line.startsWith('  $ ')),
    );
    expect(examples.length).toBeGreaterThan(90);
    expect(examples.filter((line) => line.length > 80 || / --local| --bot /.test(line))).toEqual([]);
  });

  test('names the global flags only where they are explained', () => {
    for (const words of everything) {
      const own = at(words).options.map(({ long }) => long);
      const shown = [...textOf(words, 80, true).matchAll(/^ {2}(?:-\w, )?(--[\w-]+)/gm)].map(
        ([, flag]) => flag,
      );
      const common = program.options.map(({ long }) => long);
      expect([words.join(' '), shown.filter((flag) => common.includes(flag) && !own.includes(flag))]).toEqual(
        [words.join(' '), []],
      );
    }
  });

  test('shows every flag with --all, and says how many are left out without', () => {
    for (const words of everything.filter((words) => words.length > 0)) {
      const flags = at(words).options.filter(({ hidden }) => !hidden);
      const [short, whole] = [textOf(words, 80), textOf(words, 80, true)];
      for (const { flags: term } of flags) expect(whole).toContain(`  ${term}`);
      const left = flags.filter(({ flags: term }) => !short.includes(`  ${term}`)).length;
      const told = Number(/^(\d+) more flags?: /m.exec(short)?.[1] ?? 0);
      expect([words.join(' '), told]).toEqual([words.join(' '), left]);
    }
  });

  test('lists commands before flags', () => {
    const text = textOf(['contacts', 'import'], 80);
    expect(text.indexOf('\nCommands:')).toBeGreaterThan(0);
    expect(text.indexOf('\nFlags:')).toBeGreaterThan(text.indexOf('\nCommands:'));
  });

  test('names the exit codes that the command can end in', () => {
    const text = textOf(['contacts', 'import'], 80);
    const section = text.slice(text.indexOf('Exit codes:'));
    for (const code of [0, 1, 2, 3, 4, 5, 6, 7, 8, 70, 74, 75, 76, 130])
      expect(section).toMatch(new RegExp(`\\b${code}\\b`));
    expect(textOf(['config', 'list'], 80)).not.toMatch(/^ {2}[\d, ]*\b75\b/m);
  });
});

/** Every command and group, with the program itself as no words. */
function all(command: Command, words: readonly string[] = []): readonly (readonly string[])[] {
  return [words, ...visibleCommands(command).flatMap((one) => all(one, [...words, one.name()]))];
}

function at(words: readonly string[]): Command {
  return words.reduce((command, word) => {
    const found = command.commands.find((one) => one.name() === word);
    if (found === undefined) throw new Error(`There is no ${words.join(' ')}`);
    return found;
  }, program);
}

function textOf(words: readonly string[], width: number, isAll = false): string {
  const asked = { command: at(words), topic: undefined, isCommandMissing: false };
  return helpText(asked, { width, isAll });
}

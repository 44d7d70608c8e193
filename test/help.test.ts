import type { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import type { Io } from '../src/base/io.js';
import { buildProgram } from '../src/program.js';
import { cli, shell, startCli } from './support/cli.js';
import { emulator } from './support/emulator.js';
import { squarePng } from './support/images.js';
import { file, workdir } from './support/workdir.js';

// Building the command tree needs only the width of stdout.
const io = { version: '0', stdout: {} } as unknown as Io;
const program = await buildProgram({ io, run: async () => 0, end: () => {}, help: () => {} });

/** Every executable command, as a list of its words. */
function leaves(command: Command, words: readonly string[] = []): readonly (readonly string[])[] {
  const inside = command.commands.filter((one) => one.name() !== 'help' && !one.name().startsWith('_'));
  const own = inside.length === 0 || command.registeredArguments.length > 0 ? [words] : [];
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
    file('We are open from 9 to 5.', 'handbook.md', cwd);
    file(squarePng(), 'logo.png', cwd);
    file('example-key-0001', 'key.txt', cwd);
    const stand = words[0] === 'auth' ? await keyEmulator() : {};
    for (const example of examples) {
      if (words[0] === 'emulator') await startsAndStops(example, cwd);
      else expect(await shell(example, { cwd, env: { HOME, ...stand } }), example).toMatchObject({ code: 0 });
    }
  });
});

/** An emulator that accepts the key of the examples. */
async function keyEmulator(): Promise<Readonly<Record<string, string>>> {
  const { url } = await emulator({ seed: 'demo', key: 'example-key-0001' });
  return { CHATBASE_BASE_URL: url };
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

test('the commands are exactly those of the specification', () => {
  expect(commands.map((words) => words.join(' '))).toEqual([
    ...['auth login', 'auth status', 'auth logout'],
    ...['config list', 'config get', 'config set', 'config unset'],
    ...['bots list', 'bots get', 'bots create', 'bots update', 'bots train', 'bots delete'],
    ...['bots icon set', 'bots icon delete', 'bots picture set', 'bots picture delete'],
    ...['chat', 'batch', 'tests run', 'tests from-session', 'replay'],
    ...['sessions list', 'sessions export', 'sessions delete', 'picks', 'models'],
    ...['contacts import', 'contacts import resume', 'contacts import resolve'],
    ...[
      'contacts import results',
      'contacts import undo',
      'contacts import clean',
      'contacts list',
      'contacts get',
    ],
    ...['contacts create', 'contacts update', 'contacts delete', 'contacts export', 'contacts verify'],
    ...['attrs list', 'attrs get', 'attrs create', 'attrs update', 'attrs archive', 'attrs unarchive'],
    ...['leads list', 'leads get', 'leads export', 'leads status', 'leads verify', 'leads stats'],
    ...['convos list', 'convos get', 'convos export', 'convos status', 'convos verify', 'convos stats'],
    ...['api', 'doctor', 'completion', 'emulator', 'demo'],
  ]);
});

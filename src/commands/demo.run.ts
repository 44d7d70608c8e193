import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { quoted } from '../base/escape/shell.js';
import { exitCodes, Failure, stopped } from '../base/failure.js';
import type { Io } from '../base/io.js';
import type { Cli } from '../cli/action.js';
import type { Common } from '../cli/common-options.js';
import { stateDirectory } from '../config/paths.js';
import { scratchDirectory } from '../config/scratch.js';
import { startEmulator } from '../emulator/server.js';
import { colorsFor } from '../terminal/color.js';
import { askEnter, canAsk } from '../terminal/prompts.js';
import { writeOut } from '../terminal/streams.js';

export type Options = Common;

type Step = {
  readonly says: string;
  readonly argv: readonly string[];
  readonly exitCode: number;
  /** A file to show afterwards: its path, and how many lines of it. */
  readonly shows?: { readonly path: string; readonly lines: number };
  /** What the tour does in the user's place once the command has ended; returns what to show of it. */
  readonly afterwards?: () => Promise<string>;
};

/** Runs the tour. Its files are kept until the first tour that starts an hour later; a tour that fails removes them. */
export async function tour(io: Io, options: Options, cli: Cli): Promise<undefined> {
  const parent = await scratchDirectory(io, stateDirectory(io.env, io.home));
  await removeOldTours(io, parent);
  const dir = await mkdtemp(join(parent, prefix));
  const server = await startEmulator({ seed: 'busy', paceMs: 25 });
  const inside: Io = { ...io, env: { ...io.env, ...environment(server, join(dir, 'state')) } };
  try {
    await takeAll(inside, options, { cli, steps: stepsIn(inside, dir) });
  } catch (error) {
    await rm(dir, { recursive: true, force: true });
    throw error;
  } finally {
    await server.close();
    await rm(join(dir, 'state'), { recursive: true, force: true });
  }
  await farewell(io, options, dir);
}

const prefix = 'demo-';
const keptMs = 3_600_000;

/** Removes the files of earlier tours. One that is an hour old is over. */
async function removeOldTours(io: Io, parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    if (!name.startsWith(prefix)) continue;
    const path = join(parent, name);
    const { mtimeMs } = await stat(path);
    if (io.now() - mtimeMs > keptMs) await rm(path, { recursive: true, force: true });
  }
}

function environment(
  { url, key, bot }: { readonly url: string; readonly key: string; readonly bot: string | undefined },
  state: string,
) {
  return {
    CHATBASE_BASE_URL: url,
    CHATBASE_API_KEY: key,
    CHATBASE_API_KEY_FILE: undefined,
    CHATBASE_BOT_ID: bot,
    CBASE_LOCAL: undefined,
    XDG_STATE_HOME: state,
  };
}

function stepsIn({ packageDir }: Io, dir: string): readonly Step[] {
  const example = (name: string) => shortPath(join(packageDir, 'examples', name));
  const file = (name: string) => shortPath(join(dir, name));
  return [
    {
      says: 'A local Chatbase emulator is running inside this process. It has three bots:',
      argv: ['bots', 'list', '--format', 'table', '--fields', 'name,status,model'],
      exitCode: 0,
    },
    {
      says: 'Ask one of them a question. The answer is printed as it arrives.',
      argv: ['chat', 'Can I return a bag that I have not opened?'],
      exitCode: 0,
    },
    {
      says: 'Continue the conversation with -c.',
      argv: ['chat', '-c', 'And what if I have a subscription?'],
      exitCode: 0,
    },
    {
      says: 'Import a file with mistakes. The valid rows go in; the others are written to a file, with the reasons.',
      argv: [
        'contacts',
        'import',
        example('mistakes.csv'),
        '--max-rejects',
        '10',
        '--report',
        file('import'),
      ],
      exitCode: 3,
      afterwards: () => repair(join(dir, 'import', 'rejects.csv')),
    },
    {
      says: 'The tour has fixed them in your place. Import the rejects again: columns and settings are remembered.',
      argv: ['contacts', 'import', file('import/rejects.csv')],
      exitCode: 0,
    },
    {
      says: 'Export the leads of the last 30 days. The file is complete, or it does not exist.',
      argv: ['leads', 'export', '--since', '30d', '--out', file('leads.csv')],
      exitCode: 0,
      shows: { path: file('leads.csv'), lines: 4 },
    },
    {
      says: 'Make a page of statistics from the conversations of the last 30 days.',
      argv: ['convos', 'stats', '--since', '30d', '--out', file('statistics.html')],
      exitCode: 0,
    },
    {
      says: 'Test the answers of the bot, as a CI job would.',
      argv: ['tests', 'run', example('tests.yaml')],
      exitCode: 0,
    },
  ];
}

function shortPath(path: string): string {
  const near = relative('.', path);
  return near.startsWith('..') ? path : near;
}

type Route = { readonly cli: Cli; readonly steps: readonly Step[] };

async function takeAll(io: Io, options: Options, { cli, steps }: Route): Promise<void> {
  for (const [i, step] of steps.entries()) {
    if (i > 0 && canAsk(io, options)) await askEnter(io, options, 'Press Enter for the next step');
    await take(io, options, cli, step);
  }
}

async function take(
  io: Io,
  options: Options,
  cli: Cli,
  { says, argv, exitCode, shows, afterwards }: Step,
): Promise<void> {
  const colors = await colorsFor(io, io.stdout, options.color);
  const command = (words: readonly string[]) =>
    `${colors.dim('$')} ${colors.cyan(words.map(quoted).join(' '))}\n`;
  await writeOut(io, `\n${colors.bold(says)}\n${command(['cbase', ...argv])}`);
  const code = await cli.run(options.color === false ? [...argv, '--no-color'] : argv, io);
  if (io.interrupt.soft.aborted) throw stopped(io.interrupt.signal(), 'The tour was stopped');
  if (code !== exitCode) throw broken(argv, code, exitCode);
  if (shows !== undefined)
    await writeOut(
      io,
      command(['head', `-${shows.lines}`, shows.path]) +
        firstLines(await readFile(shows.path, 'utf8'), shows.lines),
    );
  if (afterwards !== undefined) await writeOut(io, await afterwards());
}

function firstLines(text: string, count: number): string {
  return `${text.split('\n').slice(0, count).join('\n')}\n`;
}

/** What a person would change in the rejects of `mistakes.csv`, in their order. */
const repairs = [
  ['carl(at)example.com,', 'carl@example.com,'],
  [',1.23457E+11,', ',+4930113,'],
  ['m-1,Emmy Noether again,', 'm-4,Emmy Noether again,'],
  [',many,2024-02-30,perhaps,', ',12,2024-02-29,yes,'],
  [',+4930116,7,,,', ',+4930116,7,2024-06-03,no,'],
  ['\n,Nobody,', '\nm-7,Nobody,'],
  [',ADA@example.com,', ',ada.twice@example.com,'],
] as const;

/** Fixes the rejects as their reasons say. Returns each change, as a diff shows it. */
async function repair(path: string): Promise<string> {
  const text = await readFile(path, 'utf8');
  await writeFile(
    path,
    repairs.reduce((fixed, [wrong, right]) => fixed.replace(wrong, right), text),
  );
  const shown = (part: string) => part.replace(/^[\n,]/, '').replace(/,$/, '');
  return repairs.map(([wrong, right]) => `  - ${shown(wrong)}\n  + ${shown(right)}\n`).join('');
}

/** The tour fails for the same reason as one of its commands, which has already reported it: no disk space, no connection. */
function broken(argv: readonly string[], code: number, expected: number): Failure {
  const kind = outerKinds.find((one) => exitCodes[one] === code) ?? 'bug';
  return new Failure(
    kind,
    `The tour ended early: "${argv.join(' ')}" exited with code ${code}, expected ${expected}`,
  );
}

/** Failures caused by the environment; any other means a bug in the tour itself. */
const outerKinds = ['in-doubt', 'locked', 'disk', 'temporary', 'untrusted'] as const;

async function farewell(io: Io, options: Options, dir: string): Promise<void> {
  const colors = await colorsFor(io, io.stdout, options.color);
  const lines = [
    ...(isNpmScript(io)
      ? [['npm pack && npm install --global --ignore-scripts ./cbase-*.tgz', 'install cbase']]
      : []),
    ['cbase contacts list --local', 'try any command on the emulator, which keeps its data'],
    ['cbase auth login', 'store the key of your account; then leave out --local'],
    ['cbase help', 'see what else there is'],
  ] as const;
  await writeOut(
    io,
    `\n${colors.bold('End of the tour. Next:')}\n${lines.map(([command, does]) => `  ${colors.cyan(command)}\n      ${does}\n`).join('')}\n` +
      `The files of the tour are in ${dir} until the next one. Its page of statistics:\n  ${join(dir, 'statistics.html')}\n`,
  );
}

/** Whether the tour was started by `npm run demo` in a checkout, so that there may be no `cbase` command yet. */
function isNpmScript({ env }: Io): boolean {
  return env.npm_lifecycle_event === 'demo';
}

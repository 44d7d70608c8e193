import { mkdtemp, readFile, rm } from 'node:fs/promises';
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
import { writeOut } from '../terminal/streams.js';

export type Options = Common;

type Step = {
  readonly says: string;
  readonly argv: readonly string[];
  readonly exitCode: number;
  /** A file of the run report to show afterwards. */
  readonly shows?: string;
};

export async function tour(io: Io, options: Options, cli: Cli): Promise<undefined> {
  const scratch = await mkdtemp(join(await scratchDirectory(io, stateDirectory(io.env, io.home)), 'demo-'));
  const server = await startEmulator({ seed: 'demo', paceMs: 25 });
  const inside: Io = { ...io, env: { ...io.env, ...environment(server, scratch) } };
  try {
    for (const step of stepsIn(inside, scratch)) await take(inside, options, cli, step);
    await farewell(inside, options);
  } finally {
    await server.close();
    await rm(scratch, { recursive: true, force: true });
  }
}

function environment(
  { url, key, bot }: { readonly url: string; readonly key: string; readonly bot: string | undefined },
  scratch: string,
) {
  return {
    CHATBASE_BASE_URL: url,
    CHATBASE_API_KEY: key,
    CHATBASE_API_KEY_FILE: undefined,
    CHATBASE_BOT_ID: bot,
    CBASE_LOCAL: undefined,
    XDG_STATE_HOME: scratch,
  };
}

function stepsIn({ packageDir }: Io, scratch: string): readonly Step[] {
  const example = (name: string) => shortPath(join(packageDir, 'examples', name));
  const google = [
    '--map',
    'external_id=Custom Field 1 - Value',
    '--map',
    'company=Organization Name',
    '--map',
    'city=Address 1 - City',
  ];
  const mended = join(scratch, 'mistakes');
  return [
    {
      says: 'A local Chatbase emulator is running inside this process. It has one bot:',
      argv: ['bots', 'list', '--format', 'table'],
      exitCode: 0,
    },
    {
      says: 'Import a handmade file with mistakes: by default nothing is sent if any row is rejected.',
      argv: ['contacts', 'import', example('mistakes.csv')],
      exitCode: 6,
    },
    {
      says: 'Allow some rejects, and the valid rows are imported. The rejects are written to a file with their reasons:',
      argv: ['contacts', 'import', example('mistakes.csv'), '--max-rejects', '10', '--report', mended],
      exitCode: 3,
      shows: join(mended, 'rejects.csv'),
    },
    {
      says: 'JSON Lines files work the same way.',
      argv: ['contacts', 'import', example('contacts.ndjson')],
      exitCode: 0,
    },
    {
      says: 'Importing the same file again changes nothing: existing contacts are skipped.',
      argv: ['contacts', 'import', example('contacts.ndjson')],
      exitCode: 0,
    },
    {
      says: 'Import an export from Google Contacts: 2,500 people, with quotes, line breaks, umlauts, CJK and emoji.',
      argv: ['contacts', 'import', example('google-contacts.csv'), ...google],
      exitCode: 0,
    },
    {
      says: 'List the imported contacts.',
      argv: [
        'contacts',
        'list',
        '--limit',
        '8',
        '--format',
        'table',
        '--fields',
        'external_id,name,email,phonenumber,custom_attributes',
      ],
      exitCode: 0,
    },
    {
      says: 'Ask the bot a question; the answer streams in.',
      argv: ['chat', 'Can I return a bag that I have not opened?'],
      exitCode: 0,
    },
  ];
}

function shortPath(path: string): string {
  const near = relative('.', path);
  return near.startsWith('..') ? path : near;
}

const pauseMs = 600;

async function take(
  io: Io,
  options: Options,
  cli: Cli,
  { says, argv, exitCode, shows }: Step,
): Promise<void> {
  const colors = await colorsFor(io, io.stdout, options.color);
  if (io.stdout.isTTY) await io.sleep(pauseMs, io.interrupt.soft);
  await writeOut(
    io,
    `\n${colors.bold(says)}\n${colors.dim('$')} ${colors.cyan(['cbase', ...argv.map(quoted)].join(' '))}\n`,
  );
  const code = await cli.run(options.color === false ? [...argv, '--no-color'] : argv, io);
  if (io.interrupt.soft.aborted) throw stopped(io.interrupt.signal(), 'The tour was stopped');
  if (code !== exitCode) throw broken(argv, code, exitCode);
  if (shows !== undefined)
    await writeOut(
      io,
      `${colors.dim('$')} ${colors.cyan(`cat ${quoted(shows)}`)}\n${await readFile(shows, 'utf8')}`,
    );
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

async function farewell(io: Io, options: Options): Promise<void> {
  const colors = await colorsFor(io, io.stdout, options.color);
  const lines = [
    'cbase emulator                          run a local Chatbase emulator for your own scripts',
    'cbase contacts list --local             run any command on the emulator, which keeps its data',
    'cbase contacts import FILE --local --dry-run',
    'export CHATBASE_API_KEY=…               then omit --local to use your account',
  ];
  await writeOut(
    io,
    `\n${colors.bold('End of the tour; its data has been deleted. Try the commands yourself with --local. Next:')}\n${lines.map((line) => `  ${line}\n`).join('')}`,
  );
}

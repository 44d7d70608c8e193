import { CommanderError } from 'commander';
import { ApiError, asFailure } from './api/error.js';
import { plain } from './base/escape/terminal.js';
import { diskFailure, type Ending, exitCodes, Failure, isClosedPipe, stopped } from './base/failure.js';
import type { Io } from './base/io.js';
import { pagerFor } from './base/pager.js';
import type { Cli } from './cli/action.js';
import { HelpAsked } from './cli/help/in-tree.js';
import { keyFilter, withoutTypedKey } from './cli/typed-keys.js';
import { usageFailure } from './cli/usage-errors.js';
import { isAllAsked } from './help/asked.js';
import { helpWidth } from './help/rendered.js';
import { buildProgram, withTexts } from './program.js';
import { failureJson, shownFailure } from './terminal/failure-text.js';
import { writeErr, writeOut } from './terminal/streams.js';

/** Runs a command line and returns its exit code. The only place that prints errors. Never throws. */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  let ending: Ending = 'done';
  let version = '';
  const cli: Cli = {
    io,
    argv,
    run: main,
    end: (how) => {
      ending = how;
    },
    print: (text) => {
      version += text;
    },
  };
  try {
    const program = await buildProgram(cli, argv);
    await program.parseAsync([...withTexts(program, argv)], { from: 'user' });
    return exitCodes[ending];
  } catch (error) {
    if (!isAnswered(error, argv)) return report(io, error, argv);
    const answer = error instanceof HelpAsked ? showHelp(io, error, argv) : writeOut(io, version);
    return answer.then(
      () => exitCodes.done,
      (failure) => report(io, failure, argv),
    );
  }
}

/**
 * Whether an error is a question with an answer: commander reports the version as an error with exit code 0. A missing command
 * is answered with what there is to choose from, but a program that wants data gets an error.
 */
function isAnswered(error: unknown, argv: readonly string[]): error is CommanderError {
  if (error instanceof HelpAsked && error.isCommandMissing) return !isForProgram(argv);
  return error instanceof CommanderError && error.exitCode === 0;
}

async function showHelp(io: Io, asked: HelpAsked, argv: readonly string[]): Promise<void> {
  const { helpText } = await import('./cli/help/help-text.js');
  const text = helpText(asked, { width: helpWidth(io.stdout), isAll: isAllAsked(argv) });
  const pager = pagerFor(text, { argv, env: io.env, stdout: io.stdout });
  if (pager === undefined || !io.pages(pager, text)) await writeOut(io, text);
}

/** Reports an unhandled error, which is always a bug in cbase. Never throws. */
export async function endUnhandled(io: Io, error: unknown, argv: readonly string[]): Promise<number> {
  return isClosedPipe(error) ? exitCodes.done : report(io, error, argv, ourBug(error));
}

async function report(
  io: Io,
  error: unknown,
  argv: readonly string[],
  failed: Failure | undefined = undefined,
): Promise<number> {
  if (isClosedPipe(error)) return exitCodes.done;
  const hide = keyFilter(io, argv);
  const failure = withoutTypedKey(failed ?? failureOf(io, error, argv), hide);
  if (io.env.CBASE_DEBUG === '1' && error instanceof Error) writeErr(io, plain(hide(error.stack ?? '')));
  writeErr(io, await shownFailure(io, failure, wantedColor(argv)));
  const shape = jsonShape(argv);
  if (shape !== undefined) await writeOut(io, failureJson(failure, shape)).catch(() => {});
  return exitCodes[failure.kind];
}

function failureOf(io: Io, error: unknown, argv: readonly string[]): Failure {
  if (error instanceof CommanderError) return usageFailure(error, argv);
  const failure = error instanceof ApiError ? asFailure(error) : error;
  if (io.interrupt.soft.aborted && isStop(failure)) {
    if (!(failure instanceof Failure)) return stopped(io.interrupt.signal());
    const { document, advice } = failure.more;
    // Advice on network problems does not apply after Ctrl-C.
    return stopped(io.interrupt.signal(), failure.message, {
      document,
      ...(failure.kind === 'interrupted' && { advice }),
    });
  }
  if (failure instanceof Failure) return failure;
  const disk = diskFailure(error, (error as NodeJS.ErrnoException)?.path ?? 'a cbase file');
  if (disk instanceof Failure) return disk;
  return lackOfDatabase(error) ?? ourBug(error);
}

/** The emulator's database is an optional package, which an installation may have left out. */
function lackOfDatabase(error: unknown): Failure | undefined {
  const { code, message } = (error ?? {}) as NodeJS.ErrnoException;
  const name =
    code === 'MODULE_NOT_FOUND' ? /^Cannot find module '(@libsql\/[\w-]+)'/.exec(message)?.[1] : undefined;
  if (name === undefined) return undefined;
  return new Failure('usage', `The emulator needs the package ${name}, which is not installed`, {
    advice: 'Install cbase again with its optional packages: npm install --global cbase --include=optional',
  });
}

function ourBug(error: unknown): Failure {
  const words = error instanceof Error ? error.message : String(error);
  return new Failure('bug', `Internal error in cbase: ${words}`, {
    advice: 'Run it again with CBASE_DEBUG=1 and report the output',
  });
}

/** A wait interrupted by Ctrl-C rejects with the reason of its signal. */
function isStop(error: unknown): boolean {
  return (
    (error instanceof Failure && (error.kind === 'interrupted' || error.kind === 'temporary')) ||
    (error instanceof Error && error.name === 'AbortError')
  );
}

/** The words before `--`. The raw ones are searched, because an error may have prevented their parsing. */
function flagWords(argv: readonly string[]): readonly string[] {
  return argv.slice(0, argv.includes('--') ? argv.indexOf('--') : argv.length);
}

function wantedColor(argv: readonly string[]): boolean | undefined {
  return flagWords(argv).includes('--no-color') ? false : undefined;
}

function isForProgram(argv: readonly string[]): boolean {
  return jsonShape(argv) !== undefined || flagWords(argv).some((word) => /^--(format|jq)(=|$)/.test(word));
}

/** Searches the raw arguments, because the error may have prevented their parsing. */
function jsonShape(argv: readonly string[]): 'json' | 'jsonl' | undefined {
  const words = flagWords(argv);
  if (words.includes('--jsonl')) return 'jsonl';
  const isJson = words.some(
    (word, i) =>
      word === '--json' || word === '--format=json' || (word === '--format' && words[i + 1] === 'json'),
  );
  return isJson ? 'json' : undefined;
}

import { CommanderError } from 'commander';
import { ApiError, asFailure } from './api/error.js';
import { plain } from './base/escape/terminal.js';
import { diskFailure, type Ending, exitCodes, Failure, isClosedPipe, stopped } from './base/failure.js';
import type { Io } from './base/io.js';
import type { Cli } from './cli/action.js';
import { buildProgram, withTexts } from './program.js';
import { failureJson, failureText } from './terminal/failure-text.js';
import { writeErr, writeOut } from './terminal/streams.js';

/** Runs a command line and returns its exit code. The only place that prints errors. Never throws. */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  let ending: Ending = 'done';
  let help = '';
  const cli: Cli = {
    io,
    run: main,
    end: (how) => {
      ending = how;
    },
    help: (text) => {
      help += text;
    },
  };
  try {
    const program = await buildProgram(cli, argv);
    await program.parseAsync([...withTexts(program, helpWords(argv))], { from: 'user' });
    return exitCodes[ending];
  } catch (error) {
    if (!isHelp(error)) return report(io, error, argv);
    return writeOut(io, help).then(
      () => exitCodes.done,
      (failure) => report(io, failure, argv),
    );
  }
}

/** `help bots list` means the help of `bots list`, not that of `bots`. */
function helpWords([first, ...more]: readonly string[]): string[] {
  if (first === 'help' && more.length > 1) return [...more, '--help'];
  return first === undefined ? [] : [first, ...more];
}

/** Help and version end like errors, with code 0. */
function isHelp(error: unknown): boolean {
  return error instanceof CommanderError && error.exitCode === 0;
}

/** Ends a process in which something was thrown that nothing waited for: that is our bug, whatever was thrown. Never throws. */
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
  const failure = withoutTypedKey(failed ?? failureOf(io, error), hide);
  if (io.env.CBASE_DEBUG === '1' && error instanceof Error) writeErr(io, plain(hide(error.stack ?? '')));
  writeErr(io, failureText(failure));
  const shape = jsonShape(argv);
  if (shape !== undefined) await writeOut(io, failureJson(failure, shape)).catch(() => {});
  return exitCodes[failure.kind];
}

function failureOf(io: Io, error: unknown): Failure {
  if (error instanceof CommanderError) return usageFailure(error);
  const failure = error instanceof ApiError ? asFailure(error) : error;
  if (io.interrupt.soft.aborted && isStop(failure)) {
    if (!(failure instanceof Failure)) return stopped(io.interrupt.signal());
    const { document, advice } = failure.more;
    // What to do about a network that is away is no advice for whoever pressed Ctrl-C.
    return stopped(io.interrupt.signal(), failure.message, {
      document,
      ...(failure.kind === 'interrupted' && { advice }),
    });
  }
  if (failure instanceof Failure) return failure;
  const disk = diskFailure(error, (error as NodeJS.ErrnoException)?.path ?? 'a file of cbase');
  if (disk instanceof Failure) return disk;
  return ourBug(error);
}

function ourBug(error: unknown): Failure {
  const words = error instanceof Error ? error.message : String(error);
  return new Failure('bug', `Something went wrong inside cbase: ${words}`, {
    advice: 'Run it again with CBASE_DEBUG=1 and report what it prints',
  });
}

/** Takes out of a text what may be a key: words of the command line that look like one, and the key of the environment. */
function keyFilter({ env }: Io, argv: readonly string[]): (text: string) => string {
  const typed = argv.flatMap((word) => [word, ...word.split(/[=:]/)]).filter(looksLikeKey);
  const key = env.CHATBASE_API_KEY ?? '';
  const secrets = [...typed, ...(key.length < 8 ? [] : [key])];
  return (text) => secrets.reduce((shown, secret) => shown.replaceAll(secret, '…'), text);
}

/** A key that was typed in the wrong place comes back as a value that is not understood: it is not repeated. */
function withoutTypedKey(failure: Failure, hide: (text: string) => string): Failure {
  if (failure.kind !== 'usage') return failure;
  const words = (failure.message.match(/"[^"]*"/g) ?? []).filter(looksLikeKey);
  const clean = (text: string) =>
    hide(words.reduce((shown, word) => shown.replaceAll(word.slice(1, -1), '…'), text));
  const { advice } = failure.more;
  return new Failure('usage', clean(failure.message), { ...failure.more, advice: advice && clean(advice) });
}

/** A wait that was cut short by Ctrl-C surfaces as the reason of its signal. */
function isStop(error: unknown): boolean {
  return (
    (error instanceof Failure && (error.kind === 'interrupted' || error.kind === 'temporary')) ||
    (error instanceof Error && error.name === 'AbortError')
  );
}

/** `error: unknown option '--x'\n(Did you mean --y?)` as one sentence and a piece of advice. */
function usageFailure(error: CommanderError): Failure {
  if (error.code === 'commander.help')
    return new Failure('usage', 'No command was named', { advice: 'Add --help to see what there is' });
  const [first = '', ...more] = error.message.replace(/^error: /, '').split('\n');
  const suggestion = /Did you mean (.+)\?\)/.exec(more.join(' '))?.[1];
  const safe = withoutKeys(first);
  const message = safe.charAt(0).toUpperCase() + safe.slice(1).replace(/\.$/, '');
  return new Failure('usage', message, { advice: adviceFor(message, suggestion) });
}

const elsewhere: Readonly<Record<string, string>> = {
  login: 'cbase auth login',
  logout: 'cbase auth logout',
  whoami: 'cbase auth status',
  version: 'cbase --version',
};

function adviceFor(message: string, suggestion: string | undefined): string {
  const [, word = ''] = /'([^']*)'/.exec(message) ?? [];
  if (suggestion !== undefined && word === suggestion) return `It takes no value: ${suggestion}`;
  if (Object.hasOwn(elsewhere, word)) return `Did you mean ${elsewhere[word]}?`;
  return suggestion === undefined ? 'See what there is with --help' : `Did you mean ${suggestion}?`;
}

/** A value behind an unknown flag, or a word where none belongs, may be a key: it is not repeated. */
function withoutKeys(words: string): string {
  return words
    .replace(/^(unknown option '--[\w-]+)=.*'$/s, "$1'")
    .replace(/^(unknown option '-\w).+'$/s, (whole, flag: string) =>
      whole.includes("'--") ? whole : `${flag}'`,
    )
    .replace(/'[^']*'/g, (word) => (looksLikeKey(word) ? "'…'" : word));
}

/** As long as a key (ids of bots are shorter), without blanks, with a digit among letters. */
function looksLikeKey(word: string): boolean {
  return word.length > 30 && /^['"]?[\w.+=-]*\d[\w.+=-]*['"]?$/.test(word) && /[a-z]/i.test(word);
}

/** Looked up in the words themselves, because the mistake may be the reason why they were not understood. */
function jsonShape(argv: readonly string[]): 'json' | 'jsonl' | undefined {
  const words = argv.slice(0, argv.includes('--') ? argv.indexOf('--') : argv.length);
  if (words.includes('--jsonl')) return 'jsonl';
  const isJson = words.some(
    (word, i) =>
      word === '--json' || word === '--format=json' || (word === '--format' && words[i + 1] === 'json'),
  );
  return isJson ? 'json' : undefined;
}

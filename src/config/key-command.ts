import { existsSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { canAsk, type WhetherToAsk } from '../base/asking.js';
import { splitCommand } from '../base/command-line.js';
import { plain } from '../base/escape/terminal.js';
import { Failure, stopped } from '../base/failure.js';
import type { Io } from '../base/io.js';
import type { KeySource } from '../base/key-source.js';
import { isStoppedByNow } from '../base/late-signal.js';
import { isEndedByCtrlC, type ProgramOutput } from '../base/program-output.js';

type Deps = Pick<Io, 'stdin' | 'stderr' | 'env' | 'home' | 'sleep' | 'outputOf' | 'interrupt'>;

export type KeyCommandOptions = {
  readonly asking: WhetherToAsk;
  /** How long the command may take. */
  readonly timeoutMs: number;
  readonly onNotice: (text: string) => void;
};

/** How a key that `command` prints is named. */
export function commandSource(command: string): KeySource {
  return { kind: 'profile', name: `the key command "${command}"`, command };
}

/** After this, the user is told what cbase waits for. */
const noticeMs = 2000;

/** What all copies of an Io share: whatever one invocation does, its interrupt is the same object. */
const printed = new WeakMap<Io['interrupt'], Map<string, Promise<string>>>();

/**
 * The line that a key command prints, which may not be a key. The command runs at most once per invocation, without a shell, in the
 * home directory: what it means must not depend on where cbase is started. It may ask only where cbase may. Throws Failure 'usage'
 * for a command that cannot be run or prints something other than one line, 'auth' for one that fails or takes too long.
 */
export function printedKey(deps: Deps, command: string, options: KeyCommandOptions): Promise<string> {
  const known = printed.get(deps.interrupt) ?? new Map<string, Promise<string>>();
  printed.set(deps.interrupt, known);
  const key = known.get(command) ?? runOnce(deps, command, options);
  known.set(command, key);
  return key;
}

/** The words of a key command. Throws Failure 'usage' for one that needs a shell, or whose program depends on the directory. */
export function keyCommandWords(command: string): readonly [string, ...string[]] {
  const { name } = commandSource(command);
  const words = splitCommand(command, name);
  const [program] = words;
  if (/^[A-Za-z_]\w*=/.test(program))
    throw new Failure('usage', `${name} begins with a variable, but no shell runs it`, {
      advice: `Begin with "env": env ${command}`,
    });
  if (/[\\/]/.test(program) && !isAbsolute(program))
    throw new Failure('usage', `${name} names its program by a relative path`, {
      advice: 'Name it by its whole path, so that no directory can put another in its place',
    });
  return words;
}

async function runOnce(deps: Deps, command: string, options: KeyCommandOptions): Promise<string> {
  const words = keyCommandWords(command);
  const mayAsk = canAsk(deps, options.asking);
  const limit = new AbortController();
  const done = new AbortController();
  const signal = AbortSignal.any([limit.signal, deps.interrupt.soft]);
  const wait = (ms: number, then: () => void) => void deps.sleep(ms, done.signal).then(then, () => {});
  wait(noticeMs, () => options.onNotice(`Waiting for the key from ${command}`));
  wait(options.timeoutMs, () => limit.abort());
  // What asks for a password must be seen at once; elsewhere stderr is part of the error.
  const onStderr = mayAsk ? (text: string) => void deps.stderr.write(plain(text)) : undefined;
  const cwd = existsSync(deps.home) ? deps.home : '/';
  const output = await deps.outputOf(words, { cwd, mayAsk, signal, onStderr }).finally(() => done.abort());
  if (deps.interrupt.soft.aborted || isEndedByCtrlC(output)) throw stopped(deps.interrupt.signal());
  try {
    return lineOf(output, { command, timeoutMs: options.timeoutMs, isSaid: mayAsk });
  } catch (error) {
    // The command gets Ctrl-C as well, and may have ended in a way of its own because of it.
    if (output.how === 'ended' && (await isStoppedByNow(deps))) throw stopped(deps.interrupt.signal());
    throw error;
  }
}

type Ran = {
  readonly command: string;
  readonly timeoutMs: number;
  /** Whether the user has seen its stderr already. */
  readonly isSaid: boolean;
};

/** Nothing that the command wrote to stdout is repeated in an error: it may be most of a key. */
function lineOf(output: ProgramOutput, { command, timeoutMs, isSaid }: Ran): string {
  const { name } = commandSource(command);
  if (output.how === 'not-started') throw notStarted(name, output.code);
  if (output.how === 'too-much') throw notOneLine(name, 'far more than one line');
  const said = output.stderr.trim();
  const words = said === '' || isSaid ? '' : `: ${tail(said)}`;
  const more = { details: { command, stderr: tail(said) } };
  if (output.how === 'aborted')
    throw new Failure('auth', `${name} printed no key within ${timeoutMs / 1000} s${words}`, {
      ...more,
      advice: 'Run it yourself to see what it waits for, or give it longer with --timeout',
    });
  const { exitCode, signal, stdout } = output;
  if (exitCode !== 0) {
    const how = exitCode === undefined ? `was ended by ${signal}` : `failed with exit code ${exitCode}`;
    throw new Failure('auth', `${name} ${how}${words}`, {
      ...more,
      advice: 'Run it yourself to see why, or log in again: cbase auth login',
    });
  }
  const line = stdout.trim();
  if (line !== '' && !/[\r\n]/.test(line)) return line;
  throw notOneLine(name, line === '' ? 'nothing' : 'more than one line');
}

function notOneLine(name: string, printed: string): Failure {
  return new Failure('usage', `${name} printed ${printed}`, {
    advice: 'Change it so that it prints the key on one line and nothing else',
  });
}

function notStarted(name: string, code: string): Failure {
  if (code === 'ENOENT')
    return new Failure('usage', `${name} cannot be run: its program was not found`, {
      advice: 'Install it, or name it by its whole path; PATH may be shorter here than in your shell',
    });
  return new Failure('usage', `${name} cannot be run (${code})`, {
    advice: 'Check that its program may be executed',
  });
}

const maxSaid = 500;

/** The end of what a program said, on one line. */
function tail(text: string): string {
  const line = text.split(/\s*[\r\n]+\s*/).join(' / ');
  return line.length <= maxSaid ? line : `…${line.slice(-maxSaid)}`;
}

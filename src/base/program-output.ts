import { type ChildProcess, spawn } from 'node:child_process';
import { withoutSecrets } from './child-environment.js';
import { isSystemError } from './failure.js';
import { codeOfCtrlC } from './late-signal.js';
import { onAbort } from './on-abort.js';

type Env = Readonly<Record<string, string | undefined>>;

/** How to run a program whose output is wanted. */
export type OutputRequest = {
  /** The working directory. */
  readonly cwd: string;
  /** Whether the program gets the terminal on stdin, so that it can ask; otherwise stdin is empty. */
  readonly mayAsk: boolean;
  /** What the program gets on stdin; without it and without `mayAsk`, stdin is empty. */
  readonly input?: Uint8Array | undefined;
  /** How many characters it may write to stdout (default 65,536). */
  readonly maxChars?: number | undefined;
  /** Ends the program when it aborts. */
  readonly signal: AbortSignal;
  /** Gets what the program writes to stderr, as it comes. */
  readonly onStderr?: ((text: string) => void) | undefined;
};

/** What became of a program. */
export type ProgramOutput =
  /** The code of the system, such as ENOENT: there is no such program, or it cannot be run. */
  | { readonly how: 'not-started'; readonly code: string }
  | {
      readonly how: 'ended';
      /** `undefined` if a signal ended it. */
      readonly exitCode: number | undefined;
      readonly signal: string | undefined;
      readonly stdout: string;
      readonly stderr: string;
    }
  /** It was ended by the signal of the request. */
  | { readonly how: 'aborted'; readonly stderr: string }
  /** It was ended because it wrote too much to stdout. */
  | { readonly how: 'too-much' };

/** Whether Ctrl-C has ended a program. It gets the signal itself, because it shares our process group. */
export function isEndedByCtrlC(output: ProgramOutput): boolean {
  return output.how === 'ended' && (output.signal === 'SIGINT' || output.exitCode === codeOfCtrlC);
}

/** More than this is no answer to a question for one line, and no message on stderr. */
const usualMaxChars = 65_536;
/** How long a program may take to end after SIGTERM. */
const graceMs = 500;
/** How long to read on after its end: a child that it left in the background may keep the pipe open forever. */
const drainMs = 250;

/**
 * Runs a program without a shell, in our process group, and resolves with what it wrote. One that writes more than `maxChars` characters to stdout is
 * ended; of stderr, what comes after 65,536 is left out. API keys are removed from the environment it inherits.
 */
export function programOutput(
  [program, ...argv]: readonly [string, ...string[]],
  env: Env,
  { cwd, mayAsk, input, signal, onStderr, maxChars = usualMaxChars }: OutputRequest,
): Promise<ProgramOutput> {
  return new Promise((resolve) => {
    const child = started([program, ...argv], env, { cwd, mayAsk, input });
    if ('code' in child) return resolve({ how: 'not-started', code: child.code });
    const stop = () => endProgram(child);
    // A program may end before it has read everything.
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
    const stdout = collected(child.stdout, maxChars, (_, chars) => chars > maxChars && stop());
    const stderr = collected(child.stderr, usualMaxChars, onStderr);
    const deaf = onAbort(signal, stop);
    const settle = (output: ProgramOutput) => {
      deaf();
      child.stdout?.destroy();
      child.stderr?.destroy();
      resolve(output);
    };
    const ended = (code: number | null, killedBy: string | null) => {
      if (signal.aborted) return settle({ how: 'aborted', stderr: stderr() });
      if (stdout().length > maxChars) return settle({ how: 'too-much' });
      const how = { exitCode: code ?? undefined, signal: killedBy ?? undefined };
      settle({ how: 'ended', ...how, stdout: stdout(), stderr: stderr() });
    };
    child.on('error', ({ code = 'unknown' }: NodeJS.ErrnoException) => settle({ how: 'not-started', code }));
    child.on('close', ended);
    child.on('exit', (code, killedBy) => setTimeout(() => ended(code, killedBy), drainMs));
    if (signal.aborted) stop();
  });
}

type Started = Pick<OutputRequest, 'cwd' | 'mayAsk' | 'input'>;

/** Node reports most codes with an event, but throws for some, such as E2BIG. */
function started(
  [program, ...argv]: readonly [string, ...string[]],
  env: Env,
  { cwd, mayAsk, input }: Started,
): ChildProcess | { readonly code: string } {
  try {
    const stdin = input === undefined ? (mayAsk ? 'inherit' : 'ignore') : 'pipe';
    const stdio = [stdin, 'pipe', 'pipe'] as const;
    return spawn(program, argv, { cwd, env: withoutSecrets(env), stdio: [...stdio] });
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return { code: error.code };
  }
}

/** What a stream wrote: no more than one character beyond the maximum. */
function collected(
  stream: ChildProcess['stdout'],
  maxChars: number,
  onText: (part: string, chars: number) => void = () => {},
): () => string {
  const parts: string[] = [];
  let chars = 0;
  stream?.setEncoding('utf8');
  stream?.on('data', (part: string) => {
    const kept = part.slice(0, maxChars + 1 - chars);
    parts.push(kept);
    chars += kept.length;
    onText(part, chars);
  });
  return () => parts.join('');
}

function endProgram(child: ChildProcess): void {
  if (child.killed) return;
  const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
  child.once('exit', () => clearTimeout(timer));
  child.kill('SIGTERM');
}

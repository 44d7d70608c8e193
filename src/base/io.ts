import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { closeSync, fstatSync, writeSync } from 'node:fs';
import { constants, homedir, hostname, userInfo } from 'node:os';
import type { Readable, Writable } from 'node:stream';
import { browserCommand } from './browser.js';
import { withoutSecrets } from './child-environment.js';
import { exitCodes, isSystemError } from './failure.js';
import { lateSignal } from './late-signal.js';
import { onAbort } from './on-abort.js';
import { type PagerEnd, showInPager } from './pager.js';
import { type OutputRequest, type ProgramOutput, programOutput } from './program-output.js';

/** A stream that may be a terminal. Only a terminal has `columns` and `rows`. */
export type Output = Writable & {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
};
export type Input = Readable & {
  readonly isTTY?: boolean;
  /** Terminals only: delivers keys as they are pressed, without echo. */
  readonly setRawMode?: (isRaw: boolean) => unknown;
};

/** The job control of a shell: Ctrl-Z and `fg`. */
export type Job = {
  /** Suspends this process and its process group, like Ctrl-Z. */
  readonly suspend: () => void;
  /** Calls `before` on suspend and `after` on resume, until the returned function is called. */
  readonly around: (before: () => void, after: () => void) => () => void;
};

export type StopSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP';

/** Ctrl-C and similar signals: the first requests a graceful shutdown, the second an immediate one. */
export type Interrupt = {
  readonly soft: AbortSignal;
  readonly hard: AbortSignal;
  /** The first signal received; `undefined` if there was none. */
  readonly signal: () => StopSignal | undefined;
};

/** A command's only access to the outside world. Created once by `processIo`; tests create their own. */
export type Io = {
  readonly stdin: Input;
  /** Whether stdin may have data: a pipe, a socket or a file, but not a terminal or /dev/null. */
  readonly hasPipedInput: () => boolean;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly host: string;
  readonly version: string;
  /** The directory that cbase is installed in: its examples, completion scripts and chart library. */
  readonly packageDir: string;
  /** The version of Node, such as `v22.13.0`. */
  readonly node: string;
  readonly pid: number;
  /** The user id; `undefined` on Windows. */
  readonly uid: number | undefined;
  /** True while a process with this id exists on this machine. */
  readonly isAlive: (pid: number) => boolean;
  /** Wall clock in milliseconds since 1970: for timestamps and names, never for waiting. */
  readonly now: () => number;
  /** Monotonic clock in milliseconds: for waiting and measuring. */
  readonly monotonic: () => number;
  /** Resolves after `ms`, or rejects with the signal's reason as soon as it aborts. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** Calls `work` every `ms` until the returned function is called; does not keep the process alive. */
  readonly every: (ms: number, work: () => void) => () => void;
  /** 0 ≤ n < 1. */
  readonly random: () => number;
  readonly uuid: () => string;
  readonly job: Job;
  /** Calls `work` when the process exits in any way except SIGKILL, until the returned function is called. */
  readonly atExit: (work: () => void) => () => void;
  /**
   * Runs a program and resolves with its exit code: 127 when it is not found, 128 and the number of the signal that ended it.
   * With `input`, the program gets it on stdin and its output is discarded; otherwise it gets the terminal, and Ctrl-C is for
   * the program alone. API keys are removed from the environment it inherits.
   */
  readonly runs: (program: string, argv: readonly string[], input?: string) => Promise<number>;
  /**
   * Runs a program with a text on its stdin and our stderr for its output, in a process group of its own, so that Ctrl-C does not reach
   * it; resolves with its exit code, 127 when it is not found, `undefined` when it was killed. `signal` kills it, with its children.
   */
  readonly feeds: (
    program: string,
    argv: readonly string[],
    input: string,
    signal: AbortSignal,
  ) => Promise<number | undefined>;
  /** Runs a program, given as the words of its command line, and resolves with its output. API keys are not passed on. */
  readonly outputOf: (
    command: readonly [string, ...string[]],
    request: OutputRequest,
  ) => Promise<ProgramOutput>;
  /** Shows a text in a pager, given as the words of its command line. Waits, and blocks, until it is left. */
  readonly pages: (pager: readonly string[], text: string) => PagerEnd;
  /** Starts the browser with a page, and does not wait for it; false if there is none. API keys are not passed on. */
  readonly opens: (url: string) => Promise<boolean>;
  /** Exits immediately without waiting for anything. Only for a second interrupt. */
  readonly exitNow: (code: number) => void;
  readonly interrupt: Interrupt;
};

/** The Io of the real process. Installs signal handlers, so call it only once. */
export function processIo(version: string, packageDir: string): Io {
  return {
    // Opened when it is first read: most commands never do.
    get stdin() {
      return process.stdin;
    },
    hasPipedInput,
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    // With an empty HOME, files would end up in the working directory.
    home: homeOf(),
    host: hostname(),
    version,
    packageDir,
    node: process.version,
    pid: process.pid,
    uid: process.getuid?.(),
    isAlive,
    now: Date.now,
    // `performance` would load a module of Node.
    monotonic: () => Number(process.hrtime.bigint()) / 1e6,
    sleep,
    every,
    random: Math.random,
    uuid: () => randomUUID(),
    job: { suspend, around },
    atExit,
    runs,
    feeds,
    opens,
    outputOf: (command, request) => programOutput(command, process.env, request),
    pages: (pager, text) => showInPager(pager, text, process.env),
    exitNow: leave,
    interrupt: processInterrupt(),
  };
}

/** Exits with a code at once, also where the terminal has been closed. */
export function leave(code: number): never {
  // The last of these listeners: others may have to write to the terminal.
  process.on('exit', closeLostTerminals);
  process.exit(code);
}

/** Node restores the modes of its terminals as the last thing it does, and aborts with a core dump if one of them is gone. */
function closeLostTerminals(): void {
  for (const fd of [0, 1, 2]) {
    try {
      if (fstatSync(fd).isCharacterDevice()) writeSync(fd, '');
    } catch (error) {
      if (isSystemError(error) && error.code === 'EIO') closeSync(fd);
    }
  }
}

/** A service user may have neither a HOME nor a passwd entry; then nothing can be found or stored there. */
function homeOf(): string {
  try {
    return homedir() || userInfo().homedir || nowhere;
  } catch {
    return nowhere;
  }
}

const nowhere = '/nonexistent';

function hasPipedInput(): boolean {
  try {
    const stdin = fstatSync(0);
    return stdin.isFIFO() || stdin.isSocket() || stdin.isFile();
  } catch {
    return false;
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // EPERM means that the process exists but belongs to another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

const maxTimerMs = 2 ** 31 - 1;

async function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  // A larger number makes setTimeout fire after one millisecond instead of never.
  for (let left = ms; left > 0; left -= maxTimerMs) await nap(Math.min(left, maxTimerMs), signal);
}

function nap(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      deaf();
      resolve();
    }, ms);
    const deaf = onAbort(signal, stop);
  });
}

function every(ms: number, work: () => void): () => void {
  const timer = setInterval(work, ms).unref();
  return () => clearInterval(timer);
}

function suspend(): void {
  // 0 means the whole process group: a parent such as npx is suspended too, and the shell gets the terminal.
  process.kill(0, 'SIGTSTP');
}

const resumeMs = 50;

function around(before: () => void, after: () => void): () => void {
  if (process.platform === 'win32') return () => {};
  let isStopped = false;
  const goOn = () => {
    if (!isStopped) return;
    isStopped = false;
    after();
  };
  const stop = () => {
    isStopped = true;
    before();
    // Send SIGTSTP, not SIGSTOP: without a shell that could resume us, the system ignores it.
    process.off('SIGTSTP', stop);
    process.kill(process.pid, 'SIGTSTP');
    process.on('SIGTSTP', stop);
    setTimeout(goOn, resumeMs);
  };
  const cont = () => {
    isStopped = true;
    goOn();
  };
  process.on('SIGTSTP', stop);
  process.on('SIGCONT', cont);
  return () => {
    process.off('SIGTSTP', stop);
    process.off('SIGCONT', cont);
  };
}

function atExit(work: () => void): () => void {
  process.on('exit', work);
  return () => process.off('exit', work);
}

function runs(program: string, argv: readonly string[], input?: string): Promise<number> {
  const stdio = input === undefined ? 'inherit' : (['pipe', 'ignore', 'ignore'] as const);
  const hearCtrlC = input === undefined ? leaveCtrlC() : async () => {};
  const ended = new Promise<number>((resolve, reject) => {
    const child = spawn(program, [...argv], { stdio: stdio as 'inherit', env: withoutSecrets(process.env) });
    child.on('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ENOENT' || error.code === 'EACCES' ? resolve(127) : reject(error),
    );
    child.on('close', (code, signal) => resolve(code ?? 128 + (constants.signals[signal ?? 'SIGHUP'] ?? 0)));
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
  });
  return ended.finally(hearCtrlC);
}

/**
 * Ignores SIGINT, which a terminal sends to all of its programs, until the returned function is called, and for a moment longer: the
 * end of a program that Ctrl-C has ended may be known here before the signal has arrived.
 */
function leaveCtrlC(): () => Promise<void> {
  const listeners = process.listeners('SIGINT');
  const ignore = () => {};
  process.removeAllListeners('SIGINT').on('SIGINT', ignore);
  return async () => {
    for (let i = 0; i < lateSignal.times; i++) await sleep(lateSignal.ms);
    process.off('SIGINT', ignore);
    for (const listener of listeners) process.on('SIGINT', listener);
  };
}

function feeds(
  program: string,
  argv: readonly string[],
  input: string,
  signal: AbortSignal,
): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return resolve(undefined);
    const stdio = ['pipe', 2, 2] as const;
    const env = withoutSecrets(process.env);
    const child = spawn(program, [...argv], { stdio: [...stdio], env, detached: true });
    const kill = () => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      } catch {
        // It has just ended.
      }
    };
    const deaf = onAbort(signal, kill);
    child.on('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ENOENT' || error.code === 'EACCES' ? resolve(127) : reject(error),
    );
    // Not `close`, which would wait for what the program left running.
    child.on('exit', (code) => {
      deaf();
      resolve(code ?? undefined);
    });
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
  });
}

function opens(url: string): Promise<boolean> {
  const [program, ...argv] = browserCommand(url, process.platform, process.env) ?? [];
  if (program === undefined) return Promise.resolve(false);
  return new Promise((resolve) => {
    const child = spawn(program, argv, { stdio: 'ignore', detached: true, env: withoutSecrets(process.env) });
    child.on('error', () => resolve(false));
    child.on('spawn', () => {
      child.unref();
      resolve(true);
    });
  });
}

const drainMs = 5000;
const lastResortMs = 2000;
const signalCodes = {
  SIGHUP: exitCodes.hangup,
  SIGINT: exitCodes.interrupted,
  SIGTERM: exitCodes.terminated,
} as const;

/** After a second signal, neither a blocked pipe nor a bug may keep the process alive. */
function stopNow(hard: AbortController, first: StopSignal): void {
  hard.abort();
  setTimeout(() => leave(signalCodes[first]), lastResortMs).unref();
}

function processInterrupt(): Interrupt {
  const soft = new AbortController();
  const hard = new AbortController();
  let first: StopSignal | undefined;
  const heard = (signal: StopSignal) => {
    if (first !== undefined) return stopNow(hard, first);
    first = signal;
    soft.abort();
    // The sender of SIGTERM or SIGHUP will not wait long.
    if (signal !== 'SIGINT') setTimeout(() => hard.abort(), drainMs).unref();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => heard(signal));
  return { soft: soft.signal, hard: hard.signal, signal: () => first };
}

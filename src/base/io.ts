import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { fstatSync } from 'node:fs';
import { homedir, hostname, userInfo } from 'node:os';
import type { Readable, Writable } from 'node:stream';
import { exitCodes } from './failure.js';

/** A stream that may be a terminal. `columns` is known only when it is one. */
export type Output = Writable & { readonly isTTY?: boolean; readonly columns?: number };
export type Input = Readable & {
  readonly isTTY?: boolean;
  /** Of a terminal alone: keys come as they are pressed, and are not shown. */
  readonly setRawMode?: (isRaw: boolean) => unknown;
};

/** The job control of a shell: Ctrl-Z and `fg`. */
export type Job = {
  /** Stops this process, and those it was started with, as Ctrl-Z does. */
  readonly suspend: () => void;
  /** `before` is called when the process is about to be stopped, `after` when it goes on; until the returned function is called. */
  readonly around: (before: () => void, after: () => void) => () => void;
};

export type StopSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP';

/** Ctrl-C and its relatives: the first asks for an orderly end, the second wants the end now. */
export type Interrupt = {
  readonly soft: AbortSignal;
  readonly hard: AbortSignal;
  /** The signal that asked first; `undefined` while nobody has asked. */
  readonly signal: () => StopSignal | undefined;
};

/** Everything a command may know of the world outside. Made once in `processIo`; tests make their own. */
export type Io = {
  readonly stdin: Input;
  /** Whether something may be read from stdin: a pipe, a socket or a file, not a terminal and not /dev/null. */
  readonly hasPipedInput: () => boolean;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly host: string;
  readonly version: string;
  /** The version of Node, such as `v22.13.0`. */
  readonly node: string;
  readonly pid: number;
  /** The user's number; `undefined` where users have none (Windows). */
  readonly uid: number | undefined;
  /** True while a process of this machine with this number exists. */
  readonly isAlive: (pid: number) => boolean;
  /** Wall clock in milliseconds since 1970: for stamps and names, never for waiting. */
  readonly now: () => number;
  /** Milliseconds of a clock that never jumps: for waiting and measuring. */
  readonly monotonic: () => number;
  /** Resolves after `ms`, or rejects with the signal's reason as soon as it aborts. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** Does `work` every `ms` until the function it returns is called; keeps no process alive. */
  readonly every: (ms: number, work: () => void) => () => void;
  /** 0 ≤ n < 1. */
  readonly random: () => number;
  readonly uuid: () => string;
  readonly job: Job;
  /** Does `work` when the process ends, however it does, but for SIGKILL; until the returned function is called. */
  readonly atExit: (work: () => void) => () => void;
  /**
   * Runs a program and resolves with its exit code, 127 when there is none of this name. It gets `input` on its stdin and
   * nobody sees it; without one it gets the terminal. Keys are not among the variables it inherits.
   */
  readonly runs: (program: string, argv: readonly string[], input?: string) => Promise<number>;
  /** Ends the process without waiting for anything. For whoever asks twice to stop, and nothing else. */
  readonly exitNow: (code: number) => void;
  readonly interrupt: Interrupt;
};

/** The Io of a real process. Installs signal handlers, so call it once. */
export function processIo(version: string): Io {
  return {
    stdin: process.stdin,
    hasPipedInput,
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    // An empty HOME would put files into the working directory.
    home: homeOf(),
    host: hostname(),
    version,
    node: process.version,
    pid: process.pid,
    uid: process.getuid?.(),
    isAlive,
    now: Date.now,
    monotonic: () => performance.now(),
    sleep,
    every,
    random: Math.random,
    uuid: randomUUID,
    job: { suspend, around },
    atExit,
    runs,
    exitNow: (code) => process.exit(code),
    interrupt: processInterrupt(),
  };
}

/** A service user may have neither a HOME nor an entry among the users; then nothing is found there, and nothing can be kept. */
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
    // Somebody else's process is alive as well.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

const longestTimerMs = 2 ** 31 - 1;

async function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  // A larger number makes setTimeout fire after one millisecond instead of never.
  for (let left = ms; left > 0; left -= longestTimerMs) await nap(Math.min(left, longestTimerMs), signal);
}

function nap(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal?.addEventListener('abort', stop, { once: true });
  });
}

function every(ms: number, work: () => void): () => void {
  const timer = setInterval(work, ms).unref();
  return () => clearInterval(timer);
}

function suspend(): void {
  // 0 stands for all processes of this job: whoever started us is stopped too, and the shell gets the terminal.
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
    // The signal itself, and not SIGSTOP: where there is no shell to go on with us, the system does not stop us.
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

/** An editor, a pager or a clipboard has no use for keys, and may hand them on. */
function withoutSecrets(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const isSecret = (name: string) => /^(CHATBASE|CBASE)_.*(KEY|TOKEN|SECRET)/i.test(name);
  return Object.fromEntries(Object.entries(env).filter(([name]) => !isSecret(name)));
}

function runs(program: string, argv: readonly string[], input?: string): Promise<number> {
  const stdio = input === undefined ? 'inherit' : (['pipe', 'ignore', 'ignore'] as const);
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...argv], { stdio: stdio as 'inherit', env: withoutSecrets(process.env) });
    child.on('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ENOENT' || error.code === 'EACCES' ? resolve(127) : reject(error),
    );
    child.on('close', (code) => resolve(code ?? 1));
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
  });
}

const drainMs = 5000;
const lastResortMs = 2000;
const signalCodes = {
  SIGHUP: exitCodes.hangup,
  SIGINT: exitCodes.interrupted,
  SIGTERM: exitCodes.terminated,
} as const;

/** A pipe that nobody reads, or a bug, must not keep a process alive that was told twice to stop. */
function stopNow(hard: AbortController, first: StopSignal): void {
  hard.abort();
  setTimeout(() => process.exit(signalCodes[first]), lastResortMs).unref();
}

function processInterrupt(): Interrupt {
  const soft = new AbortController();
  const hard = new AbortController();
  let first: StopSignal | undefined;
  // Many requests at once listen to the same signal; that is no leak.
  setMaxListeners(0, soft.signal, hard.signal);
  const heard = (signal: StopSignal) => {
    if (first !== undefined) return stopNow(hard, first);
    first = signal;
    soft.abort();
    // Whoever sends SIGTERM or SIGHUP does not wait long.
    if (signal !== 'SIGINT') setTimeout(() => hard.abort(), drainMs).unref();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => heard(signal));
  return { soft: soft.signal, hard: hard.signal, signal: () => first };
}

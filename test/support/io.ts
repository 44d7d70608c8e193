import { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { Input, Io, Output, StopSignal } from '../../src/base/io.js';
import { programOutput } from '../../src/base/program-output.js';
import { main } from '../../src/main.js';
import { workdir } from './workdir.js';

export type TestIo = Io & {
  /** Everything written so far. */
  readonly out: () => string;
  readonly err: () => string;
  /** The requested waits, in milliseconds. They return at once. */
  readonly slept: readonly number[];
  /** The number of writes to stdout. */
  readonly writes: () => number;
  readonly interruptWith: (signal: StopSignal) => void;
};

export type TestIoOptions = {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly stdin?: string | Uint8Array;
  /** Keys typed at a terminal, one chunk each. The terminal is gone after the last. */
  readonly typed?: readonly string[];
  /** Which streams are terminals. */
  readonly tty?: boolean;
  readonly columns?: number;
  /** The home directory for settings and state; a fresh one if absent. */
  readonly home?: string;
  /** Start of its clock, in milliseconds since 1970. */
  readonly nowMs?: number;
};

/** An Io with buffers as streams, a clock that only waits advance, and instant waits. No terminal by default. */
export function testIo({
  env = {},
  stdin,
  typed,
  tty = typed !== undefined,
  columns,
  home = workdir(),
  nowMs = 1_800_000_000_000,
}: TestIoOptions = {}): TestIo {
  const [stdout, out, writes] = buffer(tty, columns);
  const [stderr, err] = buffer(tty, columns);
  const [soft, hard] = [new AbortController(), new AbortController()];
  const slept: number[] = [];
  let clockMs = nowMs;
  let first: StopSignal | undefined;
  let uuids = 0;
  let randomState = 7;
  return {
    stdin: typed === undefined ? input(stdin, tty) : keyboard(typed, err),
    hasPipedInput: () => stdin !== undefined,
    stdout,
    stderr,
    env,
    home,
    host: 'test',
    version: '0.0.0-test',
    packageDir: fileURLToPath(new URL('../../', import.meta.url)),
    node: process.version,
    pid: process.pid,
    uid: process.getuid?.(),
    isAlive: (pid) => pid === process.pid,
    now: () => clockMs,
    monotonic: () => clockMs - 1_700_000_000_000,
    sleep: async (ms, signal) => {
      // Let pending events run before the timer.
      await new Promise((resolve) => setImmediate(resolve));
      signal?.throwIfAborted();
      slept.push(ms);
      clockMs += ms;
    },
    // No timer ever fires on its own.
    every: () => () => {},
    random: () => {
      randomState = (randomState * 16_807) % 2_147_483_647;
      return randomState / 2_147_483_647;
    },
    uuid: () => `00000000-0000-4000-8000-${String(++uuids).padStart(12, '0')}`,
    job: { suspend: () => {}, around: () => () => {} },
    atExit: () => () => {},
    runs: async () => 127,
    feeds: async () => 127,
    outputOf: (command, request) => programOutput(command, { PATH: process.env.PATH, ...env }, request),
    pages: () => 'failed',
    opens: async () => true,
    exitNow: () => {},
    interrupt: { soft: soft.signal, hard: hard.signal, signal: () => first },
    out,
    err,
    writes,
    slept,
    interruptWith: (signal) => {
      if (first !== undefined) return hard.abort();
      first = signal;
      soft.abort();
    },
  };
}

function buffer(isTTY: boolean, columns: number | undefined): readonly [Output, () => string, () => number] {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(Buffer.from(chunk));
      done();
    },
  });
  const output = Object.assign(stream, { isTTY, ...(columns !== undefined && { columns }) });
  return [output, () => Buffer.concat(chunks).toString('utf8'), () => chunks.length];
}

function input(content: string | Uint8Array | undefined, isTTY: boolean): Input {
  const stream = Readable.from(content === undefined ? [] : [Buffer.from(content)]);
  return Object.assign(stream, { isTTY: content === undefined && isTTY });
}

/** Types once there is a prompt, as a person does. A command that shows none gets the keys after a while. */
function keyboard(typed: readonly string[], shown: () => string): Input {
  async function* keys() {
    for (let i = 0; i < 300 && !/you ›|You: |\? /.test(shown()); i++)
      await new Promise((resolve) => setTimeout(resolve, 10));
    for (const one of typed) yield Buffer.from(one);
  }
  return Object.assign(Readable.from(keys()), { isTTY: true, setRawMode: () => {} });
}

export type Ran = { readonly code: number; readonly out: string; readonly err: string; readonly io: TestIo };

/** Runs a command line in this process and returns its exit code and output. */
export async function run(argv: readonly string[], options: TestIoOptions = {}): Promise<Ran> {
  const io = testIo(options);
  const code = await main(argv, io);
  return { code, out: io.out(), err: io.err(), io };
}

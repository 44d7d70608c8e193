import { spawn } from '@lydell/node-pty';
import xterm from '@xterm/headless';
import { onTestFinished } from 'vitest';
import { bin } from './cli.js';
import { compiledCode } from './compiled-code.js';
import { workdir } from './workdir.js';

export type Screen = {
  /** Everything sent to the terminal so far, byte for byte. */
  readonly raw: () => string;
  /** What a user sees, including lines that scrolled away, without trailing spaces. */
  readonly seen: () => Promise<string>;
  /** The position of the cursor: column and row of the visible screen, from 0. */
  readonly cursor: () => Promise<{ readonly x: number; readonly y: number }>;
  readonly type: (text: string) => void;
  /**
   * Resolves once the text is on the screen (`times` times); after 10 s fails with what is there instead. A blank in the text
   * also stands for the place where a line was wrapped.
   */
  readonly until: (text: string | RegExp, times?: number) => Promise<void>;
  readonly resize: (columns: number, rows: number) => void;
  readonly kill: (signal: string) => void;
  /** Closes the window: the terminal is gone, as after a dropped ssh connection. */
  readonly vanish: () => void;
  readonly pid: number;
  /** Its exit code, once it has exited. */
  readonly exit: Promise<number>;
};

export type ScreenOptions = {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly columns?: number;
  readonly rows?: number;
  readonly home?: string;
  readonly cwd?: string;
};

const patienceMs = 10_000;

/** A screen on which nothing has arrived for this long is at rest. */
const restMs = 30;
const maxRestlessMs = 600;

/** The text of a screen without styles, and with the lines joined that may have been wrapped between words. */
export function unwrapped(text: string): string {
  return text.replace(/\u001b\[[\d;]*m/g, '').replace(/\s+/g, ' ');
}

/**
 * Runs the real binary to its end in a terminal that stays open for longer: what a program writes last may be lost when it is
 * the last to leave a terminal. Resolves with the lines on the screen, everything sent to it, and the exit code.
 */
export async function finished(argv: readonly string[], options: ScreenOptions = {}) {
  const script = '"$0" "$@"; printf "[exit %s]" "$?"; sleep 60';
  const screen = screenOf('bash', ['-c', script, process.execPath, bin, ...argv], options);
  await screen.until(/\[exit \d+\]$/);
  const ended = (text: string) => text.replace(/(?:\r?\n)?\[exit \d+\]$/, '');
  const seen = await screen.seen();
  screen.kill('SIGHUP');
  return {
    lines: ended(seen).split('\n'),
    raw: ended(screen.raw()).replaceAll('\r\n', '\n'),
    code: Number(/(\d+)\]$/.exec(seen)?.[1]),
  };
}

/** The real binary in a real terminal, read through a terminal emulator. */
export function onScreen(argv: readonly string[], options: ScreenOptions = {}): Screen {
  return screenOf(process.execPath, [bin, ...argv], options);
}

export function screenOf(
  program: string,
  argv: readonly string[],
  { env = {}, columns = 80, rows = 24, home = workdir(), cwd = workdir() }: ScreenOptions = {},
): Screen {
  const terminal = { TERM: 'xterm-256color', LANG: 'C.UTF-8' };
  const given = { PATH: process.env.PATH, HOME: home, ...terminal, ...compiledCode, ...env };
  const defined = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const child = spawn(program, [...argv], {
    cols: columns,
    rows,
    cwd,
    env: defined as Record<string, string>,
  });
  const eye = new xterm.Terminal({ cols: columns, rows, scrollback: 20_000, allowProposedApi: true });
  let raw = '';
  let isGone = false;
  let drawn: Promise<void> = Promise.resolve();
  child.onData((data) => {
    raw += data;
    drawn = drawn.then(() => new Promise((resolve) => eye.write(data, resolve)));
  });
  const exit = new Promise<number>((resolve) =>
    child.onExit(({ exitCode, signal }) => {
      isGone = true;
      resolve(signal ? 128 + signal : exitCode);
    }),
  );
  onTestFinished(() => {
    if (!isGone) child.kill('SIGKILL');
  });
  const seen = async () => {
    await drawn;
    const buffer = eye.buffer.active;
    const lines = Array.from({ length: buffer.length }, (_, i) => {
      const line = buffer.getLine(i);
      return { text: line?.translateToString(true) ?? '', goesOn: line?.isWrapped ?? false };
    });
    const joined = lines.reduce((text, { text: line, goesOn }) => text + (goesOn ? '' : '\n') + line, '');
    return joined.replace(/\n+$/, '').slice(1);
  };
  // One change of the screen can arrive in several pieces. A spinner never rests, so the wait is bounded.
  const atRest = async () => {
    for (let [waitedMs, before] = [0, -1]; waitedMs < maxRestlessMs && before !== raw.length; ) {
      before = raw.length;
      await new Promise((resolve) => setTimeout(resolve, restMs));
      waitedMs += restMs;
    }
  };
  return {
    raw: () => raw,
    seen: async () => {
      await atRest();
      return seen();
    },
    cursor: async () => {
      await atRest();
      await drawn;
      return { x: eye.buffer.active.cursorX, y: eye.buffer.active.cursorY };
    },
    type: (text) => child.write(text),
    until: async (text, times = 1) => {
      const started = performance.now();
      for (;;) {
        const now = await seen();
        const count =
          typeof text === 'string'
            ? Math.max(now.split(text).length, unwrapped(now).split(text).length) - 1
            : (now.match(new RegExp(text, `${text.flags.replace('g', '')}g`))?.length ?? 0);
        if (count >= times) return;
        if (performance.now() - started > patienceMs)
          throw new Error(
            `${text} did not come (${count} of ${times}); the screen:\n${now}\n\nraw: ${JSON.stringify(raw.slice(-2000))}`,
          );
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    },
    resize: (toColumns, toRows) => {
      child.resize(toColumns, toRows);
      eye.resize(toColumns, toRows);
    },
    kill: (signal) => process.kill(child.pid, signal),
    vanish: () => (child as unknown as { destroy: () => void }).destroy(),
    pid: child.pid,
    exit,
  };
}

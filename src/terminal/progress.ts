import { plainLine } from '../inert/plain.js';
import type { Io } from '../io.js';
import { say } from './voice.js';

/** One line that says what is going on. */
export type Progress = {
  readonly show: (text: string) => void;
  /** Leaves the terminal as it was. May be called twice. */
  readonly stop: () => void;
};

const everyMs = 15_000;

/** A live line on a terminal; elsewhere a plain line every 15 seconds; nothing when quiet. */
export async function startProgress(
  io: Io,
  { quiet }: { readonly quiet?: boolean | undefined },
): Promise<Progress> {
  if (quiet) return { show: () => {}, stop: () => {} };
  return isLive(io) ? liveLine(io) : plainLines(io);
}

function isLive({ stderr, env }: Io): boolean {
  return stderr.isTTY === true && env.TERM !== 'dumb' && !env.CI;
}

async function liveLine(io: Io): Promise<Progress> {
  const { default: ora } = await import('ora');
  const spinner = ora({ stream: io.stderr as NodeJS.WriteStream, discardStdin: false, hideCursor: false });
  return {
    show: (text) => {
      spinner.text = plainLine(text);
      if (!spinner.isSpinning) spinner.start();
    },
    stop: () => {
      spinner.stop();
    },
  };
}

function plainLines(io: Io): Progress {
  let lastMs = io.monotonic();
  return {
    show: (text) => {
      if (io.monotonic() - lastMs < everyMs) return;
      lastMs = io.monotonic();
      say(io, plainLine(text));
    },
    stop: () => {},
  };
}

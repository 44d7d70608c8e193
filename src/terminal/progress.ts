import type { Wait } from '../api/call.js';
import { plainLine } from '../base/escape/terminal.js';
import type { Io } from '../base/io.js';
import { isWidthKnown, widthOf } from '../base/width.js';
import { type RequestListener, requestLog, timeOfDay } from './request-log.js';
import { writeErr } from './streams.js';

/** One line that says what is going on. */
export type Progress = {
  readonly show: (text: string) => void;
  /** Says a line of the conversation; the live line goes on below it. */
  readonly say: (text: string) => void;
  /** What tells of requests and waits while the line stands. */
  readonly listener: RequestListener;
  /** True when the line is written over itself. */
  readonly isLive: boolean;
  /** Takes the line off the screen until something is shown again. */
  readonly pause: () => void;
  /** Leaves the terminal as it was; nothing is shown from then on. May be called twice. */
  readonly stop: () => void;
};

export type ProgressOptions = {
  readonly quiet?: boolean | undefined;
  readonly verbose?: boolean | undefined;
  /** How often a line is said where nothing can be written over. */
  readonly everyMs?: number | undefined;
};

const usualEveryMs = 15_000;

/** A live line on a terminal; elsewhere a plain line every 15 seconds or `everyMs`; nothing when quiet. */
export async function startProgress(io: Io, options: ProgressOptions): Promise<Progress> {
  const told = requestLog(io, options);
  const nothing = () => {};
  if (options.quiet)
    return { show: nothing, say: nothing, pause: nothing, stop: nothing, listener: told, isLive: false };
  return isLive(io) ? liveLine(io, options) : plainLines(io, told, options.everyMs ?? usualEveryMs);
}

/** Whether a line can be written over itself on stderr: only where a terminal knows how wide it is. */
export function isLive({ stderr, env }: Pick<Io, 'stderr' | 'env'>): boolean {
  return stderr.isTTY === true && isWidthKnown(stderr) && env.TERM !== 'dumb' && !env.CI;
}

async function liveLine(io: Io, options: ProgressOptions): Promise<Progress> {
  const { default: ora } = await import('ora');
  const spinner = ora({ stream: io.stderr as NodeJS.WriteStream, discardStdin: false, hideCursor: false });
  let text = '';
  let isOver = false;
  const show = (line: string) => {
    // What is still on its way when the work ends must not bring the line back: nothing would take it off again.
    if (isOver || !isWidthKnown(io.stderr)) return;
    spinner.text = clipped(plainLine(line), widthOf(io.stderr) - 3);
    if (!spinner.isSpinning) spinner.start();
  };
  const sayAbove = (line: string) => {
    if (spinner.isSpinning) spinner.clear();
    writeErr(io, plainLine(line));
  };
  const told = requestLog(io, options, sayAbove);
  // A terminal that loses its size in the middle has no line that could be cleared.
  const onResize = () => {
    if (!isWidthKnown(io.stderr)) spinner.stop();
  };
  io.stderr.on('resize', onResize);
  return {
    isLive: true,
    show: (line) => {
      text = line;
      show(line);
    },
    say: sayAbove,
    pause: () => {
      spinner.stop();
    },
    stop: () => {
      isOver = true;
      io.stderr.off('resize', onResize);
      spinner.stop();
    },
    listener: {
      ...told,
      onWait: (wait) => {
        if (wait.reason.kind === 'rate-limit' && text !== '' && !isOver)
          show(`Waiting for the rate limit until ${waitEnd(io, wait)}. ${text}`);
        else told.onWait(wait);
      },
    },
  };
}

/** One line stays one line, whatever the width of the terminal. */
function clipped(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(1, width - 1))}…`;
}

function waitEnd(io: Io, { ms }: Wait): string {
  return timeOfDay(io.now() + ms);
}

/** A line now and then, also when nothing moves: whoever reads the log later sees that it lived. */
function plainLines(io: Io, told: RequestListener, everyMs: number): Progress {
  let latest: string | undefined;
  const stop = io.every(everyMs, () => {
    if (latest !== undefined) writeErr(io, plainLine(latest));
  });
  return {
    isLive: false,
    show: (text) => {
      latest = text;
    },
    say: (text) => writeErr(io, plainLine(text)),
    listener: told,
    pause: () => {},
    stop,
  };
}

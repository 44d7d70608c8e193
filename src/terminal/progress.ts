import type { Wait } from '../api/call.js';
import { plainLine } from '../base/escape/terminal.js';
import type { Io } from '../base/io.js';
import { isWidthKnown, widthOf } from '../base/width.js';
import { askingEvent } from './asking-event.js';
import { isLive } from './live.js';
import { type RequestListener, requestLog, timeOfDay } from './request-log.js';
import { writeErr } from './streams.js';
import { cut } from './text-width.js';

/** A progress line. */
export type Progress = {
  readonly show: (text: string) => void;
  /** Prints a message; the live line continues below it. */
  readonly say: (text: string) => void;
  /** The listener for requests and waits while the line is shown. */
  readonly listener: RequestListener;
  /** True when the line is updated in place. */
  readonly isLive: boolean;
  /** Clears the line until `show` is called again. */
  readonly pause: () => void;
  /** Restores the terminal; nothing is shown afterwards. May be called twice. */
  readonly stop: () => void;
};

export type ProgressOptions = {
  readonly quiet?: boolean | undefined;
  readonly verbose?: boolean | undefined;
  /** How often a line is printed when it cannot be updated in place. */
  readonly everyMs?: number | undefined;
};

const usualEveryMs = 15_000;

/** A live line on a terminal; elsewhere a plain line every `everyMs` (default 15 seconds); nothing with --quiet. */
export async function startProgress(io: Io, options: ProgressOptions): Promise<Progress> {
  const told = requestLog(io, options);
  const nothing = () => {};
  if (options.quiet)
    return { show: nothing, say: nothing, pause: nothing, stop: nothing, listener: told, isLive: false };
  return isLive(io) ? liveLine(io, options) : plainLines(io, told, options.everyMs ?? usualEveryMs);
}

async function liveLine(io: Io, options: ProgressOptions): Promise<Progress> {
  const { default: ora } = await import('ora');
  const spinner = ora({ stream: io.stderr as NodeJS.WriteStream, discardStdin: false, hideCursor: false });
  let text = '';
  let isOver = false;
  const show = (line: string) => {
    // A late update after the work has ended must not bring the line back: nothing would clear it again.
    if (isOver || !isWidthKnown(io.stderr)) return;
    spinner.text = cut(plainLine(line), Math.max(1, widthOf(io.stderr) - 3));
    if (!spinner.isSpinning) spinner.start();
  };
  const sayAbove = (line: string) => {
    if (spinner.isSpinning) spinner.clear();
    writeErr(io, plainLine(line));
  };
  const told = requestLog(io, options, sayAbove);
  // If the terminal width becomes unknown, the line can no longer be cleared.
  const onResize = () => {
    if (!isWidthKnown(io.stderr)) spinner.stop();
  };
  io.stderr.on('resize', onResize);
  const onAsking = () => void spinner.stop();
  io.stderr.on(askingEvent, onAsking);
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
      io.stderr.off(askingEvent, onAsking);
      spinner.stop();
    },
    listener: {
      ...told,
      onWait: (wait) => {
        if (wait.reason.kind === 'rate-limit' && text !== '' && !isOver)
          show(`Rate limited; waiting until ${waitEnd(io, wait)}. ${text}`);
        else told.onWait(wait);
      },
    },
  };
}

function waitEnd(io: Io, { ms }: Wait): string {
  return timeOfDay(io.now() + ms);
}

/** Repeats the latest line at intervals, even without progress, so that a log shows that the process was alive. */
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

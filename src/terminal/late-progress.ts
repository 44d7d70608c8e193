import { plainLine } from '../base/escape/terminal.js';
import type { Io } from '../base/io.js';
import type { Progress, ProgressOptions } from './progress.js';
import { requestLog } from './request-log.js';
import { writeErr } from './streams.js';

/** What is over sooner needs no progress line. */
const patienceMs = 1000;

/**
 * A progress line that appears only when the work takes longer than a second, so that usual reads neither load nor show it.
 * `text` is what is shown before `show` is called.
 */
export function lateProgress(
  io: Io,
  options: ProgressOptions,
  text: string,
): Pick<Progress, 'show' | 'stop' | 'listener'> {
  let latest = text;
  let isOver = options.quiet === true;
  let begun: Progress | undefined;
  const begin = async () => {
    if (isOver || begun !== undefined) return;
    stopWaiting();
    const { startProgress } = await import('./progress.js');
    const progress = await startProgress(io, options);
    if (isOver) return progress.stop();
    begun = progress;
    progress.show(latest);
  };
  const stopWaiting = isOver ? () => {} : io.every(patienceMs, () => void begin().catch(() => {}));
  return {
    show: (line) => {
      latest = line;
      begun?.show(line);
    },
    stop: () => {
      isOver = true;
      stopWaiting();
      begun?.stop();
    },
    listener: requestLog(io, options, (line) =>
      begun === undefined ? writeErr(io, plainLine(line)) : begun.say(line),
    ),
  };
}

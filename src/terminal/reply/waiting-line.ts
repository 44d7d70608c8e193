import type { Io } from '../../base/io.js';
import { isLive } from '../live.js';
import { writeErr } from '../streams.js';

const spinnerAfterMs = 300;
const reminderMs = 30_000;

export type WaitingOptions = {
  readonly quiet?: boolean | undefined;
  /** Prints a sentence instead of a live line. */
  readonly isSpoken?: boolean | undefined;
};

/** Shows on stderr that a reply is pending. */
export type WaitingLine = {
  readonly start: () => void;
  /** Clears the line; call it before printing the first byte. May be called twice. */
  readonly stop: () => void;
  /** Prints a message; the line continues below it. */
  readonly say: (text: string) => void;
};

export function waitingLine(io: Io, { quiet, isSpoken }: WaitingOptions): WaitingLine {
  if (isSpoken) return spokenLine(io);
  if (quiet || !isLive(io)) return { start: () => {}, stop: () => {}, say: (text) => writeErr(io, text) };
  return liveSeconds(io);
}

function spokenLine(io: Io): WaitingLine {
  let stop = () => {};
  return {
    start: () => {
      writeErr(io, 'Waiting for the reply.');
      stop = io.every(reminderMs, () => writeErr(io, 'Still waiting for the reply.'));
    },
    stop: () => stop(),
    say: (text) => writeErr(io, text),
  };
}

/** After 300 ms, shows the elapsed seconds on a line that is updated in place. */
function liveSeconds(io: Io): WaitingLine {
  let shown = '';
  let cancel = () => {};
  const clear = () => {
    if (shown !== '') io.stderr.write('\r\x1b[K');
    shown = '';
  };
  const stop = () => {
    cancel();
    clear();
  };
  const start = () => {
    stop();
    const startedMs = io.monotonic();
    const show = () => {
      const text = `… ${Math.floor((io.monotonic() - startedMs) / 1000)} s`;
      if (text === shown) return;
      io.stderr.write(`\r${text}`);
      shown = text;
    };
    const waiting = new AbortController();
    let stopTicking = () => {};
    cancel = () => {
      waiting.abort();
      stopTicking();
    };
    io.sleep(spinnerAfterMs, waiting.signal).then(
      () => {
        show();
        stopTicking = io.every(spinnerAfterMs, show);
      },
      () => {},
    );
  };
  return {
    start,
    stop,
    say: (text) => {
      clear();
      writeErr(io, text);
    },
  };
}

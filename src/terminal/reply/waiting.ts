import type { Io } from '../../io.js';
import { say } from '../voice.js';

const spinnerAfterMs = 300;
const reminderMs = 30_000;

export type WaitingOptions = {
  readonly quiet?: boolean | undefined;
  /** A sentence instead of a moving line. */
  readonly isSpoken?: boolean | undefined;
};

/**
 * Says on stderr that a reply is being waited for. The returned function takes it back; call it before the first byte.
 * May be called twice.
 */
export function startWaiting(io: Io, { quiet, isSpoken }: WaitingOptions): () => void {
  if (isSpoken) {
    say(io, 'Waiting for the reply.');
    return io.every(reminderMs, () => say(io, 'Still waiting for the reply.'));
  }
  if (quiet || io.stderr.isTTY !== true || io.env.TERM === 'dumb' || io.env.CI) return () => {};
  return liveSeconds(io);
}

function liveSeconds(io: Io): () => void {
  const startedMs = io.monotonic();
  let shown = '';
  const show = () => {
    const text = `… ${Math.floor((io.monotonic() - startedMs) / 1000)} s`;
    if (text === shown) return;
    io.stderr.write(`\r${text}`);
    shown = text;
  };
  const cancel = new AbortController();
  let stopTicking = () => {};
  io.sleep(spinnerAfterMs, cancel.signal).then(
    () => {
      show();
      stopTicking = io.every(spinnerAfterMs, show);
    },
    () => {},
  );
  return () => {
    cancel.abort();
    stopTicking();
    if (shown !== '') io.stderr.write('\r\x1b[K');
    shown = '';
  };
}

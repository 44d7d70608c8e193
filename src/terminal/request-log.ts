import type { Trace, Wait } from '../api/call.js';
import { plainLine } from '../base/escape/terminal.js';
import type { Io } from '../base/io.js';
import { writeErr } from './streams.js';

export type RequestListener = {
  readonly onTrace: (trace: Trace) => void;
  readonly onWait: (wait: Wait) => void;
  readonly onNotice: (text: string) => void;
  readonly isQuiet: boolean;
  /** Shown even with --quiet. */
  readonly onWarning: (text: string) => void;
};

/** Reports on stderr what the client does: each attempt with --verbose, each wait unless --quiet. */
export function requestLog(
  io: Io,
  { verbose, quiet }: { readonly verbose?: boolean | undefined; readonly quiet?: boolean | undefined },
  tell: (line: string) => void = (line) => writeErr(io, plainLine(line)),
): RequestListener {
  return {
    isQuiet: quiet === true,
    onWarning: tell,
    onNotice: (text) => {
      if (!quiet) tell(text);
    },
    onTrace: (trace) => {
      if (verbose) tell(traced(trace));
    },
    onWait: ({ ms, reason }) => {
      if (!quiet)
        tell(
          `${statusOf(reason)}${reason.message}; trying again in ${secondsOf(ms)} (${timeOfDay(io.now() + ms)})`,
        );
    },
  };
}

function traced({ method, url, status, kind, ms, attempt }: Trace): string {
  const how = [status, kind].filter((part) => part !== undefined).join(' ');
  return `${method} ${url} → ${how} (${Math.round(ms)} ms, attempt ${attempt})`;
}

function statusOf({ more }: Wait['reason']): string {
  return more.status === undefined ? '' : `${more.status} `;
}

function secondsOf(ms: number): string {
  return `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s`;
}

/** `14:03:20`, on the clock of this machine. */
export function timeOfDay(ms: number): string {
  return new Date(ms).toTimeString().slice(0, 8);
}

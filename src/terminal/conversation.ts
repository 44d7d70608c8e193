import type { Trace, Wait } from '../api/call.js';
import { plainLine } from '../inert/plain.js';
import type { Io } from '../io.js';
import { say } from './voice.js';

export type Listener = {
  readonly onTrace: (trace: Trace) => void;
  readonly onWait: (wait: Wait) => void;
  readonly onNotice: (text: string) => void;
};

/** Tells on stderr what the client does: each attempt when asked to be verbose, each wait unless asked to be quiet. */
export function listener(
  io: Io,
  { verbose, quiet }: { readonly verbose?: boolean | undefined; readonly quiet?: boolean | undefined },
): Listener {
  return {
    onNotice: (text) => {
      if (!quiet) say(io, plainLine(text));
    },
    onTrace: (trace) => {
      if (verbose) say(io, plainLine(traced(trace)));
    },
    onWait: ({ ms, reason }) => {
      if (!quiet)
        say(
          io,
          plainLine(
            `${statusOf(reason)}${reason.message}; trying again in ${secondsOf(ms)} (${timeOfDay(io.now() + ms)})`,
          ),
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

function timeOfDay(ms: number): string {
  return new Date(ms).toISOString().slice(11, 19);
}

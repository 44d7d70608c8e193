import { hostileCount, inertJson, plain } from '../inert/plain.js';
import type { Io } from '../io.js';
import { answer, say } from './voice.js';

export type ReplyPrinter = {
  /** Shows a piece as it arrives: inert on a terminal, exact in a pipe, not at all for JSON. */
  readonly show: (piece: string) => Promise<void>;
  /** How many characters were made visible because a terminal might have acted on them. */
  readonly shownControls: () => number;
  /** Ends the line of an answer that is whole. */
  readonly end: (reply: WholeReply) => Promise<void>;
  /** Ends the line of an answer that broke off, so that the error stands on its own. */
  readonly breakOff: () => Promise<void>;
};

export type WholeReply = { readonly text: string; readonly status: string; readonly [more: string]: unknown };

export type ReplyOptions = {
  readonly json?: boolean | undefined;
  readonly jsonl?: boolean | undefined;
  /** Inert in a pipe as well. */
  readonly safe?: boolean | undefined;
  readonly quiet?: boolean | undefined;
};

/** Prints an answer while it comes; `start` opens a stream of JSON lines. */
export function replyPrinter(io: Io, options: ReplyOptions, start: object): ReplyPrinter {
  if (options.jsonl) return linesPrinter(io, start);
  return options.json ? documentPrinter(io) : textPrinter(io, options);
}

function documentPrinter(io: Io): ReplyPrinter {
  return {
    show: async () => {},
    shownControls: () => 0,
    breakOff: async () => {},
    end: (reply) => answer(io, `${inertJson({ ok: true, ...reply }, 2)}\n`),
  };
}

function linesPrinter(io: Io, start: object): ReplyPrinter {
  let isStarted = false;
  const line = async (event: object) => {
    if (!isStarted) {
      isStarted = true;
      await answer(io, `${inertJson({ type: 'start', ...start })}\n`);
    }
    await answer(io, `${inertJson(event)}\n`);
  };
  return {
    show: (text) => line({ type: 'delta', text }),
    shownControls: () => 0,
    breakOff: async () => {},
    end: (reply) => line({ type: 'end', ok: true, ...reply }),
  };
}

/** A line break is added at the end when the answer has none. */
function textPrinter(io: Io, options: ReplyOptions): ReplyPrinter {
  const isInert = io.stdout.isTTY === true || options.safe === true;
  let isLineOpen = false;
  let controls = 0;
  const endLine = async () => {
    if (isLineOpen) await answer(io, '\n');
    isLineOpen = false;
    if (controls > 0 && !options.quiet) say(io, `(${controls} control characters shown as text)`);
  };
  return {
    shownControls: () => controls,
    show: async (piece) => {
      if (piece === '') return;
      if (isInert) controls += hostileCount(piece);
      await answer(io, isInert ? plain(piece) : piece);
      isLineOpen = !piece.endsWith('\n');
    },
    end: async ({ status, text }) => {
      await endLine();
      if (text === '') say(io, '(empty reply)');
      if (status === 'unconfirmed' && !options.quiet) say(io, unconfirmed);
    },
    breakOff: endLine,
  };
}

const unconfirmed =
  'The server closed the connection without marking the end, so the end of this answer is not confirmed.';

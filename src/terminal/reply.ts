import { inertJson, plain } from '../inert/plain.js';
import type { Io } from '../io.js';
import { answer, say } from './voice.js';

export type ReplyPrinter = {
  /** Shows a piece as it arrives: inert on a terminal, exact in a pipe, not at all for JSON. */
  readonly show: (piece: string) => Promise<void>;
  /** Ends the line of an answer that is whole. */
  readonly end: (reply: WholeReply) => Promise<void>;
  /** Ends the line of an answer that broke off, so that the error stands on its own. */
  readonly breakOff: () => Promise<void>;
};

export type WholeReply = { readonly text: string; readonly status: string; readonly [more: string]: unknown };

/** Prints an answer while it comes. A line break is added at the end when the answer has none. */
export function replyPrinter(
  io: Io,
  options: { readonly json?: boolean | undefined; readonly quiet?: boolean | undefined },
): ReplyPrinter {
  if (options.json) {
    return {
      show: async () => {},
      breakOff: async () => {},
      end: (reply) => answer(io, `${inertJson({ ok: true, ...reply }, 2)}\n`),
    };
  }
  const asShown = (text: string) => (io.stdout.isTTY ? plain(text) : text);
  let isLineOpen = false;
  const endLine = async () => {
    if (isLineOpen) await answer(io, '\n');
    isLineOpen = false;
  };
  return {
    show: async (piece) => {
      await answer(io, asShown(piece));
      isLineOpen = !piece.endsWith('\n');
    },
    end: async ({ status }) => {
      await endLine();
      if (status === 'unconfirmed' && !options.quiet)
        say(
          io,
          'The server closed the connection without marking the end, so the end of this answer is not confirmed.',
        );
    },
    breakOff: endLine,
  };
}

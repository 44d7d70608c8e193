import type { Chat, Question } from '../api/chat.js';
import { ApiError } from '../api/error.js';
import type { ReplyEnd } from '../api/text-stream.js';
import { Failure } from '../failure.js';

export type OneReply = {
  readonly text: string;
  readonly status: ReplyEnd;
  readonly timing: { readonly first_byte_ms: number; readonly total_ms: number };
};

/**
 * Asks once and hands the answer on as it arrives. Throws Failure 'in-doubt' when the answer was cut off, or when it may
 * have been given (and billed) without reaching us; `details.text` keeps what came.
 */
export async function converse(
  chat: Chat,
  question: Question,
  show: (piece: string) => Promise<void>,
  monotonic: () => number,
): Promise<OneReply> {
  const startedMs = monotonic();
  let firstMs: number | undefined;
  let text = '';
  try {
    const reply = await chat.ask(question);
    for await (const piece of reply.text) {
      firstMs ??= monotonic();
      text += piece;
      await show(piece);
    }
    const total = monotonic() - startedMs;
    return {
      text,
      status: reply.end(),
      timing: { first_byte_ms: Math.round((firstMs ?? startedMs) - startedMs), total_ms: Math.round(total) },
    };
  } catch (error) {
    throw error instanceof ApiError ? cutOff(error, text) : error;
  }
}

function cutOff(error: ApiError, text: string): Error {
  if (text !== '' && (error.kind === 'cut' || error.kind === 'slow')) {
    return new Failure(
      'in-doubt',
      `The answer was cut off after ${[...text].length} characters${error.more.code === undefined ? '' : ` (${error.more.code})`}`,
      {
        advice: 'Ask again for a whole one',
        details: { complete: false, text },
      },
    );
  }
  if (error.kind === 'lost' || error.kind === 'cut' || error.kind === 'slow') {
    return new Failure(
      'in-doubt',
      `No answer came (${error.message}); the question may have been answered and charged, so it was not sent again`,
      {
        advice: 'Ask again if you do not mind paying twice',
        details: { complete: false, text },
      },
    );
  }
  return error;
}

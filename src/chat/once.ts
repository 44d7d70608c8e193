import type { Chat, Question } from '../api/chat.js';
import { ApiError, asFailure } from '../api/error.js';
import type { ReplyEnd } from '../api/text-stream.js';
import { Failure } from '../base/failure.js';
import type { KeySource } from '../base/key-source.js';

export type Timing = { readonly first_byte_ms: number | null; readonly total_ms: number };

/**
 * How a reply ended: complete, end not confirmed, whole but with bytes that are not text, cut off, stopped by the user,
 * refused, or refused for lack of credits.
 */
export type ReplyStatus = ReplyEnd | 'damaged' | 'incomplete' | 'stopped' | 'error' | 'unavailable';

/** True for a reply that was refused before it began and is not billed. */
export function wasRefused(status: ReplyStatus): boolean {
  return status === 'error' || status === 'unavailable';
}

/** A reply, possibly partial. */
export type OneReply = {
  readonly status: ReplyStatus;
  readonly text: string;
  readonly timing: Timing;
  /** A further remark on how it ended, as a sentence. */
  readonly note?: string;
  /** Why it is incomplete. */
  readonly failure?: Failure;
};

/**
 * Asks once and passes the answer on as it arrives. Completeness is a recorded fact, never a guess: a reply that was cut
 * off, stopped or refused carries the `failure` to throw and the text received so far. Throws only errors unrelated to the
 * reply, such as a closed pipe.
 */
export async function converse(
  chat: Chat,
  question: Question,
  show: (piece: string) => Promise<void>,
  { monotonic, keySource }: { readonly monotonic: () => number; readonly keySource: KeySource },
): Promise<OneReply> {
  const startedMs = monotonic();
  let firstMs: number | undefined;
  let text = '';
  const timing = () => ({
    first_byte_ms: firstMs === undefined ? null : Math.round(firstMs - startedMs),
    total_ms: Math.round(monotonic() - startedMs),
  });
  try {
    const reply = await chat.ask(question);
    for await (const piece of reply.text) {
      firstMs ??= monotonic();
      text += piece;
      await show(piece);
    }
    const note = reply.note();
    return { status: reply.end(), text, timing: timing(), ...(note !== undefined && { note }) };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return { ...brokenOff(error, text, keySource), text, timing: timing() };
  }
}

function brokenOff(
  error: ApiError,
  text: string,
  keySource: KeySource,
): { readonly status: ReplyStatus; readonly failure: Failure } {
  if (error.kind === 'stopped') return { status: 'stopped', failure: asFailure(error) as Failure };
  if (text !== '' && error.more.isWhole) return { status: 'damaged', failure: damaged(error, text) };
  const isCut = error.kind === 'cut' || error.kind === 'slow';
  // A response that becomes unreadable after valid text was cut off: it is too long, or another one was put in its place.
  if (text !== '' && (isCut || error.kind === 'unreadable'))
    return { status: 'incomplete', failure: cutOff(error, text) };
  if (error.kind === 'lost' || isCut) return { status: 'incomplete', failure: unanswered(error) };
  const status = error.kind === 'credits' ? 'unavailable' : 'error';
  return { status, failure: asFailure(error, keySource) as Failure };
}

function cutOff({ kind, more, message }: ApiError, text: string): Failure {
  // A connection that was closed explains itself.
  const cutBy = more.code ?? (kind === 'cut' ? undefined : message);
  return new Failure(
    'in-doubt',
    `The answer was cut off after ${[...text].length} characters${cutBy === undefined ? '' : ` (${cutBy})`}`,
    { advice: 'Ask again for a complete answer', cutBy },
  );
}

function damaged({ message }: ApiError, text: string): Failure {
  return new Failure('in-doubt', `All ${[...text].length} characters of the answer arrived, but ${message}`, {
    advice: 'Ask again for a clean answer',
  });
}

function unanswered({ message }: ApiError): Failure {
  return new Failure(
    'in-doubt',
    `No answer arrived (${message}); the question may have been answered and billed, so it was not sent again`,
    { advice: 'Ask again if you do not mind paying twice' },
  );
}

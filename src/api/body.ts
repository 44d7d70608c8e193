import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { onAbort } from '../base/on-abort.js';
import { ApiError } from './error.js';
import type { HttpHead, Limits } from './http.js';

export type BodyLimits = Limits & { readonly maxBytes: number };

/** Whether the end of the body is certain: `unknown` when only the closed connection marks it. */
export type Framing = 'proven' | 'unknown';

export function framingOf({ headers, status }: HttpHead): Framing {
  const framed = headers['content-length'] !== undefined || headers['transfer-encoding']?.includes('chunked');
  return framed || status === 204 || status === 304 ? 'proven' : 'unknown';
}

/**
 * The decoded bytes of a response as they arrive, at most `maxBytes` of them. Throws ApiError `cut` when the body is
 * truncated, `slow` at a time limit, `unreadable` for a corrupt encoding or too many bytes.
 * Leaving the loop early closes the connection.
 */
export async function* bodyChunks(
  head: HttpHead,
  limits: Partial<BodyLimits>,
  signal?: AbortSignal,
): AsyncGenerator<Buffer> {
  const guard = watchPace(head, limits, signal);
  const reset = watchReset(head);
  let size = 0;
  try {
    for await (const chunk of decoded(head)) {
      guard.arrived();
      size += chunk.length;
      if (size > (limits.maxBytes ?? Number.POSITIVE_INFINITY)) throw tooLarge(limits.maxBytes ?? 0);
      yield chunk;
      guard.waiting();
    }
    if (reset.error !== undefined) throw reset.error;
  } catch (error) {
    throw guard.reason() ?? explained(error);
  } finally {
    guard.stop();
    head.message.destroy();
  }
}

/**
 * Where only the end of the connection marks the end of a body, the library mistakes a reset for an orderly close. Records
 * the error of a connection that was reset.
 */
function watchReset(head: HttpHead): { error: Error | undefined } {
  const reset: { error: Error | undefined } = { error: undefined };
  if (framingOf(head) === 'unknown')
    head.message.socket.once('error', (error) => {
      reset.error = error;
    });
  return reset;
}

/** The whole body. With `stopAt`, stops once that many bytes have been read, without waiting for the rest. */
export async function wholeBody(
  head: HttpHead,
  limits: Partial<BodyLimits>,
  signal?: AbortSignal,
  stopAt?: number,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of bodyChunks(head, limits, signal)) {
    chunks.push(chunk);
    size += chunk.length;
    if (stopAt !== undefined && size >= stopAt) break;
  }
  return Buffer.concat(chunks);
}

function decoded({ headers, message }: HttpHead): AsyncIterable<Buffer> {
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding === 'identity') return message;
  if (encoding !== 'gzip' && encoding !== 'x-gzip') {
    throw new ApiError('unreadable', `the response is encoded as ${encoding}, which was not requested`);
  }
  return pipeline(message, createGunzip(), () => {});
}

/** The slowest acceptable transfer: 1 kB/s, checked every 30 s. */
const slowestBytes = 30_000;
const paceMs = 30_000;

type Guard = {
  /** Why the transfer was ended. A function: an object literal with a getter gets a hidden class of its own each time. */
  readonly reason: () => ApiError | undefined;
  /** The silence timer runs while we wait for data, not while the consumer processes a chunk. */
  readonly waiting: () => void;
  readonly arrived: () => void;
  readonly stop: () => void;
};

function watchPace(head: HttpHead, limits: Partial<BodyLimits>, signal?: AbortSignal): Guard {
  let reason: ApiError | undefined;
  const end = (error: ApiError) => {
    reason ??= error;
    head.message.destroy(error);
  };
  let silence: NodeJS.Timeout | undefined;
  const waiting = () => {
    if (limits.silenceMs !== undefined)
      silence = setTimeout(() => end(slow('stopped arriving')), limits.silenceMs);
  };
  waiting();
  const total =
    limits.totalMs === undefined ? undefined : setTimeout(() => end(slow('took too long')), limits.totalMs);
  const pace =
    limits.totalMs === undefined
      ? undefined
      : setInterval(
          atPace(head, () => end(slow('is arriving too slowly'))),
          paceMs,
        );
  const abandon = () => end(new ApiError('stopped', 'the request was stopped'));
  const deaf = onAbort(signal, abandon);
  if (signal?.aborted) abandon();
  return {
    reason: () => reason,
    waiting,
    arrived: () => clearTimeout(silence),
    stop: () => {
      clearTimeout(silence);
      clearTimeout(total);
      clearInterval(pace);
      deaf();
    },
  };
}

function atPace({ message }: HttpHead, tooSlow: () => void): () => void {
  let before = message.socket.bytesRead;
  return () => {
    if (message.socket.bytesRead - before < slowestBytes) tooSlow();
    before = message.socket.bytesRead;
  };
}

function slow(how: string): ApiError {
  return new ApiError('slow', `the response ${how}`);
}

function tooLarge(maxBytes: number): ApiError {
  return new ApiError('unreadable', `the response is larger than ${Math.round(maxBytes / 2 ** 20)} MiB`);
}

function explained(error: unknown): unknown {
  if (error instanceof ApiError) return error;
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'Z_BUF_ERROR') return new ApiError('cut', 'the response was cut off', { code });
  if (code?.startsWith('Z_')) return new ApiError('unreadable', 'the response is corrupt (gzip)', { code });
  return new ApiError('cut', `the response was cut off (${code ?? 'connection closed'})`, { code });
}

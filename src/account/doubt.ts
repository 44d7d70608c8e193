import { ApiError } from '../api/error.js';
import { Failure } from '../base/failure.js';

/** A write, for messages: `The change of c1`, and the command that shows how it stands. */
export type Deed = { readonly deed: string; readonly look: string };

/**
 * Performs a write that must not be repeated. If its response was lost, or the server failed while it may have been
 * processing it, the outcome is unknown: throws Failure 'in-doubt', which says where to `look`, and sends nothing again.
 */
export function orDoubt<T>(write: () => Promise<T>, deed: Deed): Promise<T> {
  return doubting(write, deed, (error) => error.mayHaveHappened);
}

/** The same for a write that may be repeated: running it again settles everything except a Ctrl-C in the middle of it. */
export function unlessStopped<T>(write: () => Promise<T>, deed: Deed): Promise<T> {
  return doubting(write, deed, (error) => error.kind === 'stopped');
}

async function doubting<T>(
  write: () => Promise<T>,
  { deed, look }: Deed,
  isDoubtful: (error: ApiError) => boolean,
): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (!(error instanceof ApiError) || !isDoubtful(error)) throw error;
    const status = error.more.status === undefined ? '' : `${error.more.status}: `;
    throw new Failure('in-doubt', `${deed} may or may not have happened (${status}${error.message})`, {
      advice: `Check before you run it again: ${look}`,
      status: error.more.status,
      requestId: error.more.requestId,
    });
  }
}

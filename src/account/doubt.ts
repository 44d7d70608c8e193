import { ApiError } from '../api/error.js';
import { Failure } from '../base/failure.js';

/** A write, for messages: `The change of c1`, and the command that shows how it stands. */
export type Deed = { readonly deed: string; readonly look: string };

/**
 * Does a write that must not be done twice. When its answer was lost, or the server failed while it may have been at
 * it, the outcome is not known: that is thrown as Failure 'in-doubt', which says where to `look`, and nothing is sent again.
 */
export function orDoubt<T>(write: () => Promise<T>, deed: Deed): Promise<T> {
  return doubting(write, deed, (error) => error.mayHaveHappened);
}

/** The same for a write that may be done twice: running it again settles everything but a Ctrl-C in its middle. */
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
    throw new Failure('in-doubt', `${deed} may have happened or not (${status}${error.message})`, {
      advice: `Look before you run it again: ${look}`,
      status: error.more.status,
      requestId: error.more.requestId,
    });
  }
}

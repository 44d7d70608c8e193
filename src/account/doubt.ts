import { ApiError } from '../api/error.js';
import { Failure } from '../failure.js';

/**
 * Waits for a write that must not be done twice. When its answer was lost, or the server failed while it may have been at
 * it, the outcome is not known: that is thrown as Failure 'in-doubt', which says where to `look`, and nothing is sent again.
 */
export async function orDoubt<T>(write: Promise<T>, deed: string, look: string): Promise<T> {
  try {
    return await write;
  } catch (error) {
    if (!(error instanceof ApiError) || !error.mayHaveHappened) throw error;
    const status = error.more.status === undefined ? '' : `${error.more.status}: `;
    throw new Failure('in-doubt', `${deed} may have happened or not (${status}${error.message})`, {
      advice: `Look before you run it again: ${look}`,
      status: error.more.status,
      requestId: error.more.requestId,
    });
  }
}

import { setMaxListeners } from 'node:events';

/**
 * Calls `work` when the signal aborts, once, until the returned function is called; never for one that has aborted already. Any
 * number of callers may wait for the same signal: Node would otherwise warn of a leak beyond ten, and sixteen requests are none.
 */
export function onAbort(signal: AbortSignal | undefined, work: () => void): () => void {
  if (signal === undefined) return () => {};
  setMaxListeners(0, signal);
  signal.addEventListener('abort', work, { once: true });
  return () => signal.removeEventListener('abort', work);
}

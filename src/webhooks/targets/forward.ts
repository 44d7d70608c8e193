import type { ConnectionAgent } from '../../api/agent.js';
import { sendFailure, sendOnce } from '../../api/outgoing.js';
import { signatureHeader } from '../signature.js';

import type { Handed, Target } from './target.js';

export type ForwardDeps = {
  readonly url: URL;
  readonly agent: ConnectionAgent;
  readonly userAgent: string;
  readonly timeoutMs: number;
};

/**
 * Posts each event to a URL as it arrived, with its signature and an `idempotency-key` that is the same in every attempt.
 */
export function forwardTarget({ url, agent, userAgent, timeoutMs }: ForwardDeps): Target {
  return {
    name: 'forward',
    maxEvents: 1,
    begin: async (cursor) => cursor,
    hand: async ([event], signal) => {
      if (event === undefined) return { kind: 'taken' };
      const headers = {
        'user-agent': userAgent,
        [signatureHeader]: event.signature,
        'idempotency-key': event.id,
      };
      const sent = {
        method: 'POST',
        url,
        body: Buffer.from(event.body),
        headers,
        timeoutMs,
        signal,
      } as const;
      return sendOnce(agent, sent).then(
        ({ status, retryAfterMs }) => handedBy(status, url.host, retryAfterMs),
        (error): Handed => ({ kind: 'failed', reason: sendFailure(error, url) }),
      );
    },
  };
}

/** What a status means: 4xx will not change, but for a timeout and a rate limit; everything else may. */
export function handedBy(status: number, host: string, waitMs?: number): Handed {
  if (status >= 200 && status < 300) return { kind: 'taken' };
  const isFinal = status >= 400 && status < 500 && status !== 408 && status !== 429;
  if (isFinal) return { kind: 'refused', reason: `${host} answered ${status}` };
  const more = status >= 300 && status < 400 ? ', a redirect, which is not followed' : '';
  return { kind: 'failed', reason: `${host} answered ${status}${more}`, waitMs };
}

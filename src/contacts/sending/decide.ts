import type { ApiErrorKind } from '../../api/error.js';
import type { RunState } from '../run/state.js';

/** A request with contacts that did not end well. */
export type FailedRequest = {
  readonly kind: ApiErrorKind;
  /** Whether the rows may have been stored all the same. */
  readonly mayHaveHappened: boolean;
  /** How long the server asks us to wait, in milliseconds. */
  readonly waitMs: number;
  /** How many rows the request had. */
  readonly rows: number;
};

/** What is known of the server. */
export type ServerKnowledge = {
  /** A longer wait is refused, in milliseconds. */
  readonly maxWaitMs: number;
  /** Whether it stores a part of a batch that it refuses. */
  readonly storesParts: RunState['storesParts'];
};

/**
 * What to do after a request with contacts failed.
 *
 * - `read-back`: wait, then read which rows are stored; what is absent is sent again
 * - `read-back-and-halt`: the same now, and nothing is sent again
 * - `shrink`: the body was too large; send the rows in smaller batches from now on
 * - `reject`: the one row is at fault
 * - `take-apart`: some row is at fault, and which one is found out
 * - `halt`: the next request would end the same way; `left` tells whether this one left the machine
 */
export type Step =
  | { readonly do: 'read-back'; readonly afterMs: number }
  | { readonly do: 'read-back-and-halt' }
  | { readonly do: 'shrink' | 'reject' | 'take-apart' }
  | { readonly do: 'halt'; readonly left: boolean };

/** The next step after a request with contacts failed. */
export function stepAfterFailure(
  { kind, mayHaveHappened, waitMs, rows }: FailedRequest,
  { maxWaitMs }: Pick<ServerKnowledge, 'maxWaitMs'>,
): Step {
  if (mayHaveHappened)
    return waitMs > maxWaitMs ? { do: 'read-back-and-halt' } : { do: 'read-back', afterMs: waitMs };
  switch (kind) {
    case 'too-large':
      return { do: rows > 1 ? 'shrink' : 'reject' };
    case 'invalid':
      return { do: rows > 1 ? 'take-apart' : 'reject' };
    case 'conflict':
    case 'contact-limit':
      return { do: 'take-apart' };
    default:
      return { do: 'halt', left: kind !== 'unsent' };
  }
}

/**
 * What must be read before the rows of a refused batch are sent again: `all` of them where the server may have stored some,
 * the ones that `exist` after a conflict, or `nothing`.
 */
export type ReadBefore = 'all' | 'existing' | 'nothing';

/** A server that may store a part of what it refuses is read first, as after a lost response. */
export function readBeforeParts(
  { kind, rows }: Pick<FailedRequest, 'kind' | 'rows'>,
  { storesParts }: Pick<ServerKnowledge, 'storesParts'>,
): ReadBefore {
  if (rows > 1 && storesParts !== 'never') return 'all';
  return kind === 'conflict' ? 'existing' : 'nothing';
}

/** A refused batch, once it is known which of its rows are not stored. */
export type RefusedBatch = {
  readonly kind: ApiErrorKind;
  /** How many rows the request had. */
  readonly rows: number;
  /** How many of them are still to be sent. */
  readonly left: number;
  /** How many of those the server named, or are known to be at fault. */
  readonly faulty: number;
};

/**
 * - `halt`: the account takes no more contacts
 * - `send-left`: what stood in the way is settled, so the others go again
 * - `reject-faulty`: the rows at fault are rejected, the others go again
 * - `reject`: the one row is at fault
 * - `split`: send the first `cut` rows alone, then the rest. When `isTelling`, a first part that is taken whole shows that
 *   the server stores nothing of a batch it refuses
 */
export type PartStep =
  | { readonly do: 'halt' | 'send-left' | 'reject-faulty' | 'reject' }
  | { readonly do: 'split'; readonly cut: number; readonly isTelling: boolean };

/** Out of this many rows, a server that stores part of a refused batch would have stored some. */
const tellingRows = 10;

/**
 * The next step with a refused batch. Where it is not known yet that nothing of a refused batch is stored, the first row is
 * sent alone: if it is taken now, it was good, and nothing of so large a batch was stored. Of a server that was seen to store
 * parts, the first row that is not stored is the one at fault, most likely.
 */
export function stepWithRefused(
  { kind, rows, left, faulty }: RefusedBatch,
  { storesParts }: Pick<ServerKnowledge, 'storesParts'>,
): PartStep {
  if (kind === 'contact-limit') return { do: 'halt' };
  if (kind === 'conflict' && left < rows) return { do: 'send-left' };
  if (faulty > 0) return { do: 'reject-faulty' };
  if (rows === 1) return { do: 'reject' };
  const isTelling = storesParts === 'unknown' && left === rows && rows >= tellingRows;
  return { do: 'split', cut: isTelling || storesParts === 'seen' ? 1 : left >> 1, isTelling };
}

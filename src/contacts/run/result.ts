import { Failure } from '../../base/failure.js';
import type { Ledger } from '../ledger.js';
import type { Notes } from './state.js';

/** Why sending ended before the last row. */
export type Halt = { readonly cause: unknown };

export type ImportResult = {
  readonly rows: number;
  /** Rows of the file that are another shard's. */
  readonly rowsElsewhere: number;
  readonly blankLines: number;
  readonly ledger: Ledger;
  readonly notes: Notes;
  /** Requests it took to see what existed. */
  readonly pagesRead: number;
  /** Requests with contacts, in all legs of the run; in a dry run, those it would take. */
  readonly batches: number;
  /** True when more rows were rejected before sending than the limit allows, so that nothing was sent. */
  readonly overLimit: boolean;
  /** True when the run wrote down what it did, so that it can be gone on with. */
  readonly isKept: boolean;
  readonly halt: Halt | undefined;
  /** True when only what was sent before was settled: what is left is to be sent by another command. */
  readonly onlySettled: boolean;
  /** What kept the report from being written after contacts had been sent. */
  readonly reportError: unknown;
};

/** True when another process took over the lock of this run, and may be resuming this very run. */
export function isLockedOut(halt: Halt | undefined): boolean {
  return halt?.cause instanceof Failure && halt.cause.kind === 'locked';
}

import { Failure } from '../../base/failure.js';
import type { Ledger } from '../ledger.js';
import type { Price } from './price.js';
import type { Notes, Sample } from './state.js';

/** Why sending ended before the last row. */
export type Halt = { readonly cause: unknown };

/** What became of the contacts that a plan deletes. */
export type Pruned = {
  readonly planned: number;
  /** Deleted by this run, in all of its legs. */
  readonly deleted: number;
  /** Contacts that were no longer there. */
  readonly gone: number;
  /** Contacts that changed after the plan was made, and were left alone. */
  readonly changed: number;
  /** Why nothing was deleted; undefined where nothing stood in the way. */
  readonly withheld: string | undefined;
  /** The file with a copy of what was deleted in this leg. */
  readonly kept: string | undefined;
};

export type ImportResult = {
  readonly rows: number;
  /** Rows of the file that belong to another shard. */
  readonly rowsElsewhere: number;
  readonly blankLines: number;
  readonly ledger: Ledger;
  readonly notes: Notes;
  /** The first row that was or would be sent. */
  readonly sample: Sample | undefined;
  /** Requests it took to look up what existed. */
  readonly pagesRead: number;
  /** What a dry run would cost; undefined for one that stopped before, and for any other run. */
  readonly price: Price | undefined;
  /** Undefined for a run that deletes nothing. */
  readonly pruned: Pruned | undefined;
  /** Requests with contacts, across all invocations of the run; in a dry run, those it would take. */
  readonly batches: number;
  /** True when more rows were rejected before sending than the limit allows, so that nothing was sent. */
  readonly overLimit: boolean;
  /** True when the run has a journal, so that it can be resumed. */
  readonly isKept: boolean;
  readonly halt: Halt | undefined;
  /** True when only earlier requests were settled: another command sends the remaining rows. */
  readonly onlySettled: boolean;
  /** The error that kept the report from being written after contacts had been sent. */
  readonly reportError: unknown;
};

/** True when another process took over the lock of this run, and may be resuming this very run. */
export function isLockedOut(halt: Halt | undefined): boolean {
  return halt?.cause instanceof Failure && halt.cause.kind === 'locked';
}

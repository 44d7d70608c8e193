import type { ImportResult } from '../run/result.js';

/** What was done of a run, and why it ended. */
export type Course = Pick<
  ImportResult,
  'pagesRead' | 'batches' | 'halt' | 'overLimit' | 'price' | 'pruned'
> & {
  /** True when everything that was to be done was done. */
  readonly isWhole: boolean;
};

export const idle: Course = {
  pagesRead: 0,
  batches: 0,
  halt: undefined,
  overLimit: false,
  price: undefined,
  pruned: undefined,
  isWhole: false,
};

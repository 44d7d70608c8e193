import type { WordChange } from '../words.js';

/** Whether an answer meets an assertion. */
export type Verdict = {
  readonly isMet: boolean;
  /** Why it is not met. */
  readonly reason: string;
  /** True when it was not judged because no --judge was given. */
  readonly isSkipped?: boolean;
  /** How the answer differs from its baseline, if it resembles it. */
  readonly changes?: readonly WordChange[] | undefined;
};

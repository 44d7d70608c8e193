export type Verdict = {
  readonly isMet: boolean;
  /** Why it is not met. */
  readonly reason: string;
  /** True when it was not judged because no --judge was given. */
  readonly isSkipped?: boolean;
};

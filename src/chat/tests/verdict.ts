export type Verdict = {
  readonly isMet: boolean;
  /** Why not. */
  readonly reason: string;
  /** It could not be judged: no judge was named. */
  readonly isSkipped?: boolean;
};

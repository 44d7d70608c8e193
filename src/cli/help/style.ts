/** How help is set. */
export type HelpStyle = {
  /** In columns. */
  readonly width: number;
  /** Whether every flag is shown, or the usual ones. */
  readonly isAll: boolean;
};

/** A step of an import. */
export type Progress =
  | { readonly kind: 'checking'; readonly rows: number }
  | { readonly kind: 'looking'; readonly contacts: number; readonly total: number | undefined }
  /** Checking which of these rows are stored; `inMs` milliseconds from now, if the check has to wait. */
  | { readonly kind: 'confirming'; readonly rows: number; readonly inMs?: number }
  | {
      readonly kind: 'sending' | 'updating' | 'deleting' | 'putting back';
      readonly done: number;
      readonly total: number;
    };

/** A step of an import. */
export type Progress =
  | { readonly kind: 'checking'; readonly rows: number }
  | { readonly kind: 'looking'; readonly contacts: number; readonly total: number | undefined }
  /** It is found out which of these rows are stored; in so many milliseconds, where that has to wait. */
  | { readonly kind: 'confirming'; readonly rows: number; readonly inMs?: number }
  | {
      readonly kind: 'sending' | 'updating' | 'deleting';
      readonly done: number;
      readonly total: number;
    };

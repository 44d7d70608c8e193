import type { FileFlags, ReportFlags } from '../shared/chat/flags.js';
import type { MkdirFlag } from '../shared/mkdir-flag.js';

/** Where answers of earlier runs come from. */
export type CacheFlags = {
  /** A name, or a directory; true for the usual cache. */
  readonly cache?: string | boolean;
  /** In milliseconds. */
  readonly maxAge?: number;
};

/** The flags of `tests run`. */
export type Options = FileFlags &
  ReportFlags &
  MkdirFlag &
  CacheFlags & {
    readonly only?: string;
    readonly judge?: string;
    readonly update?: boolean;
    readonly retryErrors?: boolean;
    readonly lane?: readonly string[];
    readonly html?: string;
  };

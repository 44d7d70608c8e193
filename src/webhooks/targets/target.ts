import type { Cursor, TargetName } from '../spool/cursor.js';
import type { SpooledEvent } from '../spool/record.js';

/** Where accepted events go. */
export type Target = {
  readonly name: TargetName;
  /** How many events it takes at once. */
  readonly maxEvents: number;
  /**
   * Called once, before the first event. Gets the cursor that an earlier process left and the events behind it, and returns the cursor to
   * begin with.
   */
  readonly begin: (cursor: Cursor, left: ReadLeft) => Promise<Cursor>;
  /** Hands over events, in order. */
  readonly hand: (events: readonly SpooledEvent[], signal: AbortSignal) => Promise<Handed>;
};

/** Reads at most `max` events from the cursor on. */
export type ReadLeft = (max: number) => Promise<readonly SpooledEvent[]>;

/**
 * How handing over ended: all was taken, and `file` is what the cursor remembers of the file; it was refused for good, which
 * only happens to a single event; or it may be tried again.
 */
export type Handed =
  | { readonly kind: 'taken'; readonly file?: Cursor['file'] }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'failed'; readonly reason: string; readonly waitMs?: number | undefined };

import type { Contact } from '../../api/contacts.js';

/** Called with a contact that exists and differs from its row, as the server returned it. */
export type OnBefore = (ordinal: number, contact: Contact) => void;

/** Keeps contacts as they were before a run changed them, so that the changes can be undone. */
export type BeforeLog = {
  /**
   * The contact of a row exists and differs from it. May be called again for the same row while no update of it was sent: the
   * latest call counts.
   */
  readonly found: OnBefore;
  /** Writes what was found since the last call. Call it often enough to keep memory flat. */
  readonly flush: () => Promise<void>;
  /** Resolves once everything that was found, and what an update is about to send of a row, is on disk. */
  readonly sending: (ordinal: number, id: string | undefined, encoded: Uint8Array) => Promise<void>;
};

/** For a run that changes nothing: keeps nothing, and tells what was found. */
export function unkept(onBefore: OnBefore = () => {}): BeforeLog {
  return { found: onBefore, flush: async () => {}, sending: async () => {} };
}

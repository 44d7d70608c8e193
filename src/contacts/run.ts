import type { Contact, ContactPage } from '../api/contacts.js';
import type { DeriveId } from './checking/check-row.js';
import type { Fingerprints } from './checking/fingerprints.js';
import type { RowKeys } from './checking/keys.js';
import type { Column } from './columns/planning.js';
import type { RowClass, RowClasses } from './ledger.js';
import type { Reason } from './sending/outcome.js';
import type { CreateBatch } from './sending/send.js';

export type OnConflict = 'skip' | 'update' | 'fail';
export type OnDuplicate = 'reject' | 'first' | 'last';

/** Rows that may be rejected before anything is sent: so many, or so many of a hundred. */
export type RejectLimit = { readonly kind: 'rows' | 'percent'; readonly amount: number };

export type ImportPlan = {
  readonly columns: readonly Column[];
  /** Makes an id of an e-mail address where a row has none (--derive-ids). */
  readonly deriveId?: DeriveId | undefined;
  readonly batchSize: number;
  readonly concurrency: number;
  readonly onConflict: OnConflict;
  readonly duplicates: OnDuplicate;
  readonly maxRejects: RejectLimit;
  readonly dryRun: boolean;
  /** True when a file without a row is an ending of its own. */
  readonly failOnEmpty: boolean;
};

/** What an import needs of the outside: functions, so that it can be tried with arrays and lambdas. */
export type ImportNeeds = {
  readonly create: CreateBatch;
  /** One page of the contacts that are there, counted from 1. */
  readonly page: (page: number) => Promise<ContactPage>;
  /** Changes a contact; `id` is Chatbase's own. */
  readonly update: (contact: Pick<Contact, 'id' | 'externalId'>, encoded: Uint8Array) => Promise<Contact>;
  /** Throws when the input is no longer what it was when it was opened. */
  readonly checkInput: () => Promise<void>;
  /** Aborts when the user asks for an orderly end. */
  readonly stop: AbortSignal;
  /** 0 ≤ n < 1. */
  readonly random: () => number;
  readonly onProgress: (progress: Progress) => void;
};

export type Progress =
  | { readonly kind: 'checking'; readonly rows: number }
  | { readonly kind: 'looking'; readonly contacts: number; readonly total: number | undefined }
  | { readonly kind: 'sending'; readonly done: number; readonly total: number }
  | { readonly kind: 'updating'; readonly done: number; readonly total: number };

/** What is known of a run while it goes. The one place of an import that changes; nothing in it outlives the run. */
export type RunState = {
  readonly classes: RowClasses;
  readonly keys: RowKeys;
  readonly prints: Fingerprints | undefined;
  /** Why a row was rejected or is in doubt, where the file alone does not tell. Rows of one batch share one reason. */
  readonly reasons: Map<number, Reason>;
  /** Rows whose contact exists and differs. */
  readonly changed: Map<number, Pick<Contact, 'id' | 'externalId'>>;
  /** Rows that took the place of an earlier one (--duplicates last), and by what they met it. */
  readonly winners: Map<number, 'id' | 'email'>;
  readonly notes: Notes;
};

/** Things worth a line at the end. */
export type Notes = {
  trimmed: number;
  shortened: number;
  derivedIds: number;
  nearDuplicates: number;
  replacementCharacters: number;
  /** Fields the server did not keep, with how many contacts lost them. */
  readonly dropped: Map<string, number>;
  /** Rows rejected by rule. */
  readonly rejectedBy: Map<string, number>;
};

/** Gives a row its class and the reason for it. */
export function settle(state: RunState, ordinal: number, rowClass: RowClass, reason?: Reason): void {
  state.classes.set(ordinal, rowClass);
  if (reason === undefined) return;
  state.reasons.set(ordinal, reason);
  if (rowClass === 'rejected') countUp(state.notes.rejectedBy, reason.code);
}

export function countUp(counts: Map<string, number>, name: string, by = 1): void {
  counts.set(name, (counts.get(name) ?? 0) + by);
}

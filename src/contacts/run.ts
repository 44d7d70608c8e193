import type { Ready } from '../api/call.js';
import type { Contact, ContactPage } from '../api/contacts.js';
import type { DeriveId } from './checking/check-row.js';
import type { Fingerprints } from './checking/fingerprints.js';
import type { RowKeys } from './checking/keys.js';
import type { Shard } from './checking/shard.js';
import type { Column } from './columns/planning.js';
import type { Journal } from './journal/journal.js';
import type { RowClasses } from './ledger.js';

export type OnConflict = 'skip' | 'update' | 'fail';
export type OnDuplicate = 'reject' | 'first' | 'last';
export type Preflight = 'auto' | 'full' | 'none';
export type Verify = 'echo' | 'readback' | 'none';

/** `guards`: those that our own export puts in, and nothing else; true: those before a number as well. */
export type Unescape = boolean | 'guards';

/** Rows that may be rejected before anything is sent: so many, or so many of a hundred. */
export type RejectLimit = { readonly kind: 'rows' | 'percent'; readonly amount: number };

/** What an import is told to do; kept in the manifest, so that it goes on as it began. */
export type ImportSettings = {
  readonly batchSize: number;
  readonly concurrency: number;
  readonly onConflict: OnConflict;
  readonly duplicates: OnDuplicate;
  readonly maxRejects: RejectLimit;
  readonly preflight: Preflight;
  readonly verify: Verify;
  /** Whether a blank cell leaves a contact's value alone or clears it. */
  readonly blank: 'keep' | 'clear';
  /** Whether outer blanks of a value are dropped (and counted). */
  readonly trim: boolean;
  /** Which apostrophes that only stand there for a spreadsheet are taken off text. */
  readonly unescape: Unescape;
  /** Whether a phone number must look like one; absent in runs of earlier versions, which checked. */
  readonly phone?: 'check' | 'as-is';
  /** The part of the rows that is ours. */
  readonly shard: Shard | undefined;
  /** How long the server may take to show what was written, in milliseconds. */
  readonly readLagMs: number;
};

export type ImportPlan = ImportSettings & {
  readonly columns: readonly Column[];
  /** Makes an id of an e-mail address where a row has none (--derive-ids). */
  readonly deriveId?: DeriveId | undefined;
  /** True where `1.000` may be a thousand. */
  readonly hasCommaDecimals: boolean;
  readonly dryRun: boolean;
  /** True when a file without a row is an ending of its own. */
  readonly failOnEmpty: boolean;
};

/** Adds the contacts of one batch; resolves with those the server says it created, if it says. Throws ApiError. */
export type CreateBatch = (
  encoded: readonly Uint8Array[],
  ready?: Ready,
) => Promise<readonly Contact[] | undefined>;

/** By what a contact can be named in a path. */
export type ContactAddress = Pick<Contact, 'id' | 'externalId'>;

/** What an import needs of the outside: functions, so that it can be tried with arrays and lambdas. */
export type ImportNeeds = {
  readonly create: CreateBatch;
  /** One page of the contacts that are there, counted from 1. Given up at the first Ctrl-C. */
  readonly list: (page: number) => Promise<ContactPage>;
  /** The same, to settle what was sent: it goes on until the second Ctrl-C. */
  readonly page: (page: number) => Promise<ContactPage>;
  /** The contact with this id of yours; `undefined` when the server knows none by it, or takes no such ids. */
  readonly get: (externalId: string) => Promise<Contact | undefined>;
  readonly update: (contact: ContactAddress, encoded: Uint8Array, ready?: Ready) => Promise<Contact>;
  /** Which of the attributes that are sent take no values any more. */
  readonly lostAttributes: () => Promise<ReadonlySet<string>>;
  /** Throws when the input is no longer what it was when it was opened. */
  readonly checkInput: () => Promise<void>;
  /** Where the contacts that are to be sent may lie meanwhile; another place each time. */
  readonly spoolPath: () => string;
  /** Throws when the lock is no longer ours. Asked right before every request that writes. */
  readonly ready: Ready;
  /** Aborts when the user asks for an orderly end. */
  readonly stop: AbortSignal;
  /** Resolves with false when the user asks for an end meanwhile. */
  readonly pause: (ms: number) => Promise<boolean>;
  /** A wait longer than this is not waited for, in milliseconds. */
  readonly maxWaitMs: number;
  /** The server's clock at its latest answer, in milliseconds since 1970; `undefined` where it does not say. */
  readonly serverMs: () => number | undefined;
  /** 0 ≤ n < 1. */
  readonly random: () => number;
  readonly onProgress: (progress: Progress) => void;
  readonly onNotice: (text: string) => void;
};

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

/** Why a row ended where it did, where its class alone does not tell. */
export type Reason = { readonly code: string; readonly message: string };

/** What is known of a run while it goes. The one place of an import that changes; what must outlive it is in the journal. */
export type RunState = {
  readonly classes: RowClasses;
  readonly keys: RowKeys;
  readonly prints: Fingerprints | undefined;
  /** Why a row was rejected or is in doubt, where the file alone does not tell. Rows of one batch share one reason. */
  readonly reasons: Map<number, Reason>;
  /** Rows whose contact exists and differs. */
  readonly changed: Map<number, ContactAddress>;
  /** Rows that took the place of an earlier one (--duplicates last), and by what they met it. */
  readonly winners: Map<number, 'id' | 'email'>;
  /** Rows that our own check settled, by class and code, for the journal. */
  readonly checked: Map<string, number[]>;
  /** Rows that were sent and did not go in, and may be sent again: what is found of them later may be our own. */
  readonly retried: Set<number>;
  /** Rows of other shards that fail the check. */
  flawedElsewhere: number;
  readonly notes: Notes;
  /** True once the list was read to its end before a row was sent: what was not in it was not there. */
  wasAbsent: boolean;
  /** Whether the server stores a part of a batch that it refuses. */
  storesParts: 'unknown' | 'never' | 'seen';
  /** True once a request that writes may have left, in any leg of the run. */
  hasSent: boolean;
  /** True when nothing is known of what was sent before, so that the list must be read. */
  mustLook: boolean;
  /** The number of the latest request with contacts, in all legs of the run. */
  batches: number;
  /** How many of them never left. */
  unsentBatches: number;
};

/** Things worth a line at the end. */
export type Notes = {
  trimmed: number;
  shortened: number;
  unescaped: number;
  /** Further phone numbers that were left out because an earlier column holds one. */
  spareNumbers: number;
  derivedIds: number;
  nearDuplicates: number;
  replacementCharacters: number;
  /** Created contacts that a later reading did not show (--verify readback). */
  notShown: number;
  /** Fields the server did not keep, with how many contacts lost them. */
  readonly dropped: Map<string, number>;
  /** Rows rejected by rule. */
  readonly rejectedBy: Map<string, number>;
};

export type RunLog = Journal | undefined;

export function countUp(counts: Map<string, number>, name: string, by = 1): void {
  counts.set(name, (counts.get(name) ?? 0) + by);
}

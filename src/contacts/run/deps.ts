import type { Ready } from '../../api/call.js';
import type { Contact, ContactPage } from '../../api/contacts.js';
import type { BeforeLog } from './before.js';
import type { Price } from './price.js';
import type { Progress } from './progress.js';

/** Sends the contacts of one batch; resolves with those the server returned as created, if it did. Throws ApiError. */
export type CreateBatch = (
  encoded: readonly Uint8Array[],
  ready?: Ready,
) => Promise<readonly Contact[] | undefined>;

/** The ids by which a URL path can name a contact. */
export type ContactAddress = Pick<Contact, 'id' | 'externalId'>;

/** What is remembered of the server, across runs, about batches that it refused. */
export type RefusalMemory = {
  /** Whether it was seen to store nothing of them: then a single reading shows it. */
  readonly areWhole: boolean;
  /** Called when this run saw whether it stores a part. */
  readonly note: (areWhole: boolean) => Promise<void>;
};

/** What an import needs from the outside: functions, so that it can be tried with arrays and lambdas. */
export type ImportDeps = {
  readonly create: CreateBatch;
  /** One page of the existing contacts, counted from 1. Aborted by the first Ctrl-C. */
  readonly list: (page: number) => Promise<ContactPage>;
  /** The same, to settle what was sent: aborted only by the second Ctrl-C. */
  readonly page: (page: number) => Promise<ContactPage>;
  /** The contact with this external id; `undefined` when the server finds none, or does not accept external ids. */
  readonly get: (externalId: string) => Promise<Contact | undefined>;
  readonly update: (contact: ContactAddress, encoded: Uint8Array, ready?: Ready) => Promise<Contact>;
  /** Which of the attributes being sent no longer accept values. */
  readonly lostAttributes: () => Promise<ReadonlySet<string>>;
  /** Throws when the input has changed since it was opened. */
  readonly checkInput: () => Promise<void>;
  /** Where to spool the contacts to be sent; a new path each time. */
  readonly spoolPath: () => string;
  /** Keeps the contacts that are updated as they were before. */
  readonly before: BeforeLog;
  /** Throws when the lock is no longer ours. Called right before every write request. */
  readonly ready: Ready;
  /** Aborts when the user asks for an orderly stop. */
  readonly stop: AbortSignal;
  /** Resolves with false when the user asks to stop during the pause. */
  readonly pause: (ms: number) => Promise<boolean>;
  readonly refusals: RefusalMemory;
  /** The longest wait that is accepted, in milliseconds. */
  readonly maxWaitMs: number;
  /** The server's clock in its latest response, in milliseconds since 1970; `undefined` if it did not say. */
  readonly serverMs: () => number | undefined;
  /** Monotonic clock in milliseconds. */
  readonly monotonic: () => number;
  /** 0 ≤ n < 1. */
  readonly random: () => number;
  /** Called once it is known what will be sent, and before it is. */
  readonly onPriced: (price: Price) => void;
  readonly onProgress: (progress: Progress) => void;
  readonly onNotice: (text: string) => void;
};

import type { Ready } from '../../api/call.js';
import type { Contact, ContactPage } from '../../api/contacts.js';
import type { Progress } from './progress.js';

/** Adds the contacts of one batch; resolves with those the server says it created, if it says. Throws ApiError. */
export type CreateBatch = (
  encoded: readonly Uint8Array[],
  ready?: Ready,
) => Promise<readonly Contact[] | undefined>;

/** By what a contact can be named in a path. */
export type ContactAddress = Pick<Contact, 'id' | 'externalId'>;

/** What an import needs from the outside: functions, so that it can be tried with arrays and lambdas. */
export type ImportDeps = {
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

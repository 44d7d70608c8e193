import type { Contact } from '../../api/contacts.js';
import { Failure } from '../../base/failure.js';
import { count, counted } from '../../base/text.js';

/** How many contacts --prune may delete: a number, or a percentage of the contacts that the bot has. */
export type MaxDelete = { readonly kind: 'contacts' | 'percent'; readonly amount: number };

export type PruneOptions = {
  /** The smaller of 10% and 100 where the user did not say. */
  readonly maxDelete: MaxDelete | undefined;
  /** Whether contacts without an external id are deleted, too, if no row has their email address. */
  readonly withoutId: boolean;
};

const usualPercent = 10;
const usualMost = 100;

/** How many of a bot's contacts may be deleted, rounded down. */
export function deletionsAllowed(limit: MaxDelete | undefined, contacts: number): number {
  if (limit?.kind === 'contacts') return limit.amount;
  const percent = Math.floor((contacts * (limit?.amount ?? usualPercent)) / 100);
  return limit === undefined ? Math.min(percent, usualMost) : percent;
}

/** What --prune must know of a file and of the list of contacts before anything may be deleted. */
export type PruneFacts = {
  readonly options: PruneOptions;
  /** Rows of the file that would be sent or are there already. */
  readonly rows: number;
  readonly rejected: number;
  /** Ids in the file that are almost those of contacts which would be deleted. */
  readonly similarIds: number;
  /** Contacts that were read, and how many the server said there are. */
  readonly read: number;
  readonly total: number | undefined;
  /** Contacts that occurred twice while the list was read. */
  readonly repeated: number;
  readonly deletions: number;
};

/** Why nothing may be deleted; `undefined` if all guards are satisfied. */
export function whyNotPrune(facts: PruneFacts): Failure | undefined {
  const { rows, rejected, similarIds, read, total, repeated, deletions, options } = facts;
  if (rows === 0)
    return refusal(
      'usage',
      'the file has no rows',
      'Check the file: an empty one would delete every contact',
    );
  if (deletions === 0) return undefined;
  if (rejected > 0)
    return refusal(
      'limit',
      `${counted(rejected, 'row was', 'rows were')} rejected, and their contacts would be deleted`,
      'Fix the rows, or leave out --prune',
    );
  if (similarIds > 0)
    return refusal(
      'limit',
      `${counted(similarIds, 'id differs', 'ids differ')} from the id of a contact only in case, whitespace or Unicode form`,
      'Write them in the file as the contacts have them, or leave out --prune',
    );
  if (total === undefined || total !== read || repeated > 0)
    return refusal(
      'temporary',
      `the list of contacts could not be shown to be complete (${count(read)} read, ${total === undefined ? 'and the server does not say how many there are' : `${count(total)} expected`}${repeated > 0 ? `, ${count(repeated)} of them twice` : ''})`,
      'Run it again when no one else is changing contacts, or leave out --prune',
    );
  const allowed = deletionsAllowed(options.maxDelete, total);
  if (deletions > allowed)
    return refusal(
      'limit',
      `it would delete ${count(deletions)} of ${counted(total, 'contact')}, and ${limitText(options.maxDelete)} allows ${count(allowed)}`,
      `Check that the file is whole; if all of them are to go, add --max-delete ${deletions}`,
    );
  return undefined;
}

/** An empty file would delete every contact. */
export function emptySource(): Failure {
  return refusal('usage', 'the file has no rows', 'Check the file: an empty one would delete every contact');
}

function refusal(kind: 'usage' | 'limit' | 'temporary', reason: string, advice: string): Failure {
  return new Failure(kind, `--prune deletes nothing: ${reason}`, { advice });
}

function limitText(limit: MaxDelete | undefined): string {
  if (limit === undefined) return 'the default of --max-delete (the smaller of 10% and 100)';
  return `--max-delete ${limit.amount}${limit.kind === 'percent' ? '%' : ''}`;
}

/**
 * Whether a contact that no row has would be deleted. One without an external id belongs to someone else, such as the
 * widget: it is deleted only where rows are matched by email address and the user asked for it.
 */
export function isPruned({ id, externalId, email }: Contact, { withoutId }: PruneOptions): boolean {
  if (id === undefined) return false;
  return externalId !== undefined || (withoutId && email !== undefined);
}

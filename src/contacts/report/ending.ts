import { asFailure } from '../../api/error.js';
import { type Ending, Failure, gravest } from '../../base/failure.js';
import type { KeySource } from '../../base/key-source.js';
import type { ImportPlan } from '../run/plan.js';
import type { Halt, ImportResult, Pruned } from '../run/result.js';

type Signal = 'SIGINT' | 'SIGTERM' | 'SIGHUP' | undefined;

/** How an import ended: the gravest of all that is wrong. */
export function endingOf(
  { ledger, overLimit, halt, rows, notes, onlySettled, pruned }: ImportResult,
  plan: ImportPlan,
  signal: Signal,
): Ending {
  const endings: Ending[] = [];
  if (ledger['in doubt'] > 0) endings.push('in-doubt');
  if (overLimit) endings.push('limit');
  const cause = halt === undefined ? undefined : haltKind(halt);
  // A wait that was cut short was interrupted by the signal, which has its own exit code.
  if (cause !== undefined && cause !== 'interrupted') endings.push(cause);
  if (signal !== undefined && (ledger.unprocessed > 0 || cause === 'interrupted'))
    endings.push(({ SIGINT: 'interrupted', SIGTERM: 'terminated', SIGHUP: 'hangup' } as const)[signal]);
  if (ledger.rejected > 0 || notes.leftAlone.size > 0 || isPrunedInPart(pruned)) endings.push('partial');
  // A user who asked for a read-back wants to know what it showed.
  if (plan.verify === 'readback' && (notes.dropped.size > 0 || notes.notShown > 0)) endings.push('partial');
  if (rows === 0 && plan.failOnEmpty) endings.push('empty');
  if (ledger.unprocessed > 0 && endings.length === 0 && !onlySettled) endings.push('bug');
  return gravest(endings);
}

function isPrunedInPart(pruned: Pruned | undefined): boolean {
  return pruned !== undefined && (pruned.changed > 0 || pruned.withheld !== undefined);
}

function haltKind({ cause }: Halt): Ending {
  if (cause === undefined) return 'temporary';
  const failure = asFailure(cause);
  return failure instanceof Failure ? failure.kind : 'bug';
}

/** Why it stopped, and what to do about it. */
export type Stop = { readonly message: string; readonly advice?: string | undefined };

/** Why the run ended before its last row, and what to do about it. */
export function stopOf(
  { halt, overLimit, ledger, notes }: ImportResult,
  plan: ImportPlan,
  { keySource, signal }: { readonly keySource: KeySource; readonly signal: Signal },
): Stop | undefined {
  if (overLimit) {
    const rows = ledger.rejected === 1 ? '1 row was' : `${ledger.rejected} rows were`;
    return {
      message: `${rows} rejected and --max-rejects allows ${limitText(plan.maxRejects)}, so nothing was sent`,
      advice: adviceFor([...notes.rejectedBy.keys()], plan),
    };
  }
  if (signal !== undefined && ledger.unprocessed > 0) return { message: `interrupted by ${signal}` };
  return halt === undefined ? undefined : haltStop(halt, keySource);
}

/** What to do where all rows were rejected for the same reason. */
function adviceFor(
  [code, ...others]: readonly string[],
  { onConflict, planned }: ImportPlan,
): string | undefined {
  // The rows were checked when the plan was made: what is rejected now is so because of other contacts.
  if (planned !== undefined) return 'Other contacts have changed since the plan was made; make a new plan';
  if (code === undefined || others.length > 0) return undefined;
  if (code === 'email_taken' && onConflict === 'update')
    return 'Find contacts by their email addresses with --key email';
  return adviceByCode[code];
}

const adviceByCode: Readonly<Record<string, string>> = {
  exists: 'Use --on-conflict skip or update for contacts that already exist',
  email_ring:
    'Give one of the contacts that exchange addresses a temporary one, sync, and then sync the right file',
  email_taken: 'Update contacts by their email addresses with --key email --on-conflict update',
  ragged:
    'Use --short-rows blank if cells were left out at the ends of rows; where there are too many cells, check --delimiter and --quote',
  duplicate_id: 'Choose one row of each contact with --duplicates first or last',
  duplicate_email: 'Choose one row of each contact with --duplicates first or last',
  bad_phone: 'Accept phone numbers as they are with --phone as-is',
  bad_date:
    'Name how dates are written with --date-format, such as DD.MM.YYYY, and the zone of their times with --date-zone',
  stray_quote: 'Use --quote none if quotes are text in this file; or allow the rejects with --max-rejects',
};

function haltStop({ cause }: Halt, keySource: KeySource): Stop {
  if (cause === undefined) return { message: 'the server did not respond several times in a row' };
  const failure = asFailure(cause, keySource);
  if (failure instanceof Failure) return { message: failure.message, advice: failure.more.advice };
  return { message: failure instanceof Error ? failure.message : String(failure) };
}

/** What is left of an import that went through its input but did not settle all of it well. */
export function leftText({ ledger, rows, notes, pruned }: ImportResult): string {
  if (rows === 0) return 'the file has no rows';
  const alone = [...notes.leftAlone.values()].reduce((sum, some) => sum + some, 0);
  const isSettled = ledger.rejected + ledger['in doubt'] === 0;
  if (isSettled && alone > 0)
    return `of ${rows} rows, ${alone} were left alone: their contacts changed after the plan was made`;
  if (isSettled && pruned !== undefined) return prunedText(pruned);
  return `of ${rows} rows, ${ledger.rejected} were rejected and ${ledger['in doubt']} are in doubt`;
}

function prunedText({ planned, changed, withheld }: Pruned): string {
  if (withheld !== undefined) return `none of ${planned} contacts was deleted, because ${withheld}`;
  return `of ${planned} contacts to be deleted, ${changed} were left alone: they changed after the plan was made`;
}

function limitText({ kind, amount }: ImportPlan['maxRejects']): string {
  return kind === 'percent' ? `${amount}%` : String(amount);
}

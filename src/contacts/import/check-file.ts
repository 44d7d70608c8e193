import { type ContactDraft, encodeContact } from '../../api/contacts.js';
import { stopped } from '../../base/failure.js';
import type { JsonObject } from '../../base/json.js';
import { emailKey } from '../checking/keys.js';
import { NothingWatch } from '../checking/nothing.js';
import { isIn } from '../checking/shard.js';
import { type Flaw, isUnreadable, type Row, type Table } from '../reading/row.js';
import type { Entry } from '../report/fault.js';
import type { Report } from '../report/files.js';
import type { ImportDeps } from '../run/deps.js';
import type { ImportPlan } from '../run/plan.js';
import { checkReadRow } from '../run/read-row.js';
import { countChange, countUp, type RunState } from '../run/state.js';
import type { Spool } from '../sending/spool.js';
import { watchUnmapped } from './unmapped.js';

/** What the check of a file works with. */
export type FileCheck = {
  readonly plan: ImportPlan;
  readonly state: RunState;
  readonly report: Report;
  /** Where the good rows go; nowhere in a dry run. */
  readonly spool: Spool | undefined;
  /** The command line, to be repeated in advice. */
  readonly words: readonly string[];
  readonly deps: Pick<ImportDeps, 'stop' | 'onProgress'>;
};

/**
 * Reads the whole file once, checks every row, and puts the good ones into the spool. All errors of all rows come out of
 * this one pass. Throws Failure 'usage' when an unmapped column has a value, and for words for nothing that no flag decided about.
 */
export async function checkFile(table: Table, check: FileCheck): Promise<void> {
  const { plan, state, report, spool, words, deps } = check;
  const unmapped = watchUnmapped(plan, words);
  const nothing = new NothingWatch();
  for await (const rows of table.rows()) {
    const rejected: Entry[] = [];
    for (const row of rows) {
      state.classes.add();
      state.lines.note(row);
      if (!isUnreadable(row)) unmapped.look(row);
      const flaws = checkedRow(row, { plan, state, spool, nothing });
      if (flaws.length === 0) continue;
      const code = flaws[0]?.code ?? 'other';
      if (!settleChecked(state, row.ordinal, { to: 'rejected', code })) continue;
      countUp(state.notes.rejectedBy, code);
      rejected.push({ row, flaws });
    }
    await report.add('rejects', rejected);
    await spool?.flush();
    deps.onProgress({ kind: 'checking', rows: state.classes.size });
    if (deps.stop.aborted) throw stopped(undefined, 'Stopped while checking the file; nothing was sent');
  }
  unmapped.refuseFilled();
  nothing.refuseFound();
}

type RowCheck = Pick<FileCheck, 'plan' | 'state' | 'spool'> & {
  readonly nothing: NothingWatch;
};

function checkedRow(row: Row, check: RowCheck): readonly Flaw[] {
  const { plan, state, spool, nothing } = check;
  const checked = checkReadRow(row, plan.columns, plan);
  const { draft, flaws, isDamaged, isDerived } = checked;
  for (const { column, word } of checked.undecided) nothing.note(column, word, row.line);
  if (plan.shard && !isIn(plan.shard, draft.externalId, row.ordinal)) leaveToOthers(state, row.ordinal);
  const isOurs = state.classes.isPending(row.ordinal);
  if (flaws.length > 0) return flaws;
  if (!isOurs) return duplicateFlaws(row, draft, check);
  state.notes.trimmed += checked.trimmed;
  state.notes.unescaped += checked.unescaped;
  state.notes.shortened += checked.shortened;
  state.notes.spareNumbers += checked.spareNumbers;
  for (const { change, column } of checked.changes) countChange(state.notes, change, column);
  const doubled = duplicateFlaws(row, draft, check);
  if (doubled.length > 0) return doubled;
  if (!state.classes.isPending(row.ordinal)) return [];
  if (isDamaged) state.notes.replacementCharacters++;
  if (isDerived) state.notes.derivedIds++;
  if (checked.matchedId !== undefined) {
    state.notes.foundByEmail++;
    state.matchedIds.set(row.ordinal, checked.matchedId);
  }
  if (checked.isNamePartial) state.partialNames.add(row.ordinal);
  state.prints?.note(row.ordinal, checked.isNamePartial ? withoutName(draft) : draft);
  state.sample ??= { line: row.line, contact: JSON.parse(encodeContact(draft)) as JsonObject };
  spool?.add(row.ordinal, draft.externalId ?? '', encodeContact(draft));
  return [];
}

/** What an update would send: see RunState.partialNames. */
function withoutName({ name: _, ...draft }: ContactDraft): ContactDraft {
  return draft;
}

function leaveToOthers({ classes, checked }: RunState, ordinal: number): void {
  classes.set(ordinal, 'elsewhere');
  checked.add('elsewhere', 'shard', ordinal);
}

/** What our own check says of a row; `message` where the file alone does not tell why. */
type Verdict = {
  readonly to: 'rejected' | 'duplicate';
  readonly code: string;
  readonly message?: string;
};

/** Settles a row by our own check; false for a row of another shard, which is not ours to settle. */
function settleChecked(state: RunState, ordinal: number, { to, code, message }: Verdict): boolean {
  if (state.classes.of(ordinal) === 'elsewhere') {
    if (to === 'rejected') state.flawedElsewhere++;
    return false;
  }
  state.classes.set(ordinal, to);
  state.checked.add(to, code, ordinal);
  if (message !== undefined) state.reasons.set(ordinal, { code, message });
  return true;
}

/** At most one row per id and per email address is sent; --duplicates decides which. Only rows that are kept are recorded. */
function duplicateFlaws(row: Row, draft: ContactDraft, { plan, state }: RowCheck): readonly Flaw[] {
  const { ids, emails } = state.keys;
  const [id, email] = [draft.externalId ?? '', emailKey(draft)];
  const byId = ids.rowOf(id);
  const byEmail = email === undefined ? undefined : emails.rowOf(email);
  const first = byId ?? byEmail;
  const [what, code] = byId === undefined ? ['email address', 'duplicate_email'] : ['id', 'duplicate_id'];
  if (first !== undefined && plan.duplicates !== 'last') {
    const message = `the same ${what} as ${state.lines.placeOf(first)}`;
    if (plan.duplicates === 'reject') return [{ line: row.line, column: undefined, code, message }];
    settleChecked(state, row.ordinal, { to: 'duplicate', code, message });
    return [];
  }
  const losers = [byId, byEmail].filter((ordinal) => ordinal !== undefined);
  const metBy = byId === undefined ? 'email' : 'id';
  if (isChain(losers, metBy, state)) {
    const message = `repeats line ${losers.map((ordinal) => state.lines.of(ordinal)).join(' and ')}, and replacing it would lose a contact; decide by hand`;
    return [{ line: row.line, column: undefined, code: 'duplicate_chain', message }];
  }
  for (const loser of losers)
    settleChecked(state, loser, { to: 'duplicate', code, message: `the same ${what} as line ${row.line}` });
  if (losers.length > 0) state.winners.set(row.ordinal, metBy);
  if (ids.put(id, row.ordinal)) state.notes.nearDuplicates++;
  if (email !== undefined) emails.put(email, row.ordinal);
  return [];
}

/**
 * True when replacing these rows would drop an id that no later row has: two rows at once, or one that has itself replaced
 * another, unless they share the same id each time.
 */
function isChain(losers: readonly number[], metBy: 'id' | 'email', { winners }: RunState): boolean {
  const isSafe = (ordinal: number) =>
    !winners.has(ordinal) || (metBy === 'id' && winners.get(ordinal) === 'id');
  return new Set(losers).size > 1 || !losers.every(isSafe);
}

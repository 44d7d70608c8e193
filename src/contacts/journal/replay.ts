import { Failure } from '../../base/failure.js';
import type { RunState } from '../run/state.js';
import type { JournalEvent } from './events.js';
import { ordinalsIn } from './ordinals.js';
import { journalEvents } from './read-journal.js';
import { apply, findingOf } from './record.js';

export type Replayed = {
  /** True when the journal is empty or missing: then nothing is known about what was sent. */
  readonly isEmpty: boolean;
  /** True once an undo began. */
  readonly isUndone: boolean;
  /** True once the deletions of a plan have ended, whatever became of each. */
  readonly isPruned: boolean;
  /** True while an undo has not come to its end. */
  readonly isUndoOpen: boolean;
};

/** The run and input that the manifest beside a journal names. */
export type Expected = { readonly run: string; readonly sha256: string };

/**
 * Restores a state from the journal at `path`. Rows that were sent and whose response was lost, not recorded or not settled
 * are `open` afterwards. `isChecked` is true when the file has been checked again: both checks must give the same result.
 * Throws Failure 'bug' for a damaged journal, and where the two checks differ.
 */
export async function replay(
  path: string,
  state: RunState,
  expected: Expected,
  isChecked: boolean,
): Promise<Replayed> {
  let [isEmpty, isUndone, isUndoOpen, isPruned] = [true, false, false, false];
  for await (const event of journalEvents(path)) {
    isEmpty = false;
    if (event.kind === 'begin') refuseOtherRun(event, expected);
    if (event.kind === 'pruned') isPruned = true;
    if (event.kind === 'undone') {
      isUndone = true;
      isUndoOpen = event.as === 'begun' || (isUndoOpen && event.as !== 'ended');
    }
    take(event, state, isChecked);
  }
  state.classes.move('in doubt', 'open');
  return { isEmpty, isUndone, isUndoOpen, isPruned };
}

function take(event: JournalEvent, state: RunState, isChecked: boolean): void {
  switch (event.kind) {
    case 'begin':
      while (!isChecked && state.classes.size < event.rows) state.classes.add();
      return;
    case 'intent':
      state.batches = Math.max(state.batches, event.batch);
      state.hasSent = true;
      for (const row of rowsOf(event.rows, state)) {
        state.classes.set(row, 'open');
        // An update is no batch and has no number.
        if (event.batch === 0) state.touched.add(row);
      }
      return;
    case 'settled': {
      const finding = { ...findingOf(event), rows: rowsOf(event.rows, state) };
      state.hasSent ||= event.by === 'answer';
      // A finding of our own check about a request says nothing about the file.
      if (event.by === 'check' && event.batch === undefined && isChecked)
        refuseOtherCheck(finding.rows, event.to, state);
      else apply(state, finding);
      return;
    }
    case 'server':
      state.storesParts = event.storesParts ? 'seen' : 'never';
      return;
    case 'looked':
      state.wasAbsent = true;
      return;
    case 'deleted':
    case 'pruned':
    case 'undone':
  }
}

/** Throws Failure 'bug' for rows that the run does not have. */
function rowsOf(text: string, { classes }: RunState): readonly number[] {
  const rows = ordinalsIn(text);
  if (rows?.every((row) => row < classes.size)) return rows;
  throw new Failure('bug', 'The journal refers to rows that the file does not have; nothing was sent', {
    advice: 'Import the file again as a new run',
  });
}

function refuseOtherRun(begin: { readonly run: string; readonly sha256: string }, expected: Expected): void {
  if (begin.run === expected.run && begin.sha256 === expected.sha256) return;
  throw new Failure(
    'bug',
    `The journal belongs to run ${begin.run}, not to run ${expected.run}; nothing was sent`,
    {
      advice: 'Restore the right journal, or import the file again as a new run',
    },
  );
}

function refuseOtherCheck(rows: readonly number[], to: string, { classes }: RunState): void {
  const other = rows.find((row) => classes.of(row) !== to);
  if (other === undefined) return;
  throw new Failure(
    'bug',
    `Row ${other + 1} was ${to} when the run started, but is not now; nothing was sent`,
    {
      advice: 'Resume with the version of cbase that started the run, or import the file again',
    },
  );
}

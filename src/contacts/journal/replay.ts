import { Failure } from '../../base/failure.js';
import type { RunState } from '../run/state.js';
import type { JournalEvent } from './events.js';
import { ordinalsIn } from './ordinals.js';
import { journalLines } from './read-journal.js';
import { apply, findingOf } from './record.js';

export type Replayed = {
  /** The whole lines, to go on from. */
  readonly lines: readonly string[];
  /** True when nothing was written down, or it is gone: then nothing is known to have been sent. */
  readonly isEmpty: boolean;
  readonly isUndone: boolean;
};

/** What the manifest beside a journal says it is about. */
export type Expected = { readonly run: string; readonly sha256: string };

/**
 * Brings a state to where the journal at `path` left it. Rows that were sent and whose answer was lost, not told, or not
 * settled are `open` afterwards. `isChecked` is true when the file has been checked again: what our own check said then
 * must be what it says now. Throws Failure 'bug' for a damaged journal, and where the two checks differ.
 */
export async function replay(
  path: string,
  state: RunState,
  expected: Expected,
  isChecked: boolean,
): Promise<Replayed> {
  const lines: string[] = [];
  let isUndone = false;
  for await (const some of journalLines(path)) {
    for (const { line, event } of some) {
      lines.push(line);
      if (event.kind === 'begin') refuseOtherRun(event, expected);
      if (event.kind === 'undone') isUndone = true;
      take(event, state, isChecked);
    }
  }
  state.classes.move('in doubt', 'open');
  return { lines, isEmpty: lines.length === 0, isUndone };
}

function take(event: JournalEvent, state: RunState, isChecked: boolean): void {
  switch (event.kind) {
    case 'begin':
      while (!isChecked && state.classes.size < event.rows) state.classes.add();
      return;
    case 'intent':
      state.batches = Math.max(state.batches, event.batch);
      state.hasSent = true;
      for (const row of rowsOf(event.rows, state)) state.classes.set(row, 'open');
      return;
    case 'settled': {
      const finding = { ...findingOf(event), rows: rowsOf(event.rows, state) };
      state.hasSent ||= event.by === 'answer';
      // What our own check says of a request is no finding about the file.
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
    case 'undone':
  }
}

/** Throws Failure 'bug' for rows that the run does not have. */
function rowsOf(text: string, { classes }: RunState): readonly number[] {
  const rows = ordinalsIn(text);
  if (rows?.every((row) => row < classes.size)) return rows;
  throw new Failure('bug', 'The journal names rows that the file does not have; nothing was sent', {
    advice: 'Import the file again as a new run',
  });
}

function refuseOtherRun(begin: { readonly run: string; readonly sha256: string }, expected: Expected): void {
  if (begin.run === expected.run && begin.sha256 === expected.sha256) return;
  throw new Failure(
    'bug',
    `The journal is that of the run ${begin.run}, not of ${expected.run}; nothing was sent`,
    {
      advice: 'Put the right one back, or import the file again as a new run',
    },
  );
}

function refuseOtherCheck(rows: readonly number[], to: string, { classes }: RunState): void {
  const other = rows.find((row) => classes.of(row) !== to);
  if (other === undefined) return;
  throw new Failure(
    'bug',
    `Row ${other + 1} was ${to} when the run began, and now it is not; nothing was sent`,
    {
      advice: 'Go on with the version of cbase that began the run, or import the file again',
    },
  );
}

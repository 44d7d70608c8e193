import type { RunState } from '../run.js';
import { journalVersion } from './events.js';
import type { Journal } from './journal.js';
import { ordinalText } from './ordinals.js';

/** The first lines of a run: what it is about, and the rows that our own check settled. */
export function noteBegin(journal: Journal, run: string, sha256: string, state: RunState): void {
  journal.note({ kind: 'begin', version: journalVersion, run, sha256, rows: state.classes.size });
  for (const [name, ordinals] of state.checked) {
    const [to = '', code] = name.split(' ');
    const rows = ordinalText(ordinals.toSorted((one, other) => one - other));
    journal.note({
      kind: 'settled',
      to: to as 'rejected' | 'duplicate' | 'elsewhere',
      by: 'check',
      rows,
      code,
    });
  }
}

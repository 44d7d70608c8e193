import type { RunState } from '../run/state.js';
import { journalVersion } from './events.js';
import type { Journal } from './journal.js';
import { ordinalText } from './ordinals.js';

type Begun = { readonly run: string; readonly input: { readonly sha256: string } };

/** Adds the first lines of a run: what it imports, and the rows that our own check settled. */
export function noteBegin(journal: Journal, { run, input }: Begun, state: RunState): void {
  const { sha256 } = input;
  journal.note({ kind: 'begin', version: journalVersion, run, sha256, rows: state.classes.size });
  for (const { to, code, rows } of state.checked.groups())
    journal.note({ kind: 'settled', to, by: 'check', rows: ordinalText(rows), code });
}

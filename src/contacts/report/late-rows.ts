import type { Flaw, Row, Table } from '../reading/row.js';
import type { Reason, RunState } from '../run/state.js';
import type { Entry } from './fault.js';
import type { Report, ReportFile } from './files.js';

export type LateRows = {
  readonly table: Table;
  readonly state: RunState;
  /** True when no request left, so that the input itself is the list of what was not processed. */
  readonly nothingSent: boolean;
  /** Throws when the input has changed since it was opened. */
  readonly checkInput: () => Promise<void>;
};

/**
 * Writes the rows whose outcome was not known while the file was read, by reading it once more. If nothing was sent, the
 * input itself is the list of unprocessed rows.
 */
export async function writeLateRows(
  report: Report,
  { table, state, nothingSent, checkInput }: LateRows,
): Promise<void> {
  const { unprocessed, 'in doubt': inDoubt } = state.classes.count();
  if (state.reasons.size === 0 && (unprocessed === 0 || nothingSent) && inDoubt === 0) return;
  // Rows are identified by their position in the file: in a changed file they would be different rows.
  await checkInput();
  for await (const rows of table.rows()) {
    const late: Record<ReportFile, Entry[]> = {
      rejects: [],
      duplicates: [],
      skipped: [],
      'in-doubt': [],
      unprocessed: [],
    };
    for (const row of rows) {
      const file = lateFile(state, row.ordinal, nothingSent);
      if (file !== undefined) late[file].push({ row, flaws: flawsOf(row, state.reasons.get(row.ordinal)) });
    }
    for (const file of Object.keys(late) as ReportFile[]) await report.add(file, late[file]);
  }
}

function lateFile(state: RunState, ordinal: number, nothingSent: boolean): ReportFile | undefined {
  const rowClass = state.classes.of(ordinal);
  if (rowClass === 'rejected' && state.reasons.has(ordinal)) return 'rejects';
  if (rowClass === 'duplicate') return 'duplicates';
  if (rowClass === 'skipped' && state.reasons.has(ordinal)) return 'skipped';
  if (rowClass === 'in doubt') return 'in-doubt';
  return rowClass === 'unprocessed' && !nothingSent ? 'unprocessed' : undefined;
}

function flawsOf({ line }: Row, reason: Reason | undefined): readonly Flaw[] {
  return reason === undefined
    ? [{ line, column: undefined, code: '', message: '' }]
    : [{ line, column: undefined, ...reason }];
}

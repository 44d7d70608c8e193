import { csvText } from '../../base/csv.js';
import { guardedCell } from '../../base/escape/csv-formula.js';
import type { Report } from '../report/files.js';
import type { FoundRun } from './find-run.js';
import { type RowResult, resultColumns, rowResults } from './results.js';
import { standingOf } from './run-standing.js';

/** Writes `results.csv`, a line for every row with its class and its evidence, from the journal and the input. */
export async function writeRowResults(found: FoundRun, report: Report): Promise<void> {
  const file = await report.begin('results.csv');
  await file.write(csvText([resultColumns]));
  for await (const rows of rowResults(found, await standingOf(found)))
    await file.write(csvText(rows.map(cellsOf)));
}

function cellsOf(result: RowResult): readonly string[] {
  return resultColumns.map((name) => {
    const value = result[name];
    return typeof value === 'number' ? String(value) : guardedCell(value ?? '');
  });
}

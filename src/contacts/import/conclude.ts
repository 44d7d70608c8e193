import type { Io } from '../../base/io.js';
import type { Faults } from '../report/fault-groups.js';
import type { Report } from '../report/files.js';
import { type ImportSummary, type SummaryContext, summaryOf, withReportFailure } from '../report/summary.js';
import { type ImportResult, isLockedOut } from '../run/result.js';
import { journalFile, readManifest } from '../runs/manifest.js';
import { writeRowResults } from '../runs/results-file.js';
import { isAbsent } from './input.js';

/** The summary of an import, and the first rows that were not imported. */
export type ImportOutcome = Faults & { readonly summary: ImportSummary };

type RunEnd = Omit<SummaryContext, 'finishedAt' | 'signal'> & {
  readonly withRows: boolean;
  /** Whether a run that sends nothing leaves its report. */
  readonly keepsReport: boolean;
};

/** Writes the summary of what happened into the report, and returns it for the user. */
export async function concludeRun(io: Io, result: ImportResult, end: RunEnd): Promise<ImportOutcome> {
  const { report, withRows, keepsReport } = end;
  const summary = summaryOf(result, {
    ...end,
    finishedAt: io.now(),
    signal: io.interrupt.signal(),
  });
  const isWritten = !isLockedOut(result.halt) && (keepsReport || !(summary.dryRun || result.overLimit));
  const written = isWritten ? await writeReport(report, summary, withRows) : summary;
  return { summary: written, ...report.faults() };
}

/** Contacts that were sent are reported even when the disk does not take the report. */
async function writeReport(
  report: Report,
  summary: ImportSummary,
  withRows: boolean,
): Promise<ImportSummary> {
  try {
    if (withRows && summary.run !== null) await addRows(report, summary.run);
    const whole = { ...summary, files: report.files() };
    await report.finish(whole);
    return whole;
  } catch (error) {
    return withReportFailure(summary, error);
  }
}

async function addRows(report: Report, run: string): Promise<void> {
  const { directory } = report;
  // A run in which every row was rejected has no journal; all its rows are in the rejects.
  if (!(await isAbsent(`${directory}/${journalFile}`)))
    await writeRowResults({ name: run, directory, manifest: await readManifest(directory) }, report);
}

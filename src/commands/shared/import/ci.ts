import { appendFile } from 'node:fs/promises';
import { refuseOtherEnding } from '../../../base/file-endings.js';
import { folderFor } from '../../../base/files/place.js';
import { type ReplacedFile, replaceFile } from '../../../base/files/replace.js';
import type { Io } from '../../../base/io.js';
import type { ImportOutcome } from '../../../contacts/import/conclude.js';
import { annotations, jobSummary } from '../../../contacts/report/github.js';
import { junitXml } from '../../../contacts/report/junit.js';
import { type ImportSummary, withReportFailure } from '../../../contacts/report/summary.js';
import { writeErr } from '../../../terminal/streams.js';

/** A JUnit report that is begun before anything is sent, so that a path that cannot be written is found in time. */
export async function beginJunit(io: Io, path: string | undefined): Promise<ReplacedFile | undefined> {
  if (path === undefined) return undefined;
  refuseOtherEnding(path, ['xml'], 'A JUnit report');
  // As for the other reports of an import, the folder is created.
  await folderFor(path, true);
  return replaceFile(path, io.uuid().slice(0, 8), true);
}

/** Finishes it; trouble of the disk goes into the summary instead of hiding what was sent. */
export async function finishJunit(
  outcome: ImportOutcome,
  file: ReplacedFile | undefined,
): Promise<ImportSummary> {
  const { summary } = outcome;
  if (file === undefined) return summary;
  try {
    await file.write(junitXml(summary, outcome));
    await file.commit();
    return summary;
  } catch (error) {
    return withReportFailure(summary, error);
  }
}

/** In GitHub Actions, annotates the rows that were not imported, and adds a table to the page of the job. */
export async function reportToGithub(io: Io, file: string, outcome: ImportOutcome): Promise<void> {
  const { env } = io;
  if (env.GITHUB_ACTIONS !== 'true') return;
  for (const line of annotations(file, outcome)) writeErr(io, line);
  // The job summary belongs to GitHub; failing to write it does not make the import fail.
  if (env.GITHUB_STEP_SUMMARY)
    await appendFile(env.GITHUB_STEP_SUMMARY, jobSummary(outcome.summary)).catch(() => {});
}

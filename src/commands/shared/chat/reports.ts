import { access, constants } from 'node:fs/promises';
import { dirname } from 'node:path';
import { inertJson } from '../../../base/escape/terminal.js';
import { diskFailure, type Ending } from '../../../base/failure.js';
import { refuseOtherEnding } from '../../../base/file-endings.js';
import { folderFor, refuseTaken } from '../../../base/files/place.js';
import type { Io } from '../../../base/io.js';
import type { CostEstimate } from '../../../chat/credits.js';
import type { Common } from '../../../cli/common-options.js';
import { writeErr, writeOut } from '../../../terminal/streams.js';
import type { MkdirFlag } from '../mkdir-flag.js';
import type { ReportFlags } from './flags.js';

export function isJson({ json, format }: Common): boolean {
  return json === true || format === 'json';
}

/** Throws Failure 'usage' for reports that could not be written, before anything is spent. */
export async function checkReports({ junit, md, mkdir }: ReportFlags & MkdirFlag): Promise<void> {
  if (junit !== undefined) await checkPlace(junit, { endings: ['xml'], what: 'A JUnit report', mkdir });
  if (md !== undefined)
    await checkPlace(md, { endings: ['md', 'markdown'], what: 'A Markdown report', mkdir });
}

/** Throws Failure 'usage' if the file cannot be written or its extension implies another format. */
export async function checkPlace(
  path: string,
  { endings, what, mkdir }: MkdirFlag & { readonly endings: readonly string[]; readonly what: string },
): Promise<void> {
  refuseOtherEnding(path, endings, what);
  await refuseTaken(path, true);
  await folderFor(path, mkdir);
  await access(dirname(path), constants.W_OK).catch((error) => {
    throw diskFailure(error, path, true);
  });
}

/** Prints the estimated cost without sending anything. */
export async function printDryRun(io: Io, options: Common, estimate: CostEstimate): Promise<Ending> {
  const { replies, credits, isAtLeast, text } = estimate;
  if (isJson(options))
    await writeOut(
      io,
      `${inertJson({ ok: true, dry_run: true, replies, credits, at_least: isAtLeast }, 2)}\n`,
    );
  else if (!options.quiet) writeErr(io, text);
  return 'done';
}

import { access, constants } from 'node:fs/promises';
import { dirname } from 'node:path';
import { inertJson } from '../../base/escape/terminal.js';
import { diskFailure, type Ending } from '../../base/failure.js';
import { refuseOtherEnding } from '../../base/file-endings.js';
import { refuseTaken } from '../../base/files/place.js';
import type { Io } from '../../base/io.js';
import type { Preflight } from '../../chat/credits.js';
import { writeOut, writeErr } from '../../terminal/streams.js';
import type { ChatOptions } from './flags.js';

export function isJson({ json, format }: ChatOptions): boolean {
  return json === true || format === 'json';
}

/** Throws Failure 'usage' for reports that could not be written, before anything is paid for. */
export async function checkReports({ junit, md }: ChatOptions): Promise<void> {
  if (junit !== undefined) await checkPlace(junit, ['xml'], 'A JUnit report');
  if (md !== undefined) await checkPlace(md, ['md', 'markdown'], 'A Markdown report');
}

/** Throws Failure 'usage' where no file can be written, and for a name that promises another format. */
export async function checkPlace(path: string, endings: readonly string[], what: string): Promise<void> {
  refuseOtherEnding(path, endings, what);
  await refuseTaken(path, true);
  await access(dirname(path), constants.W_OK).catch((error) => {
    throw diskFailure(error, path, true);
  });
}

/** What it would cost, and nothing asked. */
export async function printDryRun(io: Io, options: ChatOptions, preflight: Preflight): Promise<Ending> {
  const { replies, credits, isAtLeast, text } = preflight;
  if (isJson(options))
    await writeOut(io, `${inertJson({ ok: true, dry_run: true, replies, credits, at_least: isAtLeast }, 2)}\n`);
  else if (!options.quiet) writeErr(io, text);
  return 'done';
}

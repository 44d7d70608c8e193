import { quoted } from '../base/escape/shell.js';
import { inertJson, plainLine } from '../base/escape/terminal.js';
import { type Ending, Failure } from '../base/failure.js';
import type { Io } from '../base/io.js';
import { isObject } from '../base/json.js';
import { readItems } from '../chat/batch/items.js';
import type { Line } from '../chat/batch/output.js';
import type { BatchEnd } from '../chat/batch/run-batch.js';
import { refuseFormats } from '../cli/action.js';
import { writeErr, writeOut } from '../terminal/streams.js';
import { askAll } from './shared/chat/batch.js';
import type { FileFlags, LinesFlags } from './shared/chat/flags.js';

export type Options = FileFlags & LinesFlags & { readonly separator?: string; readonly column?: string };

/** Sends every prompt of a file. */
export async function askBatch(io: Io, options: Options, file = '-'): Promise<Ending> {
  refuseDocument(options);
  const items = await readItems(io, file, options);
  const { end, ending, failure, lines } = await askAll(io, options, items, {
    onLine: (line) => printLine(io, options, line),
    command: `cbase batch ${quoted(file)}`,
  });
  if (!options.dryRun) sayEnd(io, options, end, lines);
  if (failure !== undefined) throw failure;
  return ending;
}

/** Without --out, prints lines to stdout in order. */
async function printLine(io: Io, { out }: Options, line: Line): Promise<void> {
  if (out === undefined) await writeOut(io, `${inertJson(line)}\n`);
}

const maxReasons = 3;

/** Reports the first failures with their reasons, then the counts. */
function sayEnd(
  io: Io,
  { quiet, out }: Options,
  { answered, failed }: BatchEnd,
  lines: readonly Line[],
): void {
  if (quiet) return;
  // On a terminal without --out, the line of each failure has just been printed.
  const isShown = out === undefined && io.stdout.isTTY === true;
  const bad = isShown ? [] : lines.filter(({ ok }) => !ok);
  for (const { id, error } of bad.slice(0, maxReasons))
    writeErr(io, plainLine(`${id}: ${isObject(error) ? String(error.message) : 'not answered'}`));
  if (bad.length > maxReasons) writeErr(io, `and ${bad.length - maxReasons} more`);
  const again = failed > 0 && out !== undefined ? '; add --resume to retry those' : '';
  writeErr(
    io,
    plainLine(`${answered} answered, ${failed} failed${out === undefined ? '' : ` → ${out}`}${again}`),
  );
}

function refuseDocument(options: Options): void {
  refuseFormats(options, 'batch');
  if (options.json || options.format === 'json')
    throw new Failure('usage', 'batch writes JSON lines, not one document', {
      advice: 'Leave out --json',
    });
}

import type { Convo } from '../api/convos.js';
import { quoted } from '../base/escape/shell.js';
import { inertJson } from '../base/escape/terminal.js';
import { type Ending, Failure } from '../base/failure.js';
import { putText } from '../base/files/replace.js';
import type { Io } from '../base/io.js';
import type { Line } from '../chat/batch/output.js';
import {
  judgedLine,
  type Replayed,
  readConvos,
  replayItems,
  replayJunit,
  replayLines,
  replayMarkdown,
  replaySummary,
  replaySummaryText,
} from '../chat/replay.js';
import { refuseFormats } from '../cli/action.js';
import { firstRows } from '../exports/rows.js';
import { colorsFor } from '../terminal/color.js';
import { writeErr, writeOut } from '../terminal/streams.js';
import { askAll } from './shared/chat/batch.js';
import type { FileFlags, LinesFlags, ReportFlags } from './shared/chat/flags.js';
import { reportText } from './shared/chat/report.view.js';
import { checkReports, isJson } from './shared/chat/reports.js';
import { rangeOf } from './shared/day-range.js';
import { convoPages } from './shared/export/convo-pages.js';

export type Options = FileFlags &
  LinesFlags &
  ReportFlags & { readonly since?: string; readonly limit: number; readonly atLeast: number };

/** Asks today's bot what customers asked, and reports which answers changed. */
export async function runReplay(io: Io, options: Options, file?: string): Promise<Ending> {
  refuseFormats(options, 'replay');
  await checkReports(options);
  const items = replayItems(await convosOf(io, options, file), options.limit);
  if (items.length === 0)
    throw new Failure('not-found', 'No conversation contains an answered question', {
      advice: 'Choose other conversations, or more days',
    });
  const before = new Map(items.map((item) => [item.id, item.before]));
  const shape = (line: Line) => judgedLine(line, before.get(line.id) ?? '', options.atLeast);
  const { lines, ending, failure } = await askAll(io, options, items, {
    shape,
    onLine: (line) => printReplayed(io, options, shape(line)),
    command: `cbase replay ${file === undefined ? `--since ${quoted(options.since ?? '')}` : quoted(file)}`,
  });
  if (options.dryRun) return 'done';
  const name = file ?? `since ${options.since}`;
  return report(io, options, name, { lines: lines.map(shape), ended: ending, failure });
}

async function convosOf(io: Io, options: Options, file: string | undefined): Promise<readonly Convo[]> {
  const { since, limit } = options;
  if (file !== undefined && since !== undefined)
    throw new Failure('usage', 'A file and --since cannot be combined', { advice: 'Use one of them' });
  if (file !== undefined) return readConvos(io, file);
  if (since === undefined)
    throw new Failure('usage', 'replay needs a file', {
      advice: 'Name a file from convos export, or fetch conversations with --since 7d',
    });
  const range = rangeOf(io, { since });
  const { rows } = await convoPages(io, options, { range }, (pages) => firstRows(pages, limit));
  return rows;
}

async function printReplayed(io: Io, options: Options, line: Replayed): Promise<void> {
  if (isJson(options)) return;
  await writeOut(io, reportText(replayLines(line), await colorsFor(io, io.stdout, options.color)));
}

type ReplayEnd = {
  readonly lines: readonly Replayed[];
  readonly ended: Ending;
  readonly failure: Failure | undefined;
};

/** Writes all reports, also for a replay that was stopped. */
async function report(
  io: Io,
  options: Options,
  name: string,
  { lines, ended, failure }: ReplayEnd,
): Promise<Ending> {
  const summary = replaySummary(lines);
  const ending = ended === 'done' && summary.changed > 0 ? 'partial' : ended;
  const document = { ok: ending === 'done' && failure === undefined, summary, lines };
  if (!options.quiet && !isJson(options)) writeErr(io, replaySummaryText(summary));
  // On failure, `main` prints the document together with the error.
  if (isJson(options) && failure === undefined) await writeOut(io, `${inertJson(document, 2)}\n`);
  const place = { mark: io.uuid(), force: true };
  if (options.junit !== undefined) await putText(options.junit, replayJunit(lines, name), place);
  if (options.md !== undefined) await putText(options.md, replayMarkdown(lines), place);
  if (failure !== undefined) throw new Failure(failure.kind, failure.message, { ...failure.more, document });
  return ending;
}

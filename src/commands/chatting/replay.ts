import type { Convo } from '../../api/convos.js';
import { quoted } from '../../base/escape/shell.js';
import { inertJson, plain } from '../../base/escape/terminal.js';
import { type Ending, Failure } from '../../base/failure.js';
import { putText } from '../../base/files/replace.js';
import type { Io } from '../../base/io.js';
import type { Line } from '../../chat/batch/output.js';
import {
  judgedLine,
  type Replayed,
  readConvos,
  replayItems,
  replayJunit,
  replayMarkdown,
  replaySummary,
  replaySummaryText,
  replayText,
} from '../../chat/replay.js';
import { writeOut, writeErr } from '../../terminal/streams.js';
import { convoPages } from '../shared/export/convo-pages.js';
import { rangeOf } from '../shared/day-range.js';
import { batched } from './batch.js';
import type { ChatOptions } from './flags.js';
import { checkReports, isJson } from './reports.js';

/** Asks today's bot what customers asked, and says where its answers are other ones. */
export async function runReplay(io: Io, options: ChatOptions): Promise<Ending> {
  await checkReports(options);
  const items = replayItems(await convosOf(io, options), options.limit);
  if (items.length === 0)
    throw new Failure('not-found', 'No conversation holds a question that was answered', {
      advice: 'Choose others, or more days',
    });
  const before = new Map(items.map((item) => [item.id, item.before]));
  const shape = (line: Line) => judgedLine(line, before.get(line.id) ?? '', options.atLeast);
  const { replay, since } = options;
  const { lines, ending, failure } = await batched(io, options, items, {
    shape,
    onLine: (line) => printReplayed(io, options, shape(line)),
    flags: typeof replay === 'string' ? `--replay ${quoted(replay)}` : `--since ${quoted(since ?? '')}`,
  });
  if (options.dryRun) return 'done';
  return report(io, options, lines.map(shape), ending, failure);
}

async function convosOf(io: Io, options: ChatOptions): Promise<readonly Convo[]> {
  const { replay, since, limit } = options;
  if (typeof replay === 'string' && since !== undefined)
    throw new Failure('usage', '--replay FILE and --since do not go together', { advice: 'Use one of them' });
  if (typeof replay === 'string') return readConvos(io, replay);
  if (since === undefined)
    throw new Failure('usage', '--replay names no file', {
      advice: 'Name one that convos export wrote, or fetch them with --since 7d',
    });
  const { firstRows } = await import('../../exports/rows.js');
  const range = rangeOf(io, { since });
  const { rows } = await convoPages(io, options, range, (pages) => firstRows(pages, limit));
  return rows;
}

async function printReplayed(io: Io, options: ChatOptions, line: Replayed): Promise<void> {
  if (!isJson(options)) await writeOut(io, `${plain(replayText(line))}\n`);
}

/** What there is, also of one that was stopped. */
async function report(
  io: Io,
  options: ChatOptions,
  lines: readonly Replayed[],
  ended: Ending,
  failure: Failure | undefined,
): Promise<Ending> {
  const summary = replaySummary(lines);
  const name = typeof options.replay === 'string' ? options.replay : `since ${options.since}`;
  const ending = ended === 'done' && summary.changed > 0 ? 'partial' : ended;
  const document = { ok: ending === 'done' && failure === undefined, summary, lines };
  if (!options.quiet && !isJson(options)) writeErr(io, replaySummaryText(summary));
  // With a failure, the document is part of the one that `main` prints.
  if (isJson(options) && failure === undefined) await writeOut(io, `${inertJson(document, 2)}\n`);
  const place = { mark: io.uuid(), force: true };
  if (options.junit !== undefined) await putText(options.junit, replayJunit(lines, name), place);
  if (options.md !== undefined) await putText(options.md, replayMarkdown(lines), place);
  if (failure !== undefined) throw new Failure(failure.kind, failure.message, { ...failure.more, document });
  return ending;
}

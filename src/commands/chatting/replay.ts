import type { Convo } from '../../api/convos.js';
import type { Line } from '../../chat/batch/output.js';
import {
  judgedLine,
  type Replayed,
  type ReplayItem,
  replayItems,
  replayJunit,
  replayMarkdown,
  replaySummary,
  replaySummaryText,
  replayText,
} from '../../chat/replay.js';
import { type Ending, Failure } from '../../failure.js';
import { putText } from '../../files.js';
import { inertJson, plain } from '../../inert/plain.js';
import type { Io } from '../../io.js';
import { answer, say } from '../../terminal/voice.js';
import { convoPages } from '../convos/pages.js';
import { rangeOf } from '../range.js';
import { batched } from './batch.js';
import type { ChatOptions } from './flags.js';

/** Asks today's bot what customers asked, and says where its answers are other ones. */
export async function runReplay(io: Io, options: ChatOptions): Promise<Ending> {
  const items = replayItems(await convosOf(io, options), options.limit);
  if (items.length === 0)
    throw new Failure('not-found', 'No conversation holds a question that was answered', {
      advice: 'Choose others, or more days',
    });
  const before = new Map(items.map((item) => [item.id, item.before]));
  const shape = (line: Line) => judgedLine(line, before.get(line.id) ?? '', options.atLeast);
  const { lines, ending } = await batched(io, options, items as readonly ReplayItem[], {
    shape,
    onLine: (line) => printReplayed(io, options, line as Replayed),
    flags: typeof options.replay === 'string' ? `--replay ${options.replay}` : `--since ${options.since}`,
  });
  if (options.dryRun) return 'done';
  const replayed = lines as readonly Replayed[];
  await report(io, options, replayed);
  return ending === 'done' && replaySummary(replayed).changed > 0 ? 'partial' : ending;
}

async function convosOf(io: Io, options: ChatOptions): Promise<readonly Convo[]> {
  const { replay, since, limit } = options;
  if (typeof replay === 'string' && since !== undefined)
    throw new Failure('usage', '--replay FILE and --since do not go together', { advice: 'Use one of them' });
  if (typeof replay === 'string') return (await import('../../chat/replay.js')).readConvos(replay, io);
  if (since === undefined)
    throw new Failure('usage', '--replay names no file', {
      advice: 'Name one that convos export wrote, or fetch them with --since 7d',
    });
  const { firstRows } = await import('../../exports/rows.js');
  const range = await rangeOf(io, { since });
  const { rows } = await convoPages(io, options, range, (pages) => firstRows(pages, limit));
  return rows;
}

function isJson({ json, format }: ChatOptions): boolean {
  return json === true || format === 'json';
}

async function printReplayed(io: Io, options: ChatOptions, line: Replayed): Promise<void> {
  if (isJson(options)) return;
  await answer(io, `${plain(replayText(line))}\n`);
}

async function report(io: Io, options: ChatOptions, lines: readonly Replayed[]): Promise<void> {
  const summary = replaySummary(lines);
  const name = typeof options.replay === 'string' ? options.replay : `since ${options.since}`;
  const place = { mark: io.uuid(), force: true };
  if (options.junit !== undefined) await putText(options.junit, replayJunit(lines, name), place);
  if (options.md !== undefined) await putText(options.md, replayMarkdown(lines), place);
  const ok = summary.changed + summary.errors === 0;
  if (isJson(options)) return answer(io, `${inertJson({ ok, summary, lines }, 2)}\n`);
  if (!options.quiet) say(io, replaySummaryText(summary));
}

import type { Bot } from '../../../api/bots.js';
import { quoted } from '../../../base/escape/shell.js';
import { type Ending, Failure } from '../../../base/failure.js';
import type { Io } from '../../../base/io.js';
import type { Item } from '../../../chat/batch/items.js';
import { type Earlier, earlierLines, isAnswered, type Line, openOutput } from '../../../chat/batch/output.js';
import { type BatchDeps, type BatchEnd, batchLines } from '../../../chat/batch/run-batch.js';
import { costEstimateOf } from '../../../chat/credits.js';
import { type BotContext, withBot } from '../../../cli/with-account.js';
import { withLock } from '../../../config/lock.js';
import { startProgress } from '../../../terminal/progress.js';
import { writeErr } from '../../../terminal/streams.js';
import { askDepsOf, botFinder, noteUnknownModels } from './ask-deps.js';
import { consent, spender } from './cost.js';
import type { FileFlags, LinesFlags } from './flags.js';
import { checkPlace, printDryRun } from './reports.js';

export type LineOptions = FileFlags & LinesFlags;

export type BatchJob = {
  /** Receives each line in the order of the prompts. */
  readonly onLine: (line: Line, item: Item) => Promise<void>;
  /** Converts a line to what is written. */
  readonly shape?: (line: Line, item: Item) => Line;
  /** The command that names the prompts, for the words about how to go on. */
  readonly command: string;
};

export type Batched = {
  readonly end: BatchEnd;
  readonly ending: Ending;
  /** Why it ended before the last prompt, with advice on how to resume. */
  readonly failure: Failure | undefined;
  /** In the order of the prompts, including lines of earlier runs. */
  readonly lines: readonly Line[];
};

/** What batch and replay share: cost, output, order and resuming. Only one run at a time writes to a file. */
export async function askAll(
  io: Io,
  options: LineOptions,
  items: readonly Item[],
  job: BatchJob,
): Promise<Batched> {
  const { out, resume = false, dryRun, rate, mkdir } = options;
  if (resume && out === undefined)
    throw new Failure('usage', '--resume needs the --out file of the interrupted run', {
      advice: 'Name it with --out',
    });
  if (out !== undefined) await checkPlace(out, { endings: ['jsonl', 'ndjson'], what: 'A batch', mkdir });
  const send = async () => {
    const earlier = out === undefined ? nothingEarlier : await earlierLines(out, resume);
    return withBot(io, options, (context) => sendAll(io, options, context, { items, earlier, job }), {
      limits: { maxPerSecond: rate },
    });
  };
  return out === undefined || dryRun ? send() : withLock(`${out}.lock`, io, send);
}

const nothingEarlier: Earlier = { text: undefined, lines: new Map() };

type Sending = { readonly items: readonly Item[]; readonly earlier: Earlier; readonly job: BatchJob };

async function sendAll(
  io: Io,
  options: LineOptions,
  context: BotContext,
  sending: Sending,
): Promise<Batched> {
  const { items, earlier } = sending;
  const askDeps = await askDepsOf(io, options, context, false);
  const bots = await botsOf(items, context);
  const botOf = ({ bot }: Item) => bots.get(bot ?? '') ?? context.bot;
  const { priceOf, before } = spender(options, askDeps);
  const open = items.filter((item) => !isAnswered(item, item.model ?? options.model, earlier));
  const prices = open.map((item) => priceOf(botOf(item), item.model ?? options.model));
  const estimate = costEstimateOf(prices, askDeps.prices.date);
  noteUnknownModels(io, options, askDeps.prices, [options.model, ...open.map(({ model }) => model)]);
  if (open.length < items.length && !options.quiet)
    writeErr(io, `${items.length - open.length} already answered`);
  if (options.dryRun)
    return { end: nothing, ending: await printDryRun(io, options, estimate), failure: undefined, lines: [] };
  await consent(io, options, estimate);
  const { model, temperature, concurrency: atOnce, bail: bails = false } = options;
  const deps = { ...askDeps, botOf, usual: { model, temperature }, before, atOnce, bails };
  return askOpen(io, options, { ...sending, open }, deps);
}

const nothing: BatchEnd = { answered: 0, failed: 0, stop: undefined };

/** Looks up every bot that a prompt names, before anything is sent. Throws Failure 'not-found'. */
async function botsOf(items: readonly Item[], context: BotContext): Promise<ReadonlyMap<string, Bot>> {
  const find = botFinder(context);
  const names = [...new Set(items.map(({ bot }) => bot).filter((name) => name !== undefined))];
  return new Map(await Promise.all(names.map(async (name) => [name, await find(name)] as const)));
}

async function askOpen(
  io: Io,
  options: LineOptions,
  { items, earlier, job, open }: Sending & { readonly open: readonly Item[] },
  deps: Omit<BatchDeps, 'take'>,
): Promise<Batched> {
  const output = options.out === undefined ? undefined : await openOutput(options.out, earlier, io.uuid());
  const shape = job.shape ?? ((line: Line) => line);
  const progress = await startProgress(io, { ...options, everyMs: 5000 });
  let count = 0;
  const take = async (line: Line, item: Item) => {
    progress.show(`${++count} of ${open.length} done`);
    await output?.write(shape(line, item));
  };
  const made = new Map<string, Line>(
    items.filter((item) => !open.includes(item)).flatMap(({ id }) => linePair(id, earlier)),
  );
  const onLine = async (line: Line, item: Item) => {
    made.set(item.id, shape(line, item));
    if (output === undefined && io.stdout.isTTY && io.stderr.isTTY) progress.pause();
    await job.onLine(shape(line, item), item);
  };
  try {
    const end = await consumed(batchLines(open, { ...deps, take }), open, onLine);
    const lines = items.flatMap(({ id }) => made.get(id) ?? []);
    return { ...ended(end, lines, options, job), lines };
  } finally {
    progress.stop();
    await output?.finish(items);
  }
}

function linePair(id: string, { lines }: Earlier): readonly (readonly [string, Line])[] {
  const line = lines.get(id);
  return line === undefined ? [] : [[id, line]];
}

async function consumed(
  lines: AsyncGenerator<Line, BatchEnd>,
  items: readonly Item[],
  onLine: (line: Line, item: Item) => Promise<void>,
): Promise<BatchEnd> {
  const byId = new Map(items.map((item) => [item.id, item]));
  for (;;) {
    const next = await lines.next();
    if (next.done === true) return next.value;
    const item = byId.get(next.value.id);
    if (item !== undefined) await onLine(next.value, item);
  }
}

function ended(
  end: BatchEnd,
  lines: readonly Line[],
  options: LineOptions,
  job: BatchJob,
): Pick<Batched, 'end' | 'ending' | 'failure'> {
  const { stop, failed } = end;
  const ending = failed > 0 || stop !== undefined ? 'partial' : 'done';
  // With --bail, the first failure is a line like any other.
  if (stop === undefined || (options.bail && failed > 0 && !isLasting(stop)))
    return { end, ending, failure: undefined };
  const failure = new Failure(stop.kind, stop.message, {
    ...stop.more,
    advice: adviceFor(stop, lines, options, job),
  });
  return { end, ending, failure };
}

function isLasting({ kind }: Failure): boolean {
  return ['auth', 'limit', 'interrupted', 'terminated', 'hangup'].includes(kind);
}

function adviceFor(
  stop: Failure,
  lines: readonly Line[],
  { out, yes }: LineOptions,
  { command }: BatchJob,
): string {
  const done = `${lines.filter(({ ok }) => ok).length} answered`;
  if (out === undefined)
    return `Use --out FILE to be able to resume (${done}). ${stop.more.advice ?? ''}`.trim();
  return `Resume with: ${command} --out ${quoted(out)} --resume${yes ? ' --yes' : ''} (${done})`;
}

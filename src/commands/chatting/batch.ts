import type { Bot } from '../../api/bots.js';
import { quoted } from '../../base/escape/shell.js';
import { inertJson, plainLine } from '../../base/escape/terminal.js';
import { type Ending, Failure } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import { isObject } from '../../base/json.js';
import { type Item, readItems } from '../../chat/batch/items.js';
import { type Earlier, earlierLines, isAnswered, type Line, openOutput } from '../../chat/batch/output.js';
import { type BatchEnd, type BatchNeeds, batchLines } from '../../chat/batch/run-batch.js';
import { preflightOf } from '../../chat/credits.js';
import { withBot, type BotContext } from '../../cli/with-account.js';
import { withLock } from '../../config/lock.js';
import { startProgress } from '../../terminal/progress.js';
import { writeOut, writeErr } from '../../terminal/streams.js';
import type { ChatOptions } from './flags.js';
import { checkPlace, printDryRun } from './reports.js';
import { botFinder, settingOf } from './setting.js';
import { consent, spender } from './spending.js';

/** Asks every prompt of a file. */
export async function runBatch(io: Io, options: ChatOptions): Promise<Ending> {
  const items = await readItems(io, options.batch ?? '-', options);
  const { end, ending, failure, lines } = await batched(io, options, items, {
    onLine: (line) => printLine(io, options, line),
    flags: `--batch ${quoted(options.batch ?? '-')}`,
  });
  if (!options.dryRun) sayEnd(io, options, end, lines);
  if (failure !== undefined) throw failure;
  return ending;
}

/** Lines go to stdout in order where there is no file for them. */
async function printLine(io: Io, { out }: ChatOptions, line: Line): Promise<void> {
  if (out === undefined) await writeOut(io, `${inertJson(line)}\n`);
}

const mostReasons = 3;

/** How many were answered, and of the first that were not, why. */
function sayEnd(
  io: Io,
  { quiet, out }: ChatOptions,
  { answered, failed }: BatchEnd,
  lines: readonly Line[],
): void {
  if (quiet) return;
  const bad = lines.filter(({ ok }) => !ok);
  for (const { id, error } of bad.slice(0, mostReasons))
    writeErr(io, plainLine(`${id}: ${isObject(error) ? String(error.message) : 'not answered'}`));
  if (bad.length > mostReasons) writeErr(io, `and ${bad.length - mostReasons} more`);
  const again = failed > 0 && out !== undefined ? '; --resume asks those again' : '';
  writeErr(io, plainLine(`${answered} answered, ${failed} failed${out === undefined ? '' : ` → ${out}`}${again}`));
}

export type BatchJob = {
  /** Takes each line in the order of the prompts. */
  readonly onLine: (line: Line, item: Item) => Promise<void>;
  /** Makes of a line what is written down. */
  readonly shape?: (line: Line, item: Item) => Line;
  /** The flags that name the prompts, for the words about how to go on. */
  readonly flags: string;
};

export type Batched = {
  readonly end: BatchEnd;
  readonly ending: Ending;
  /** Why it ended before the last prompt, with the way to go on. */
  readonly failure: Failure | undefined;
  /** Those of earlier runs among them, in the order of the prompts. */
  readonly lines: readonly Line[];
};

/** What batch and replay have in common: cost, output, order, and how to go on. Only one at a time writes into a file. */
export async function batched(
  io: Io,
  options: ChatOptions,
  items: readonly Item[],
  job: BatchJob,
): Promise<Batched> {
  const { out, resume = false, dryRun, rate } = options;
  if (resume && out === undefined)
    throw new Failure('usage', '--resume goes on with the file of --out, and none is named', {
      advice: 'Name that file with --out',
    });
  if (out !== undefined) await checkPlace(out, ['jsonl', 'ndjson'], 'A batch');
  const send = async () => {
    const earlier = out === undefined ? nothingEarlier : await earlierLines(out, resume);
    const going = { manners: { mostPerSecond: rate } };
    return withBot(
      io,
      options,
      (work) => sendAll(io, options, work, { items, earlier, job }),
      undefined,
      going,
    );
  };
  return out === undefined || dryRun ? send() : withLock(`${out}.lock`, io, send);
}

const nothingEarlier: Earlier = { text: undefined, lines: new Map() };

type Sending = { readonly items: readonly Item[]; readonly earlier: Earlier; readonly job: BatchJob };

async function sendAll(io: Io, options: ChatOptions, work: BotContext, sending: Sending): Promise<Batched> {
  const { items, earlier } = sending;
  const setting = await settingOf(io, options, work);
  const bots = await botsOf(items, work);
  const botOf = ({ bot }: Item) => bots.get(bot ?? '') ?? work.bot;
  const { priceOf, before } = spender(options, setting);
  const open = items.filter((item) => !isAnswered(item, item.model ?? options.model, earlier));
  const prices = open.map((item) => priceOf(botOf(item), item.model ?? options.model));
  const preflight = preflightOf(prices, setting.prices.date);
  if (open.length < items.length && !options.quiet) writeErr(io, `${items.length - open.length} answered before`);
  if (options.dryRun)
    return { end: nothing, ending: await printDryRun(io, options, preflight), failure: undefined, lines: [] };
  await consent(io, options, preflight);
  const { model, temperature, concurrency: atOnce, bail: bails = false } = options;
  const needs = { ...setting, botOf, usual: { model, temperature }, before, atOnce, bails };
  return taken(io, options, sending, open, needs);
}

const nothing: BatchEnd = { answered: 0, failed: 0, stop: undefined };

/** Every bot that a prompt names, before anything is asked. Throws Failure 'not-found'. */
async function botsOf(items: readonly Item[], work: BotContext): Promise<ReadonlyMap<string, Bot>> {
  const find = botFinder(work);
  const names = [...new Set(items.map(({ bot }) => bot).filter((name) => name !== undefined))];
  return new Map(await Promise.all(names.map(async (name) => [name, await find(name)] as const)));
}

async function taken(
  io: Io,
  options: ChatOptions,
  { items, earlier, job }: Sending,
  open: readonly Item[],
  needs: Omit<BatchNeeds, 'take'>,
): Promise<Batched> {
  const output = options.out === undefined ? undefined : await openOutput(options.out, earlier, io.uuid());
  const shape = job.shape ?? ((line: Line) => line);
  const progress = await startProgress(io, { ...options, everyMs: 5000 });
  let count = 0;
  const take = async (line: Line, item: Item) => {
    progress.show(`${++count} of ${open.length} asked`);
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
    const end = await consumed(batchLines(open, { ...needs, take }), open, onLine);
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
  options: ChatOptions,
  job: BatchJob,
): Pick<Batched, 'end' | 'ending' | 'failure'> {
  const { stop, failed } = end;
  const ending = failed > 0 || stop !== undefined ? 'partial' : 'done';
  // With --bail, the first failure is a line like every other.
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
  { out, yes }: ChatOptions,
  { flags }: BatchJob,
): string {
  const done = `${lines.filter(({ ok }) => ok).length} answered`;
  if (out === undefined)
    return `${done}; with --out FILE it can be gone on with. ${stop.more.advice ?? ''}`.trim();
  return `Go on with: cbase chat ${flags} --out ${quoted(out)} --resume${yes ? ' --yes' : ''} (${done})`;
}

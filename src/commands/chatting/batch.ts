import type { Bot } from '../../api/bots.js';
import { type Item, readItems } from '../../chat/batch/items.js';
import { type BatchOutput, batchFile, type Line } from '../../chat/batch/output.js';
import { type BatchEnd, batchLines } from '../../chat/batch/run-batch.js';
import { preflightOf } from '../../chat/credits.js';
import { withLock } from '../../config/lock.js';
import { type Ending, Failure } from '../../failure.js';
import { inertJson, plainLine } from '../../inert/plain.js';
import type { Io } from '../../io.js';
import { startProgress } from '../../terminal/progress.js';
import { answer, say } from '../../terminal/voice.js';
import { usingBot, type Work } from '../using.js';
import type { ChatOptions } from './flags.js';
import { botFinder, settingOf } from './setting.js';
import { consent, spender } from './spending.js';

/** Asks every prompt of a file. */
export async function runBatch(io: Io, options: ChatOptions): Promise<Ending> {
  const items = await readItems(options.batch ?? '-', options, io);
  const { end, ending } = await batched(io, options, items, {
    onLine: (line) => printLine(io, options, line),
    flags: `--batch ${options.batch}`,
  });
  if (!options.dryRun) await sayEnd(io, options, end);
  return ending;
}

/** Lines go to stdout in order where there is no file for them. */
async function printLine(io: Io, { out }: ChatOptions, line: Line): Promise<void> {
  if (out !== undefined) return;
  await answer(io, `${inertJson(line)}\n`);
}

async function sayEnd(io: Io, { quiet, out }: ChatOptions, { answered, failed }: BatchEnd): Promise<void> {
  const where = out === undefined ? '' : ` → ${out}`;
  if (!quiet) say(io, plainLine(`${answered} answered, ${failed} failed${where}`));
}

export type BatchJob = {
  /** Takes each line in the order of the prompts. */
  readonly onLine: (line: Line, item: Item) => Promise<void>;
  /** Makes of a line what is written down. */
  readonly shape?: (line: Line, item: Item) => Line;
  /** The flags that name the prompts, for the words about how to go on. */
  readonly flags: string;
};

export type Batched = { readonly end: BatchEnd; readonly ending: Ending; readonly lines: readonly Line[] };

/** What batch and replay have in common: cost, output, order, and how to go on. */
export async function batched(
  io: Io,
  options: ChatOptions,
  items: readonly Item[],
  job: BatchJob,
): Promise<Batched> {
  if (options.resume && options.out === undefined)
    throw new Failure('usage', '--resume goes on with the file of --out, and none is named', {
      advice: 'Name that file with --out',
    });
  const going = { manners: { mostPerSecond: options.rate } };
  const go = () => usingBot(io, options, (work) => sendAll(io, options, work, items, job), undefined, going);
  if (options.out === undefined || options.dryRun) return go();
  return withLock(`${options.out}.lock`, io, go);
}

async function sendAll(
  io: Io,
  options: ChatOptions,
  work: Work,
  items: readonly Item[],
  job: BatchJob,
): Promise<Batched> {
  const setting = await settingOf(io, options, work);
  const bots = await botsOf(items, work);
  const botOf = ({ bot }: Item) => bots.get(bot ?? '') ?? work.bot;
  const { priceOf, before } = spender(options, setting);
  const mark = io.uuid();
  const output =
    options.out === undefined || options.dryRun
      ? undefined
      : await batchFile(options.out, options.resume === true, mark);
  const open = items.filter(({ id }) => !output?.done.has(id));
  const prices = open.map((item) => priceOf(botOf(item), item.model ?? options.model));
  await tellKept(io, options, items.length - open.length);
  await consent(
    io,
    options.dryRun ? { ...options, yes: true } : options,
    preflightOf(prices, setting.prices.date),
  ).catch(async (error) => {
    await output?.finish(items.map(({ id }) => id));
    throw error;
  });
  if (options.dryRun) return { end: { answered: 0, failed: 0, stop: undefined }, ending: 'done', lines: [] };
  const { model, temperature } = options;
  const usual = { model, temperature };
  const needs = {
    ...setting,
    botOf,
    usual,
    before,
    atOnce: options.concurrency,
    bails: options.bail === true,
  };
  return taken(io, options, { items, open, output, job }, needs);
}

async function tellKept(io: Io, { quiet }: ChatOptions, kept: number): Promise<void> {
  if (kept > 0 && !quiet) say(io, `${kept} answered before`);
}

/** Every bot that a prompt names, before anything is asked. Throws Failure 'not-found'. */
async function botsOf(items: readonly Item[], work: Work): Promise<ReadonlyMap<string, Bot>> {
  const find = botFinder(work);
  const names = [...new Set(items.map(({ bot }) => bot).filter((name) => name !== undefined))];
  return new Map(await Promise.all(names.map(async (name) => [name, await find(name)] as const)));
}

type Sending = {
  readonly items: readonly Item[];
  readonly open: readonly Item[];
  readonly output: BatchOutput | undefined;
  readonly job: BatchJob;
};

type Needs = Omit<Parameters<typeof import('../../chat/batch/run-batch.js')['batchLines']>[1], 'take'>;

async function taken(
  io: Io,
  options: ChatOptions,
  { items, open, output, job }: Sending,
  needs: Needs,
): Promise<Batched> {
  const shape = job.shape ?? ((line: Line) => line);
  const progress = await startProgress(io, { ...options, everyMs: 5000 });
  const byId = new Map(items.map((item) => [item.id, item]));
  const made = new Map<string, Line>(output?.done);
  let count = 0;
  const take = async (line: Line, item: Item) => {
    progress.show(`${++count} of ${open.length} asked`);
    await output?.write(shape(line, item));
  };
  const lines = batchLines(open, { ...needs, take });
  try {
    for (;;) {
      const next = await lines.next();
      if (next.done === true)
        return { ...ended(next.value, options, job), lines: items.flatMap(({ id }) => made.get(id) ?? []) };
      const item = byId.get(next.value.id) as Item;
      const line = shape(next.value, item);
      made.set(line.id, line);
      if (output === undefined && isLiveOnTerminal(io)) progress.stop();
      await job.onLine(line, item);
    }
  } finally {
    progress.stop();
    await output?.finish(items.map(({ id }) => id));
  }
}

/** A live line and lines of output would write over each other. */
function isLiveOnTerminal(io: Io): boolean {
  return io.stdout.isTTY === true && io.stderr.isTTY === true;
}

function ended(
  end: BatchEnd,
  options: ChatOptions,
  job: BatchJob,
): { readonly end: BatchEnd; readonly ending: Ending } {
  if (
    end.stop !== undefined &&
    !(options.bail && end.stop.kind !== 'limit' && end.stop.kind !== 'auth' && !isStop(end.stop))
  )
    throw new Failure(end.stop.kind, end.stop.message, {
      ...end.stop.more,
      advice: adviceFor(end, options, job),
    });
  return { end, ending: end.failed > 0 || end.stop !== undefined ? 'partial' : 'done' };
}

function isStop({ kind }: Failure): boolean {
  return kind === 'interrupted' || kind === 'terminated' || kind === 'hangup';
}

function adviceFor({ stop, answered }: BatchEnd, { out }: ChatOptions, { flags }: BatchJob): string {
  const done = `${answered} ${answered === 1 ? 'is' : 'are'} answered`;
  if (out === undefined)
    return `${done}; with --out FILE it can be gone on with. ${stop?.more.advice ?? ''}`.trim();
  return `${done}. Go on with: cbase chat ${flags} --out ${out} --resume`;
}

import type { Shown } from '../../chat/ask.js';
import {
  compared,
  figuresOf,
  type LaneFigures,
  type LaneReplies,
  type LaneReply,
} from '../../chat/compare/compare.js';
import { type Lane, lanesOf, laneWishes, shuffled } from '../../chat/compare/lanes.js';
import { notePick } from '../../chat/compare/picks.js';
import { preflightOf } from '../../chat/credits.js';
import { questionFrom } from '../../chat/question.js';
import { changesText, wordChanges } from '../../chat/words.js';
import { type Ending, Failure } from '../../failure.js';
import { plainLine } from '../../inert/plain.js';
import type { Io } from '../../io.js';
import { laneHead, printDiffs, printFigures, printLanesJson, printSideBySide } from '../../terminal/lanes.js';
import { replyPrinter } from '../../terminal/reply/printer.js';
import { say } from '../../terminal/voice.js';
import { usingBot, type Work } from '../using.js';
import type { ChatOptions } from './flags.js';
import { botFinder, greetingOf, type Setting, settingOf } from './setting.js';
import { consent, spender } from './spending.js';

/** One question to several bots, models or temperatures. */
export async function compareOnce(io: Io, options: ChatOptions, words: readonly string[]): Promise<Ending> {
  const wishes = laneWishes(options);
  refuseBlind(io, options);
  const question = await questionFrom(io, words, options.message, (text) => {
    if (!options.quiet) say(io, text);
  });
  return usingBot(io, options, async (work) => {
    const setting = await settingOf(io, options, work);
    const lanes = await chosenLanes(io, options, work, wishes);
    return compareLanes(io, options, { work, setting, lanes, question });
  });
}

/** A blind comparison ends with a question. */
function refuseBlind(io: Io, { blind, json, input }: ChatOptions): void {
  if (!blind || (io.stdin.isTTY && io.stderr.isTTY && !json && input !== false)) return;
  throw new Failure('usage', '--blind asks which answer is best, and nobody can be asked here', {
    advice: 'Run it in a terminal, or leave it out',
  });
}

async function chosenLanes(
  io: Io,
  { model, temperature, blind }: ChatOptions,
  work: Work,
  wishes: Parameters<typeof import('../../chat/compare/lanes.js')['lanesOf']>[0],
): Promise<readonly Lane[]> {
  const lanes = await lanesOf(wishes, { bot: work.bot, model, temperature }, botFinder(work));
  return blind ? shuffled(lanes, io.random) : lanes;
}

type Compared = {
  readonly work: Work;
  readonly setting: Setting;
  readonly lanes: readonly Lane[];
  readonly question: string;
};

async function compareLanes(io: Io, options: ChatOptions, asked: Compared): Promise<Ending> {
  const { setting, lanes, question, work } = asked;
  await checkCost(io, options, asked);
  const screen = await screenFor(io, options, lanes);
  const greeting = options.greeting ? greetingOf(work.bot) : undefined;
  const all = await compared(
    {
      ...{ lanes, ...screen, before: () => {} },
      saveId: options.save === true ? io.uuid() : options.save,
      atOnce: options.serial ? 1 : 3,
      repeat: options.repeat,
      messages: () => [
        ...(greeting === undefined ? [] : [{ role: 'assistant' as const, content: greeting }]),
        { role: 'user' as const, content: question },
      ],
    },
    setting,
  );
  await report(io, options, all, figuresOf(all), question);
  return endingOf(all);
}

/** All lanes are paid for, or none is asked. */
async function checkCost(io: Io, options: ChatOptions, { lanes, setting }: Compared): Promise<void> {
  const { priceOf, before } = spender(options, setting);
  const calls = lanes.flatMap((lane) => Array.from({ length: options.repeat }, () => lane));
  await consent(
    io,
    options,
    preflightOf(
      calls.map(({ bot, model }) => priceOf(bot, model)),
      setting.prices.date,
    ),
  );
  for (const { bot, model } of calls) before(bot, model);
}

/** Lanes one below the other as they come; nothing before the end for columns and JSON. */
async function screenFor(io: Io, options: ChatOptions, lanes: readonly Lane[]) {
  const isLater = options.json || options.format === 'json' || fitsColumns(io, options, lanes.length);
  const silent: Shown = { show: async () => {}, end: async () => {}, breakOff: async () => {} };
  return {
    begin: async (lane: Lane, round: number): Promise<Shown> => {
      if (isLater) return silent;
      await laneHead(
        io,
        options,
        options.blind ? { ...lane, label: '' } : lane,
        options.repeat > 1 ? round + 1 : undefined,
      );
      return replyPrinter(io, options, {});
    },
    end: async (_: Lane, reply: LaneReply, shown: Shown) => {
      if (reply.failure === undefined) await shown.end(reply);
      else await shown.breakOff();
      if (reply.failure !== undefined && !isLater) sayCut(io, reply);
    },
  };
}

function sayCut(io: Io, { failure }: LaneReply): void {
  say(io, plainLine(`⚠ ${failure?.message}`));
}

const narrowestColumn = 40;

/** Columns need room; where there is none they are not drawn, and that is said. */
function fitsColumns(io: Io, { columns, repeat, quiet }: ChatOptions, lanes: number): boolean {
  if (!columns) return false;
  const width = io.stdout.columns ?? 120;
  if (repeat === 1 && Math.floor(width / lanes) >= narrowestColumn) return true;
  if (!quiet)
    say(
      io,
      repeat > 1
        ? 'With --repeat there are no columns.'
        : `${lanes} columns need ${lanes * narrowestColumn} places, and there are ${width}; the lanes stand one below the other.`,
    );
  return false;
}

async function report(
  io: Io,
  options: ChatOptions,
  all: readonly LaneReplies[],
  figures: readonly LaneFigures[],
  question: string,
): Promise<void> {
  if (options.json || options.format === 'json')
    return printLanesJson(io, lanesDocument(all, figures, question));
  const texts = all.map(({ lane, replies }) => ({
    head: options.blind ? lane.letter : `${lane.letter}: ${lane.label}`,
    text: replies[0]?.text ?? '',
  }));
  if (fitsColumns(io, { ...options, quiet: true }, all.length)) await printSideBySide(io, options, texts);
  const hidden = options.blind ? figures.map((figure) => ({ ...figure, label: '', model: null })) : figures;
  if (options.diff) {
    const [first = { text: '' }, ...rest] = texts;
    await printDiffs(
      io,
      rest.map(({ head, text }) => ({ head, text: changesText(wordChanges(first.text, text)) })),
    );
  }
  await printFigures(io, options, hidden);
  if (options.blind) await pick(io, options, all, question);
}

function lanesDocument(
  all: readonly LaneReplies[],
  figures: readonly LaneFigures[],
  question: string,
): object {
  const isGood = all.some(({ replies }) => replies.some(({ failure }) => failure === undefined));
  const lanes = all.map(({ replies, lane }, i) => ({
    ...figures[i],
    bot: { id: lane.bot.id, name: lane.bot.name },
    temperature: lane.temperature ?? null,
    replies: replies.map(({ text, status, timing, failure }) => ({
      ...{ text, status, timing },
      error: failure === undefined ? null : { code: failure.kind, message: failure.message },
    })),
  }));
  return { ok: isGood, question, lanes };
}

async function pick(
  io: Io,
  options: ChatOptions,
  all: readonly LaneReplies[],
  question: string,
): Promise<void> {
  const { askText } = await import('../../terminal/prompts.js');
  const letters = all.map(({ lane }) => lane.letter).join(', ');
  const typed = (await askText(io, options, `Which is best (${letters}, or nothing)?`)).trim().toUpperCase();
  for (const { lane } of all) say(io, plainLine(`${lane.letter} was ${lane.label}`));
  const chosen = all.find(({ lane }) => lane.letter === typed)?.lane;
  if (chosen === undefined) return say(io, 'Nothing was picked.');
  const labels = all.map(({ lane }) => lane.label);
  await notePick(io, {
    at: new Date(io.now()).toISOString(),
    question,
    isBlind: true,
    picked: chosen.label,
    labels,
  });
}

/** 7 when an answer was cut off, 1 when none came, and what the user did when it was stopped. */
function endingOf(all: readonly LaneReplies[]): Ending {
  const replies = all.flatMap((lane) => lane.replies);
  const stopped = replies.find(({ status }) => status === 'stopped')?.failure;
  if (stopped !== undefined) throw stopped;
  if (replies.some(({ status }) => status === 'incomplete')) return 'in-doubt';
  const failures = replies.map(({ failure }) => failure);
  const [first] = failures;
  if (first === undefined || failures.includes(undefined)) return 'done';
  if (first.kind === 'auth') throw first;
  return 'refused';
}

import { plainLine } from '../../base/escape/terminal.js';
import { type Ending, Failure } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import { widthOf } from '../../base/width.js';
import type { AskDeps, Shown } from '../../chat/ask.js';
import { compared, figuresOf, type LaneReplies, type LaneReply } from '../../chat/compare/compare.js';
import { type Lane, type LaneChoice, laneChoices, lanesOf, shuffled } from '../../chat/compare/lanes.js';
import { notePick } from '../../chat/compare/picks.js';
import { costEstimateOf } from '../../chat/credits.js';
import { questionFrom } from '../../chat/question.js';
import { readableChanges } from '../../chat/words.js';
import { type BotContext, withBot } from '../../cli/with-account.js';
import { askText } from '../../terminal/prompts.js';
import { replyPrinter } from '../../terminal/reply/printer.js';
import { writeErr } from '../../terminal/streams.js';
import { askDepsOf, botFinder, greetingOf, noteUnknownModels } from '../shared/chat/ask-deps.js';
import { consent, spender } from '../shared/chat/cost.js';
import { isJson } from '../shared/chat/reports.js';
import { laneHead, printDiffs, printFigures, printLanesJson, printSideBySide } from './compare.view.js';
import type { ChatOptions } from './options.js';

/** Sends one question to several bots, models or temperatures. */
export async function compareOnce(io: Io, options: ChatOptions, words: readonly string[]): Promise<Ending> {
  const choices = laneChoices(options);
  refuseBlind(io, options);
  const question = await questionFrom(io, words, options.message, (text) => {
    if (!options.quiet) writeErr(io, text);
  });
  return withBot(io, options, async (context) => {
    const askDeps = await askDepsOf(io, options, context);
    const lanes = await chosenLanes(io, options, context, choices);
    noteUnknownModels(
      io,
      options,
      askDeps.prices,
      lanes.map(({ model }) => model),
    );
    return compareLanes(io, options, { context, askDeps, lanes, question });
  });
}

/** A blind comparison ends with a prompt, so it needs a terminal. */
function refuseBlind(io: Io, { blind, json, input }: ChatOptions): void {
  if (!blind || (io.stdin.isTTY && io.stderr.isTTY && !json && input !== false)) return;
  throw new Failure('usage', '--blind asks which answer is best, which needs a terminal', {
    advice: 'Run it in a terminal, or leave out --blind',
  });
}

async function chosenLanes(
  io: Io,
  { model, temperature, blind }: ChatOptions,
  context: BotContext,
  choices: readonly LaneChoice[],
): Promise<readonly Lane[]> {
  const lanes = await lanesOf(choices, { bot: context.bot, model, temperature }, botFinder(context));
  return blind ? shuffled(lanes, io.random) : lanes;
}

type Compared = {
  readonly context: BotContext;
  readonly askDeps: AskDeps;
  readonly lanes: readonly Lane[];
  readonly question: string;
};

async function compareLanes(io: Io, options: ChatOptions, asked: Compared): Promise<Ending> {
  const { askDeps, lanes, question, context } = asked;
  await checkCost(io, options, asked);
  const screen = await screenFor(io, options, lanes);
  const greeting = options.greeting ? greetingOf(context.bot) : undefined;
  const all = await compared(
    {
      ...{ lanes, ...screen },
      saveId: savingOf(io, options, lanes),
      atOnce: options.serial ? 1 : 3,
      repeat: options.repeat,
      messages: () => [
        ...(greeting === undefined ? [] : [{ role: 'assistant' as const, content: greeting }]),
        { role: 'user' as const, content: question },
      ],
    },
    askDeps,
  );
  const { ending, failure } = outcomeOf(all);
  await report(io, options, { all, question, failure });
  if (failure !== undefined)
    throw new Failure(failure.kind, failure.message, {
      ...failure.more,
      document: lanesDocument(all, question, false),
    });
  return ending;
}

/** The dashboard stores each lane as a separate conversation; their ids are printed. */
function savingOf(io: Io, { save, quiet }: ChatOptions, lanes: readonly Lane[]) {
  if (save === undefined) return undefined;
  const base = save === true ? io.uuid() : save;
  const ids = lanes.map(({ letter }) => `${base}-${letter}`);
  if (!quiet) writeErr(io, plainLine(`Saved in the dashboard as ${ids.join(', ')}`));
  return ({ letter }: Lane) => `${base}-${letter}`;
}

/** Checks the cost of all lanes before any is asked. */
async function checkCost(io: Io, options: ChatOptions, { lanes, askDeps }: Compared): Promise<void> {
  const { priceOf } = spender(options, askDeps);
  const calls = lanes.flatMap((lane) => Array.from({ length: options.repeat }, () => lane));
  const estimate = costEstimateOf(
    calls.map(({ bot, model }) => priceOf(bot, model)),
    askDeps.prices.date,
  );
  await consent(io, options, estimate);
  const { maxCredits = Number.POSITIVE_INFINITY } = options;
  if (estimate.credits > maxCredits)
    throw new Failure(
      'limit',
      `The comparison may cost ≈ ${estimate.credits} credits, more than --max-credits ${maxCredits}; nothing was sent`,
      {
        advice: 'Raise --max-credits, or compare fewer lanes',
      },
    );
}

/** Prints lanes one below the other as they arrive; with columns or JSON, prints nothing before the end. */
async function screenFor(io: Io, options: ChatOptions, lanes: readonly Lane[]) {
  const isLater = isJson(options) || fitsColumns(io, options, lanes.length);
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
      return replyPrinter(io, options);
    },
    end: async (lane: Lane, reply: LaneReply, shown: Shown) => {
      if (reply.failure === undefined) await shown.end(reply);
      else await shown.breakOff();
      if (reply.failure !== undefined && !isLater) sayCut(io, lane, reply);
    },
  };
}

function sayCut(io: Io, { letter }: Lane, { failure }: LaneReply): void {
  writeErr(io, plainLine(`⚠ ${letter}: ${failure?.message}`));
}

const narrowestColumn = 40;

/** Whether side-by-side columns fit; if they were requested but do not, says so. */
function fitsColumns(io: Io, { columns, repeat, quiet }: ChatOptions, lanes: number): boolean {
  if (!columns) return false;
  const width = widthOf(io.stdout);
  if (repeat === 1 && Math.floor(width / lanes) >= narrowestColumn) return true;
  if (!quiet)
    writeErr(
      io,
      repeat > 1
        ? '--columns does not apply with --repeat.'
        : `${lanes} lanes side by side need ${lanes * narrowestColumn} columns, but there are ${width}; printing them one below the other.`,
    );
  return false;
}

type Answered = {
  readonly all: readonly LaneReplies[];
  readonly question: string;
  readonly failure: Failure | undefined;
};

async function report(io: Io, options: ChatOptions, { all, question, failure }: Answered): Promise<void> {
  if (isJson(options)) {
    // On failure, `main` prints the document together with the error.
    if (failure === undefined)
      await printLanesJson(io, lanesDocument(all, question, outcomeOf(all).ending === 'done'));
    return;
  }
  const texts = all.map(({ lane, replies }) => ({
    head: options.blind ? lane.letter : `${lane.letter}: ${lane.label}`,
    text: replies[0]?.text ?? '',
  }));
  if (fitsColumns(io, { ...options, quiet: true }, all.length)) await printSideBySide(io, options, texts);
  const [first = { text: '' }, ...rest] = texts;
  const against = ({ head, text }: { readonly head: string; readonly text: string }) => ({
    head,
    changes: readableChanges(first.text, text),
  });
  if (options.diff) await printDiffs(io, options, rest.map(against));
  // Prices and times would reveal which lane is which.
  if (!options.blind) await printFigures(io, options, figuresOf(all));
  else if (failure === undefined) await pick(io, options, all, question);
}

function lanesDocument(all: readonly LaneReplies[], question: string, ok: boolean): object {
  const figures = figuresOf(all);
  const lanes = all.map(({ replies, lane }, i) => ({
    ...figures[i],
    bot: { id: lane.bot.id, name: lane.bot.name },
    temperature: lane.temperature ?? null,
    replies: replies.map(({ text, status, timing, failure }) => ({
      ...{ text, status, timing },
      error: failure === undefined ? null : { code: failure.kind, message: failure.message },
    })),
  }));
  return { ok, question, lanes };
}

async function pick(
  io: Io,
  options: ChatOptions,
  all: readonly LaneReplies[],
  question: string,
): Promise<void> {
  const letters = all.map(({ lane }) => lane.letter).join(', ');
  const isLetter = (text: string) => text === '' || all.some(({ lane }) => lane.letter === text);
  let typed: string | undefined;
  while (typed === undefined || !isLetter(typed))
    typed = (await askText(io, options, `Best answer (${letters}; Enter for none)?`)).trim().toUpperCase();
  for (const { lane } of all) writeErr(io, plainLine(`${lane.letter} was ${lane.label}`));
  const chosen = all.find(({ lane }) => lane.letter === typed)?.lane;
  if (chosen === undefined) return writeErr(io, 'No answer was picked.');
  const lanes = all.map(({ lane }) => lane);
  await notePick(io, { question, isBlind: true, picked: chosen.label, lanes });
}

/** Exit code 7 if an answer was cut off, 6 if a bot was unavailable, 1 if no lane answered, and the signal's code if stopped. */
function outcomeOf(all: readonly LaneReplies[]): {
  readonly ending: Ending;
  readonly failure: Failure | undefined;
} {
  const replies = all.flatMap((lane) => lane.replies);
  const failures = replies.map(({ failure }) => failure);
  const stopped = replies.find(({ status }) => status === 'stopped')?.failure;
  const [first] = failures;
  const areAll = !failures.includes(undefined);
  const isForAll = first?.kind === 'auth' || first?.kind === 'limit';
  const failure = stopped ?? (areAll && isForAll ? first : undefined);
  if (failure !== undefined) return { ending: failure.kind, failure };
  if (replies.some(({ status }) => status === 'incomplete' || status === 'damaged'))
    return { ending: 'in-doubt', failure };
  if (replies.some(({ status }) => status === 'unavailable')) return { ending: 'limit', failure };
  return { ending: areAll ? 'refused' : 'done', failure };
}

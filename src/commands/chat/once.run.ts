import type { Bot } from '../../api/bots.js';
import { plainLine } from '../../base/escape/terminal.js';
import { Failure } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import { type AskDeps, modelOf, priceOfNext, replyTo } from '../../chat/ask.js';
import { type Conversation, messagesFor } from '../../chat/conversation.js';
import { nothingSpent, refuseBeyond } from '../../chat/credits.js';
import { type About, documentOf, type ReplyDocument } from '../../chat/document.js';
import { estimateOf } from '../../chat/models.js';
import type { OneReply } from '../../chat/once.js';
import { questionFrom } from '../../chat/question.js';
import type { SessionFile } from '../../chat/session/session-file.js';
import { type AskedBot, isRefusal, withAskedBot } from '../../cli/with-account.js';
import { type ReplyPrinter, replyPrinter } from '../../terminal/reply/printer.js';
import { type WaitingLine, waitingLine } from '../../terminal/reply/waiting-line.js';
import { requestLog } from '../../terminal/request-log.js';
import { writeErr } from '../../terminal/streams.js';
import { askDepsOf, noteUnknownModels } from '../shared/chat/ask-deps.js';
import { type OpenConversation, openConversation } from './open-conversation.js';
import type { ChatOptions } from './options.js';
import { isSpoken, refuseEatenQuestion } from './question.js';

/** Asks one question and prints the answer as it arrives. */
export async function askOnce(io: Io, options: ChatOptions, words: readonly string[]): Promise<undefined> {
  const tell = (text: string) => {
    if (!options.quiet) writeErr(io, text);
  };
  refuseEatenQuestion(io, options, words);
  const question = await questionFrom(io, words, options.message, tell);
  const saveId = options.save === true ? io.uuid() : options.save;
  if (options.save === true) tell(`Saved in the dashboard as ${saveId}`);
  const isQuiet = options.quiet || options.json || options.jsonl;
  const waiting = waitingLine(io, { quiet: isQuiet, isSpoken: isSpoken(io, options) && !isQuiet });
  const ask = async ({ context, listed }: AskedBot) => {
    const opened = await openConversation(io, options, context, tell);
    const askDeps = await askDepsOf(io, options, context);
    noteUnknownModels(io, options, askDeps.prices, [options.model]);
    await converseWith(io, options, askDeps, { opened, question, saveId, waiting, listed });
  };
  await withAskedBot(io, options, ask, {
    mayRemember: mayRemember(options),
    listener: requestLog(io, options, (line) => waiting.say(plainLine(line))),
  });
}

/** Whether the question can be sent before the bots are listed: unless the list decides what is sent, or whether. */
function mayRemember(options: ChatOptions): boolean {
  const { greeting, maxCredits, fromConversation, reopen } = options;
  return (
    !options.continue && !greeting && [maxCredits, fromConversation, reopen].every((one) => one === undefined)
  );
}

type Asked = {
  readonly opened: OpenConversation;
  readonly question: string;
  readonly saveId: string | undefined;
  readonly waiting: WaitingLine;
  readonly listed: AskedBot['listed'];
};

/** A reply that begins this soon is not kept waiting for the disk. */
const quickMs = 50;

async function converseWith(io: Io, options: ChatOptions, askDeps: AskDeps, first: Asked): Promise<void> {
  const { opened, question } = first;
  let asked = first;
  const about = () => aboutOf(askDeps, asked);
  refuseBeyond(options.maxCredits, nothingSpent, priceOfNext(askDeps.prices, opened));
  const json = options.json || options.format === 'json';
  const whole = isSpoken(io, options) && !options.stream;
  const printing = onDemand(() => replyPrinter(io, { ...options, json, whole }, about));
  const note = noteTaker(io, opened.session, opened.conversation);
  const listing = first.listed && onDemand(first.listed);
  const tellsModel = json || options.jsonl || options.stats;
  try {
    let answer = await shownReply(askDeps, asked, printing, async (begun) => {
      if (tellsModel) listing?.().catch(() => {});
      await orAfter(io, quickMs, begun);
      await noteTuning(asked);
      await note.question(question);
    });
    if (isRefusal(answer.reply.failure) && listing !== undefined) {
      asked = withBot(first, await listing());
      if (asked.opened.bot.id !== opened.bot.id) {
        await noteTuning(asked);
        answer = await shownReply(askDeps, asked, printing);
      }
    } else if (tellsModel) {
      // If the list cannot be had, the answer counts all the same.
      const listed = listing?.().catch(() => undefined);
      asked = withBot(asked, (await orAfter(io, listedMs, listed)) ?? opened.bot);
    }
    const { reply, trouble } = answer;
    await note.answer(reply, about());
    if (trouble !== undefined) throw trouble;
    const printer = await printing();
    const document = documentOf(about(), reply, printer.shownControls());
    await finish(io, options, reply, { document, printer });
  } finally {
    await opened.session.close();
  }
}

function withBot(asked: Asked, bot: Bot): Asked {
  return { ...asked, opened: { ...asked.opened, bot } };
}

/** How long an answer that has arrived waits for the list of bots, which names the model that gave it. */
const listedMs = 1000;

/** What `promise` resolves with; `undefined` if that takes longer than `ms`. */
async function orAfter<T>(io: Io, ms: number, promise: Promise<T> | undefined): Promise<T | undefined> {
  let stop = () => {};
  const late = new Promise<undefined>((resolve) => {
    stop = io.every(ms, () => resolve(undefined));
  });
  return Promise.race([promise, late]).finally(stop);
}

/** Calls `make` when the result is first asked for. */
function onDemand<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** Records bot and settings, unless the session already has them. */
async function noteTuning({ opened, saveId = opened.saveId }: Asked): Promise<void> {
  const { model, temperature, session, isTuned } = opened;
  const { id, name } = opened.bot;
  if (isTuned && saveId === opened.saveId) return;
  await session.append({ kind: 'tuning', bot: { id, name }, model, temperature, saveId });
}

/**
 * Asks, and shows on stderr that a reply is pending until the first byte. Once the question has been sent, what prints the reply
 * is loaded and `meanwhile` is called, with a promise that resolves when the reply begins or has failed. If stdout cannot be
 * written, the reply is stopped and its text so far is kept; `trouble` is the error.
 */
async function shownReply(
  askDeps: AskDeps,
  { opened, question, saveId, waiting }: Asked,
  printing: () => Promise<ReplyPrinter>,
  meanwhile: (begun: Promise<void>) => Promise<void> = async () => {},
): Promise<{ readonly reply: OneReply; readonly trouble: unknown }> {
  const { bot, model, temperature } = opened;
  const messages = messagesFor(opened.conversation, question);
  const [sent, begun] = [gate(), gate()];
  const asking = { bot, model, temperature, messages, saveId: saveId ?? opened.saveId, onSent: sent.open };
  const unread = new AbortController();
  let trouble: unknown;
  const show = async (piece: string) => {
    waiting.stop();
    const printer = await printing();
    await printer.show(piece).catch((error) => {
      trouble ??= error;
      unread.abort();
    });
    begun.open();
  };
  const signal = AbortSignal.any([askDeps.signal, unread.signal]);
  waiting.start();
  const replying = replyTo(asking, { ...askDeps, signal }, show).finally(() => {
    waiting.stop();
    sent.open();
    begun.open();
  });
  await sent.opened;
  const [reply] = await Promise.all([replying, printing(), meanwhile(begun.opened)]);
  return { reply, trouble };
}

/** Resolves `opened` when `open` is called. */
function gate(): { readonly open: () => void; readonly opened: Promise<void> } {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

type Printed = { readonly document: ReplyDocument; readonly printer: ReplyPrinter };

async function finish(
  io: Io,
  options: ChatOptions,
  { failure }: OneReply,
  { document, printer }: Printed,
): Promise<void> {
  if (failure !== undefined) {
    await printer.breakOff();
    throw new Failure(failure.kind, failure.message, { ...failure.more, document });
  }
  await printer.end({ ...document });
  if (isSpoken(io, options) && !options.quiet) writeErr(io, 'End of reply.');
  if (options.stats) sayStats(io, document);
}

/** Records the question, and the answer if there is one. */
function noteTaker(io: Io, session: SessionFile, { turns }: Conversation) {
  const at = () => new Date(io.now()).toISOString();
  const askedAt = at();
  return {
    question: (text: string) => session.append({ kind: 'question', text, at: askedAt }),
    answer: async ({ text, status, timing }: OneReply, { bot, model, temperature, credits }: About) => {
      const isThere = text !== '' || status === 'complete' || status === 'unconfirmed';
      if (!isThere) return session.append({ kind: 'keep', turns: turns.length });
      const how = { bot, model, temperature, credits: credits.estimate };
      await session.append({ kind: 'answer', text, status, timing, ...how, at: at() });
    },
  };
}

/** What is known about an answer before it arrives. */
function aboutOf({ prices }: AskDeps, { opened, saveId }: Asked): About {
  const { id, name } = opened.bot;
  const model = modelOf(opened);
  const credits = estimateOf(prices, model);
  return {
    bot: { id, name },
    model,
    temperature: opened.temperature ?? null,
    conversation_id: saveId ?? opened.saveId ?? null,
    session: opened.session.id || null,
    credits,
  };
}

function sayStats(io: Io, { timing, model, credits }: ReplyDocument): void {
  const seconds = (ms: number | null) => `${((ms ?? 0) / 1000).toFixed(1)} s`;
  const cost = `≈ ${credits.estimate ?? '?'} credit${credits.estimate === 1 ? '' : 's'}`;
  const times = `${seconds(timing.total_ms)} (first ${seconds(timing.first_byte_ms)})`;
  writeErr(io, plainLine([times, model ?? 'the bot’s own model', cost].join(' · ')));
}

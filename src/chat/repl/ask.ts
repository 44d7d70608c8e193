import { exitCodes } from '../../base/failure.js';
import { type Asking, answerOf, modelOf, priceOfNext, replyTo, type Tuned } from '../ask.js';
import { type Answer, messagesFor } from '../conversation.js';
import { creditText, refuseBeyond, withReply } from '../credits.js';
import { type OneReply, wasRefused } from '../once.js';
import { shortId } from '../session/sessions.js';
import { record, recordTuning, type Talk, type TalkDeps } from './talk.js';

/** Asks a new question and records question and answer. An unanswered question goes back into the input line. */
export async function askNext(talk: Talk, question: string, deps: TalkDeps): Promise<void> {
  refuseBeyond(deps.maxCredits, talk.tally, priceOfNext(deps.prices, talk));
  const messages = messagesFor(talk.conversation, question);
  if (!talk.isTuned) await recordTuning(talk);
  // Recorded before the request is sent, so that a crash loses nothing.
  await record(talk, { kind: 'question', text: question, at: new Date(deps.io.now()).toISOString() });
  const { bot, model, temperature } = talk;
  const reply = await ask(talk, { bot, model, temperature, messages, saveId: talk.saveId }, deps);
  if (await settled(talk, reply, deps)) return;
  await record(talk, { kind: 'keep', turns: talk.conversation.turns.length - 1 });
  talk.draft = question;
}

/** Asks the last question again and adds the new answer as an alternative. False when the answer is incomplete. */
export async function askAgain(
  talk: Talk,
  { model = talk.model, temperature = talk.temperature }: Partial<Tuned>,
  deps: TalkDeps,
): Promise<boolean> {
  const { turns } = talk.conversation;
  const last = turns.at(-1);
  if (last === undefined) {
    deps.screen.say('There is no question to ask again.');
    return false;
  }
  refuseBeyond(deps.maxCredits, talk.tally, priceOfNext(deps.prices, { ...talk, model }));
  const earlier = { ...talk.conversation, turns: turns.slice(0, -1) };
  const messages = messagesFor(earlier, last.question);
  const { bot, saveId } = talk;
  const replied = await ask(talk, { bot, model, temperature, messages, saveId }, deps);
  return (await settled(talk, replied, deps)) && replied.reply.failure === undefined;
}

type Replied = {
  readonly reply: OneReply;
  readonly answer: Answer;
  /** Finishes the answer on the screen. */
  readonly close: () => Promise<void>;
};

/** Makes one call and shows the reply as it arrives. Ctrl-C stops it; a second Ctrl-C ends the process. */
async function ask(talk: Talk, asking: Asking, deps: TalkDeps): Promise<Replied> {
  const { screen } = deps;
  const stop = new AbortController();
  screen.onStop(() => (stop.signal.aborted ? hardStop(deps) : stop.abort()));
  const shown = await screen.printer(talk.printing, asking.bot.name);
  const stopWaiting = screen.waiting();
  const show = async (piece: string) => {
    stopWaiting();
    await shown.show(piece);
  };
  const signal = AbortSignal.any([stop.signal, deps.signal]);
  const reply = await replyTo(asking, { ...deps, signal }, show).finally(() => {
    stopWaiting();
    screen.onStop(() => {});
  });
  const close = () => (reply.failure === undefined ? shown.end(reply) : shown.breakOff());
  return { reply, answer: answerOf(reply, asking, deps), close };
}

/** A second Ctrl-C means that stopping takes too long: exit at once. */
function hardStop({ io }: TalkDeps): void {
  io.exitNow(exitCodes.interrupted);
}

/**
 * Records an answer, then reports how it ended: the file first, because the terminal may be gone. False when there is no
 * answer.
 */
async function settled(talk: Talk, { reply, answer, close }: Replied, deps: TalkDeps): Promise<boolean> {
  const { screen } = deps;
  const isBilled = !wasRefused(reply.status) || reply.text !== '';
  if (isBilled) talk.tally = withReply(talk.tally, answer.credits);
  if (reply.text === '' && reply.status !== 'complete' && reply.status !== 'unconfirmed') {
    await close();
    screen.say(nothingCame(reply) + tooLong(talk, reply));
    return false;
  }
  await record(talk, { kind: 'answer', ...answer });
  await close();
  if (reply.status === 'stopped') screen.say(deps.isSpoken ? 'Stopped.' : '— stopped —');
  else if (reply.failure !== undefined) screen.say(cutOff(reply));
  if (deps.isSpoken) screen.say('End of reply.');
  if (talk.showsStats) screen.dim(await footer(talk, answer, deps));
  return true;
}

function nothingCame({ status, failure }: OneReply): string {
  if (status === 'stopped') return 'canceled (may still be billed)';
  return sentence(failure);
}

/** History is never trimmed silently: the user decides what to drop. */
function tooLong({ conversation: { turns } }: Talk, { failure }: OneReply): string {
  if (failure?.more.status !== 413) return '';
  const count = `${turns.length - 1} turn${turns.length === 2 ? '' : 's'}`;
  return ` The request also included ${count} of history. Shorten it with /undo, /fork --last N or /new.`;
}

function sentence(failure: OneReply['failure']): string {
  // The question is back in the input line, so pressing Enter replaces rerunning the command.
  const advice = failure?.more.isRepeatable ? 'Press Enter to ask again' : failure?.more.advice;
  return `⚠ ${failure?.message ?? 'No answer arrived'}.${advice === undefined ? '' : ` ${advice}.`}`;
}

function cutOff({ status, failure }: OneReply): string {
  if (status !== 'incomplete') return sentence(failure);
  const why = failure?.more.cutBy ?? 'connection closed before the end marker';
  return `⚠ The reply was cut off (${why}). /retry asks again.`;
}

/** `1.9 s · ≈ 1 credit`; with --verbose `1.9 s (first byte 0.6 s) · gpt-4o-mini · ≈ 1 credit · session 7f3a` */
async function footer(
  talk: Talk,
  { timing, model, credits }: Answer,
  { io, isSpoken, isVerbose }: TalkDeps,
): Promise<string> {
  const seconds = (ms: number | null) => `${((ms ?? 0) / 1000).toFixed(1)} s`;
  const cost = creditText({ spent: credits ?? 1, isAtLeast: credits === null });
  const { id } = talk.session;
  const named = model ?? 'the bot’s own model';
  const isOwn = modelOf({ bot: talk.bot, model: undefined }) === model;
  const parts = isVerbose
    ? [
        `${seconds(timing.total_ms)} (first byte ${seconds(timing.first_byte_ms)})`,
        named,
        cost,
        ...(id === '' ? [] : [`session ${await shortId(io, id)}`]),
      ]
    : [seconds(timing.total_ms), ...(isOwn ? [] : [named]), cost];
  // Screen readers skip symbols or mispronounce them.
  return isSpoken ? parts.join(', ').replaceAll('≈', 'about') : parts.join(' · ');
}

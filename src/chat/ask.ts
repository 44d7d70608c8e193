import type { Bot } from '../api/bots.js';
import type { Chat, Message } from '../api/chat.js';
import { Failure } from '../base/failure.js';
import type { Io } from '../base/io.js';
import type { KeySource } from '../base/key-source.js';
import type { Answer } from './conversation.js';
import { estimateOf, type ModelTable } from './models.js';
import { converse, type OneReply } from './once.js';

/** Who answers, and how. What is `undefined` is the bot's own. */
export type Tuned = {
  readonly bot: Bot;
  readonly model: string | undefined;
  readonly temperature: number | undefined;
};

/** Under which settings one question is asked. */
export type Asking = Tuned & {
  /** All that was said, and the question last. */
  readonly messages: readonly Message[];
  /** Saves the conversation in the dashboard under this id. */
  readonly saveId?: string | undefined;
  readonly lane?: string | undefined;
};

/** What every way to ask needs of the deps. */
export type AskDeps = {
  readonly io: Pick<Io, 'monotonic' | 'now'>;
  readonly chat: Chat;
  readonly keySource: KeySource;
  readonly prices: ModelTable;
  readonly contactId: string | undefined;
  /** False: nothing is asked twice. */
  readonly repeat: boolean;
  /** An end that nothing proves counts as cut off. */
  readonly strict: boolean;
  /** False: each answer is asked for as a whole, and its end is proven. */
  readonly streams: boolean;
  readonly signal: AbortSignal;
};

/** What shows a reply while it comes. */
export type Shown = {
  readonly show: (piece: string) => Promise<void>;
  readonly end: (reply: Pick<OneReply, 'text' | 'status' | 'note'>) => Promise<void>;
  readonly breakOff: () => Promise<void>;
};

/** Asks once. What goes wrong with the reply is part of the reply. */
export async function replyTo(
  { bot, messages, model, temperature, saveId: conversationId }: Asking,
  { io, chat, keySource, contactId, repeat, strict, streams, signal }: AskDeps,
  show: (piece: string) => Promise<void> = async () => {},
): Promise<OneReply> {
  const how = { contactId, repeat, stream: streams, signal };
  const question = { bot: bot.id, messages, model, temperature, conversationId, ...how };
  const reply = await converse(chat, question, show, { monotonic: io.monotonic, keySource });
  return strict && reply.status === 'unconfirmed'
    ? { ...reply, status: 'incomplete', failure: unproven(reply.note) }
    : reply;
}

function unproven(note = 'The server closed the connection without marking the end of the answer'): Failure {
  return new Failure('in-doubt', note.replace(/\.$/, ''), {
    advice: 'Ask again, or leave out --strict',
  });
}

/** A reply as a conversation keeps it. */
export function answerOf(
  { text, status, timing }: OneReply,
  asking: Asking,
  { prices, io }: Pick<AskDeps, 'prices' | 'io'>,
): Answer {
  const { bot, temperature, lane } = asking;
  return {
    ...{ text, status, timing, lane },
    bot: { id: bot.id, name: bot.name },
    model: modelOf(asking),
    temperature: temperature ?? null,
    credits: priceOfNext(prices, asking),
    at: new Date(io.now()).toISOString(),
  };
}

/** The model that will answer; `null` when the bot has one of its own that nobody told us. */
export function modelOf({ model, bot }: Pick<Tuned, 'model' | 'bot'>): string | null {
  return model ?? (typeof bot.raw.model === 'string' ? bot.raw.model : null);
}

/** What a reply may cost; `null` where nobody knows. */
export function priceOfNext(prices: ModelTable, tuned: Pick<Tuned, 'model' | 'bot'>): number | null {
  return estimateOf(prices, modelOf(tuned)).estimate;
}

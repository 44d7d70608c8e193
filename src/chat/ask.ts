import type { Bot } from '../api/bots.js';
import type { Chat, Message } from '../api/chat.js';
import { Failure } from '../base/failure.js';
import type { Io } from '../base/io.js';
import type { KeySource } from '../base/key-source.js';
import type { Answer } from './conversation.js';
import { estimateOf, type ModelTable } from './models.js';
import { converse, type OneReply } from './once.js';

/** The bot and its settings. `undefined` means the bot's own setting. */
export type Tuned = {
  readonly bot: Bot;
  readonly model: string | undefined;
  readonly temperature: number | undefined;
};

/** The settings of one request. */
export type Asking = Tuned & {
  /** The conversation so far, with the question last. */
  readonly messages: readonly Message[];
  /** Saves the conversation in the dashboard under this id. */
  readonly saveId?: string | undefined;
  readonly lane?: string | undefined;
  /** Called each time the question has been sent. */
  readonly onSent?: (() => void) | undefined;
};

/** The dependencies and options that all requests share. */
export type AskDeps = {
  readonly io: Pick<Io, 'monotonic' | 'now'>;
  readonly chat: Chat;
  readonly keySource: KeySource;
  readonly prices: ModelTable;
  readonly contactId: string | undefined;
  /** False: requests are never retried. */
  readonly repeat: boolean;
  /** True: an answer whose end is not confirmed counts as cut off. */
  readonly strict: boolean;
  /** False: each answer is requested as a whole, so that its end is always confirmed. */
  readonly streams: boolean;
  readonly signal: AbortSignal;
};

/** Prints a reply as it arrives. */
export type Shown = {
  readonly show: (piece: string) => Promise<void>;
  readonly end: (reply: Pick<OneReply, 'text' | 'status' | 'note'>) => Promise<void>;
  readonly breakOff: () => Promise<void>;
};

/** Asks once. Errors in the reply are returned as part of it, not thrown. */
export async function replyTo(
  { bot, messages, model, temperature, saveId: conversationId, onSent }: Asking,
  { io, chat, keySource, contactId, repeat, strict, streams, signal }: AskDeps,
  show: (piece: string) => Promise<void> = async () => {},
): Promise<OneReply> {
  const how = { contactId, repeat, stream: streams, onSent, signal };
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

/** A reply in the form a conversation stores. */
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

/** The model that will answer; `null` when the bot uses its own and the API does not name it. */
export function modelOf({ model, bot }: Pick<Tuned, 'model' | 'bot'>): string | null {
  return model ?? (typeof bot.raw.model === 'string' ? bot.raw.model : null);
}

/** The estimated price of a reply; `null` when unknown. */
export function priceOfNext(prices: ModelTable, tuned: Pick<Tuned, 'model' | 'bot'>): number | null {
  return estimateOf(prices, modelOf(tuned)).estimate;
}

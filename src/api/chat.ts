import { isObject } from '../base/json.js';
import type { Caller } from './call.js';
import { ApiError } from './error.js';
import { type Reply, replyFrom } from './text-stream.js';
import { isUnavailable, unavailable } from './unavailable.js';

export type Message = { readonly role: 'user' | 'assistant'; readonly content: string };

export type Question = {
  readonly bot: string;
  /** The whole conversation: the API keeps no state between calls. */
  readonly messages: readonly Message[];
  readonly model?: string | undefined;
  readonly temperature?: number | undefined;
  /** Saves the conversation in the dashboard under this id, which you choose; without it nothing is saved. */
  readonly conversationId?: string | undefined;
  /** The contact asking the question (openapi: "External ID of the contact/user"). */
  readonly contactId?: string | undefined;
  /** False: the whole answer at once as JSON, the only form whose end can always be verified. */
  readonly stream?: boolean | undefined;
  /** False: never retry, not even when the question cannot have been answered. */
  readonly repeat?: boolean | undefined;
  /** Called each time the question has been sent. */
  readonly onSent?: (() => void) | undefined;
  readonly signal?: AbortSignal | undefined;
};

export type Chat = {
  /** Asks, and resolves when the answer begins. Never retried once it may have been billed. */
  readonly ask: (question: Question) => Promise<Reply>;
};

export function chatCalls(caller: Caller): Chat {
  return {
    ask: async ({ repeat = true, onSent, signal, ...question }) => {
      const request = {
        method: 'POST',
        path: '/chat',
        body: encoded(question),
        streams: true,
        onSent,
        signal,
      } as const;
      return replyFrom(await caller.stream(request, repeat ? 'question' : 'never'), readWhole);
    },
  };
}

/** Sends only the settings that were given: a `null` might have a meaning. */
function encoded(question: Question): Buffer {
  const { bot, messages, model, temperature, conversationId, contactId, stream = true } = question;
  const settings = { model, temperature, conversationId, contactId };
  return Buffer.from(JSON.stringify({ chatbotId: bot, messages, stream, ...settings }));
}

/** The text of an answer that came as JSON although a stream was requested. */
function readWhole(json: unknown): string {
  const text = isObject(json) ? json.text : undefined;
  if (typeof text === 'string') return text;
  const words = isObject(json) && typeof json.message === 'string' ? `: ${json.message}` : '';
  if (isUnavailable(words.slice(2))) throw unavailable(words.slice(2));
  throw new ApiError('unreadable', `the response has no "text"${words}`);
}

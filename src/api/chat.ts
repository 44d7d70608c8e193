import type { Caller } from './call.js';
import { ApiError } from './error.js';
import { isObject } from './read.js';
import { type Reply, replyFrom } from './text-stream.js';

export type Message = { readonly role: 'user' | 'assistant'; readonly content: string };

export type Question = {
  readonly bot: string;
  /** The whole conversation: the API keeps nothing between calls. */
  readonly messages: readonly Message[];
  readonly model?: string | undefined;
  readonly temperature?: number | undefined;
  readonly signal?: AbortSignal | undefined;
};

export type Chat = {
  /** Asks and resolves when the answer begins. Never asked twice once it may have been billed. */
  readonly ask: (question: Question) => Promise<Reply>;
};

export function chatCalls(caller: Caller): Chat {
  return {
    ask: async ({ bot, messages, model, temperature, signal }) => {
      const body = Buffer.from(
        JSON.stringify({ chatbotId: bot, messages, stream: true, model, temperature }),
      );
      const answer = await caller.stream({ method: 'POST', path: '/chat', body, streams: true, signal });
      return replyFrom(answer, readWhole);
    },
  };
}

/** The text of an answer that came as JSON although a stream was asked for. */
function readWhole(json: unknown): string {
  const text = isObject(json) ? json.text : undefined;
  if (typeof text === 'string') return text;
  const words = isObject(json) && typeof json.message === 'string' ? `: ${json.message}` : '';
  throw new ApiError('unreadable', `the answer has no "text"${words}`);
}

import type { Caller } from './call.js';
import { type JsonObject, readList } from './read.js';

/** A bot (the API says chatbot). */
export type Bot = {
  readonly id: string;
  readonly name: string;
  readonly raw: JsonObject;
};

export type Bots = {
  /** All bots of the account: the call knows no pages and no filter. */
  readonly list: (signal?: AbortSignal) => Promise<readonly Bot[]>;
};

export function botCalls(caller: Caller): Bots {
  return {
    list: async (signal) => {
      const { json } = await caller.call({ method: 'GET', path: '/get-chatbots', signal }, 'read');
      return readList(json, 'chatbots').map((raw) => ({
        id: String(raw.id ?? ''),
        name: String(raw.name ?? ''),
        raw,
      }));
    },
  };
}

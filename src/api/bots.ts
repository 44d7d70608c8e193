import type { JsonObject } from '../base/json.js';
import { type BotSettings, encodeSettings } from './bot-settings.js';
import type { Caller } from './call.js';
import { ApiError } from './error.js';
import { query } from './path.js';
import { momentOf, readDone, readList, textOf } from './read.js';

/** A bot (the API calls it a chatbot). */
export type Bot = {
  readonly id: string;
  readonly name: string;
  /** Free text: `training`, `trained` or `ready`, `failed`, possibly others. */
  readonly status: string | undefined;
  /** Milliseconds since 1970. */
  readonly trainedAtMs: number | undefined;
  readonly raw: JsonObject;
};

/** A created or retrained bot: its id and the whole response. */
export type MadeBot = { readonly id: string; readonly raw: JsonObject };

export type Bots = {
  /** All bots of the account: this call has neither pagination nor filters. */
  readonly list: (signal?: AbortSignal) => Promise<readonly Bot[]>;
  /** Not idempotent: a second call creates a second bot. */
  readonly create: (name: string, sourceText: string | undefined, signal?: AbortSignal) => Promise<MadeBot>;
  /** Replaces the whole text and the name, and retrains; training continues after the response. */
  readonly retrain: (
    bot: string,
    name: string,
    sourceText: string | undefined,
    signal?: AbortSignal,
  ) => Promise<MadeBot>;
  /** Changes the given settings. Resolves with the server's response. */
  readonly configure: (bot: string, settings: BotSettings, signal?: AbortSignal) => Promise<JsonObject>;
  /** Permanently deletes a bot and everything it holds. */
  readonly remove: (bot: string, signal?: AbortSignal) => Promise<JsonObject>;
};

export function botCalls(caller: Caller): Bots {
  const post = (path: string, fields: JsonObject, repeats: 'read' | 'write', signal?: AbortSignal) =>
    caller.call({ method: 'POST', path, body: Buffer.from(JSON.stringify(fields)), signal }, repeats);
  return {
    list: async (signal) => {
      const { json } = await caller.call({ method: 'GET', path: '/get-chatbots', signal }, 'read');
      return readList(json, 'chatbots').map(readBot);
    },
    create: async (chatbotName, sourceText, signal) =>
      readMade((await post('/create-chatbot', { chatbotName, sourceText }, 'write', signal)).json),
    retrain: async (chatbotId, chatbotName, sourceText, signal) =>
      readMade(
        (await post('/update-chatbot-data', { chatbotId, chatbotName, sourceText }, 'write', signal)).json,
      ),
    // Idempotent: the same settings twice leave the same bot.
    configure: async (chatbotId, settings, signal) => {
      const fields = { chatbotId, ...encodeSettings(settings) };
      return readDone((await post('/update-chatbot-settings', fields, 'read', signal)).json);
    },
    remove: async (chatbotId, signal) => {
      const path = `/delete-chatbot${query({ chatbotId })}`;
      return readDone((await caller.call({ method: 'DELETE', path, signal }, 'write')).json);
    },
  };
}

function readBot(raw: JsonObject): Bot {
  return {
    id: textOf(raw.id) ?? '',
    name: textOf(raw.name) ?? '',
    status: textOf(raw.status),
    trainedAtMs: momentOf(raw.last_trained_at),
    raw,
  };
}

function readMade(answer: unknown): MadeBot {
  const raw = readDone(answer);
  const id = textOf(raw.chatbotId);
  if (id !== undefined && id !== '') return { id, raw };
  throw new ApiError('unreadable', 'the response has no "chatbotId"');
}

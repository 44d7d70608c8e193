import type { JsonObject } from '../base/json.js';
import { type BotSettings, encodeSettings } from './bot-settings.js';
import type { Caller } from './call.js';
import { ApiError } from './error.js';
import { query } from './path.js';
import { momentOf, readDone, readList, textOf } from './read.js';

/** A bot (the API says chatbot). */
export type Bot = {
  readonly id: string;
  readonly name: string;
  /** Open text: `training`, `trained` or `ready`, `failed`, and what else there may be. */
  readonly status: string | undefined;
  /** Milliseconds since 1970. */
  readonly trainedAtMs: number | undefined;
  readonly raw: JsonObject;
};

/** What a bot was made from: the id, and all that was answered. */
export type MadeBot = { readonly id: string; readonly raw: JsonObject };

export type Bots = {
  /** All bots of the account: the call knows no pages and no filter. */
  readonly list: (signal?: AbortSignal) => Promise<readonly Bot[]>;
  /** Not repeatable: a second call makes a second bot. */
  readonly create: (name: string, sourceText: string | undefined, signal?: AbortSignal) => Promise<MadeBot>;
  /** Replaces the whole text and the name, and trains anew; training goes on after the answer (facts.md, 1.2). */
  readonly retrain: (
    bot: string,
    name: string,
    sourceText: string | undefined,
    signal?: AbortSignal,
  ) => Promise<MadeBot>;
  /** Changes the settings that are given. Resolves with what the server said. */
  readonly configure: (bot: string, settings: BotSettings, signal?: AbortSignal) => Promise<JsonObject>;
  /** Deletes a bot and everything it holds, for good. */
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
    // The same settings twice leave the same bot.
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
  throw new ApiError('unreadable', 'the answer has no "chatbotId"');
}

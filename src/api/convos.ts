import { isObject, type JsonObject } from '../base/json.js';
import type { Caller } from './call.js';
import { fetchList, type ListRequest } from './listing.js';
import { momentOf, textOf } from './read.js';

/** A conversation as the dashboard stores it. Everything but its messages may be absent. */
export type Convo = {
  readonly id: string | undefined;
  /** Milliseconds since 1970. */
  readonly createdAtMs: number | undefined;
  /** `last_message_at` was observed; `updated_at` is documented. */
  readonly changedAtMs: number | undefined;
  /** Free text such as `WhatsApp` or `Widget or Iframe`. */
  readonly source: string | undefined;
  readonly customer: string | undefined;
  readonly messages: readonly ConvoMessage[];
  readonly raw: JsonObject;
};

export type ConvoMessage = {
  readonly role: string;
  /** Text; anything else as JSON (forms and actions were observed). Empty where nothing was sent. */
  readonly text: string;
};

export type Convos = {
  readonly page: (request: ListRequest, signal?: AbortSignal) => Promise<readonly Convo[]>;
};

/** The documented names. The server compares them case-sensitively; cbase does not. */
export const knownSources = [
  ...['API', 'Chatbase site', 'Instagram', 'Messenger', 'Slack', 'Unspecified', 'WhatsApp'],
  ...['Widget or Iframe', 'Playground', 'Action preview'],
];

/** A source as the server spells it; an unknown name unchanged. */
export function sourceNamed(name: string): string {
  return knownSources.find((known) => known.toLowerCase() === name.toLowerCase()) ?? name;
}

export function convoCalls(caller: Caller): Convos {
  return {
    page: async (request, signal) =>
      (await fetchList(caller, { call: '/get-conversations', key: 'data' }, named(request), signal)).map(
        readConvo,
      ),
  };
}

function named(request: ListRequest): ListRequest {
  return { ...request, sources: request.sources?.map(sourceNamed) };
}

/** Reads a conversation from what the API sends. */
export function readConvo(raw: JsonObject): Convo {
  return {
    id: textOf(raw.id),
    createdAtMs: momentOf(raw.created_at),
    changedAtMs: momentOf(raw.last_message_at) ?? momentOf(raw.updated_at),
    source: textOf(raw.source),
    customer: textOf(raw.customer),
    messages: Array.isArray(raw.messages) ? raw.messages.filter(isObject).map(readMessage) : [],
    raw,
  };
}

function readMessage({ role, content }: JsonObject): ConvoMessage {
  const said = content ?? '';
  return { role: textOf(role) ?? '', text: typeof said === 'string' ? said : JSON.stringify(said) };
}

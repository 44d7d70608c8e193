import { type Convo, readConvo } from '../api/convos.js';
import { isObject, type JsonObject } from '../base/json.js';
import { type Columns, isoTime, otherFields, sentTime } from './columns.js';
import type { Kind } from './kind.js';
import type { Row } from './row.js';

export const convoColumns: Columns<Convo> = {
  id: ({ id }) => id,
  created_at: ({ createdAtMs, raw }) => sentTime(raw.created_at, createdAtMs),
  last_message_at: ({ changedAtMs }) => isoTime(changedAtMs),
  source: ({ source }) => source,
  customer: ({ customer }) => customer,
  country: ({ raw }) => raw.country,
  min_score: ({ raw }) => raw.min_score,
  message_count: ({ messages }) => messages.length,
  form_submission: ({ raw }) => raw.form_submission,
  messages: ({ raw }) => raw.messages,
  other: ({ raw }) => otherFields(raw, known),
};

const known: ReadonlySet<string> = new Set([...Object.keys(convoColumns), 'updated_at']);

export const convos: Kind<Convo> = {
  name: 'convos',
  called: 'conversations',
  columns: convoColumns,
  read: readConvo,
};

/** One message of a conversation, as a separate row. */
export type MessageRow = Row & { readonly convo: Convo; readonly index: number; readonly raw: JsonObject };

export const messageColumns: Columns<MessageRow> = {
  conversation_id: ({ convo }) => convo.id,
  conversation_created_at: ({ convo }) => isoTime(convo.createdAtMs) ?? convo.raw.created_at,
  source: ({ convo }) => convo.source,
  customer: ({ convo }) => convo.customer,
  index: ({ index }) => index,
  id: ({ raw }) => raw.id,
  role: ({ raw }) => raw.role,
  content: ({ raw }) => raw.content,
  type: ({ raw }) => raw.type,
  score: ({ raw }) => raw.score,
  created_at: ({ raw }) => raw.createdAt ?? raw.timestamp,
  other: ({ raw }) => otherFields(raw, knownOfMessages),
};

const knownOfMessages: ReadonlySet<string> = new Set([
  ...['conversation_id', 'index', 'id', 'role', 'content', 'type', 'score', 'createdAt', 'timestamp'],
]);

/** The messages of a conversation. Many have no id: the conversation and the index identify them. */
export function messagesOf(convo: Convo): readonly MessageRow[] {
  const messages = Array.isArray(convo.raw.messages) ? convo.raw.messages : [];
  return messages.map((message, index) => {
    const fields = isObject(message) ? message : { content: message };
    const raw = { conversation_id: convo.id ?? null, index, ...fields };
    return { id: undefined, createdAtMs: convo.createdAtMs, convo, index, raw };
  });
}

/** Whether the visitor filled in a form. */
export function hasForm({ raw }: Convo): boolean {
  return raw.form_submission !== null && raw.form_submission !== undefined;
}

/**
 * Whether the visitor had the last word: after the last message of the visitor, there is no message of the bot with any
 * text. A conversation in which the visitor said nothing is not waiting for a reply.
 */
export function isWithoutReply({ messages }: Convo): boolean {
  const last = messages.findLastIndex(({ role }) => role === 'user');
  if (last === -1) return false;
  return !messages.slice(last + 1).some(({ role, text }) => role === 'assistant' && text.trim() !== '');
}

/**
 * How sure the bot was, from 0 to 1: `min_score`, the lowest score of its answers, or where the server sends none the lowest
 * score of a message; `undefined` without any. Scores were observed as numbers and as texts.
 */
export function scoreOf({ raw }: Convo): number | undefined {
  const messages = Array.isArray(raw.messages) ? raw.messages : [];
  const scores = messages.flatMap((message) => (isObject(message) ? (numberIn(message.score) ?? []) : []));
  return numberIn(raw.min_score) ?? (scores.length === 0 ? undefined : Math.min(...scores));
}

function numberIn(value: unknown): number | undefined {
  const isNumber = typeof value === 'number' || (typeof value === 'string' && /^\d*\.?\d+$/.test(value));
  return isNumber ? Number(value) : undefined;
}

import { type Convo, readConvo } from '../api/convos.js';
import { momentOf } from '../api/read.js';
import { isObject, type JsonObject } from '../base/json.js';
import { type Columns, otherFields, sentText, sentTime } from './columns.js';
import type { Kind } from './kind.js';
import type { Row } from './row.js';

export const convoColumns: Columns<Convo> = {
  id: ({ id, raw }) => sentText(id, raw.id),
  created_at: ({ createdAtMs, raw }) => sentTime(raw.created_at, createdAtMs),
  last_message_at: ({ raw }) => {
    const sent = raw.last_message_at ?? raw.updated_at;
    return sentTime(sent, momentOf(sent));
  },
  source: ({ source, raw }) => sentText(source, raw.source),
  customer: ({ customer, raw }) => sentText(customer, raw.customer),
  country: ({ raw }) => raw.country,
  min_score: ({ raw }) => raw.min_score,
  message_count: ({ messages }) => messages.length,
  form_submission: ({ raw }) => raw.form_submission,
  messages: ({ raw }) => raw.messages,
  other: ({ raw }) => otherFields(raw, raw.last_message_at == null ? knownWithUpdate : known),
};

/** The fields that have a column. The number of messages is counted, whatever the server calls it. */
const known: ReadonlySet<string> = new Set(
  Object.keys(convoColumns).filter((name) => name !== 'message_count' && name !== 'other'),
);
const knownWithUpdate: ReadonlySet<string> = new Set([...known, 'updated_at']);

export const convos: Kind<Convo> = {
  name: 'convos',
  called: 'conversations',
  columns: convoColumns,
  read: readConvo,
};

/** One message of a conversation, as a separate row. */
export type MessageRow = Row & { readonly convo: Convo; readonly index: number; readonly raw: JsonObject };

export const messageColumns: Columns<MessageRow> = {
  conversation_id: ({ convo }) => sentText(convo.id, convo.raw.id),
  conversation_created_at: ({ convo }) => sentTime(convo.raw.created_at, convo.createdAtMs),
  source: ({ convo }) => sentText(convo.source, convo.raw.source),
  customer: ({ convo }) => sentText(convo.customer, convo.raw.customer),
  index: ({ index }) => index,
  id: ({ raw }) => raw.id,
  role: ({ raw }) => raw.role,
  content: ({ raw }) => raw.content,
  type: ({ raw }) => raw.type,
  score: ({ raw }) => raw.score,
  created_at: ({ raw }) => raw.createdAt ?? raw.timestamp,
  other: ({ raw }) => otherFields(raw, raw.createdAt == null ? knownWithTimestamp : knownOfMessages),
};

const knownOfMessages: ReadonlySet<string> = new Set([
  ...['conversation_id', 'index', 'id', 'role', 'content', 'type', 'score', 'createdAt'],
]);
const knownWithTimestamp: ReadonlySet<string> = new Set([...knownOfMessages, 'timestamp']);

/** The messages of a conversation. Many have no id: the conversation and the index identify them. */
export function messagesOf(convo: Convo): readonly MessageRow[] {
  const messages = Array.isArray(convo.raw.messages) ? convo.raw.messages : [];
  return messages.map((message, index) => {
    const sent: JsonObject = isObject(message) ? message : { content: message };
    const { conversation_id: ownId, index: ownIndex, ...fields } = sent;
    const id = convo.id ?? convo.raw.id ?? null;
    const raw = {
      conversation_id: id,
      index,
      ...fields,
      // What identifies the row is not replaced by a field of the message that has the same name.
      ...(ownId !== undefined && ownId !== id && { message_conversation_id: ownId }),
      ...(ownIndex !== undefined && ownIndex !== index && { message_index: ownIndex }),
    };
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

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

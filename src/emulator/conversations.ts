import { type Call, type Fields, isFields, type Result, type World } from './answers.js';
import { botNamed } from './bots.js';
import { pageOf } from './listing.js';
import { checkConversation } from './seed-file.js';

const documentedFields = ['id', 'created_at', 'messages', 'chatbot_id', 'customer', 'source'];

/** Lists conversations, newest first, filtered by day and source, in a plain `{data: []}` (observed and documented). */
export function listConversations(call: Call): Result {
  const sources = (call.query.get('filteredSources') ?? '').split(',').map((source) => source.trim());
  const wanted = sources.filter((source) => source !== '');
  const sql = "AND body ->> 'source' IN (SELECT value FROM json_each(?))";
  const filter = wanted.length === 0 ? undefined : { sql, value: JSON.stringify(wanted) };
  const found = pageOf(call, 'conversations', filter);
  const isRich = call.world.switches.conversations === 'rich';
  return { status: 200, json: { data: isRich ? found : found.map(asDocumented) } };
}

function asDocumented(conversation: unknown): Fields {
  const fields = isFields(conversation) ? conversation : {};
  const known = Object.fromEntries(documentedFields.map((name) => [name, fields[name] ?? null]));
  const messages = Array.isArray(fields.messages) ? fields.messages : [];
  return { ...known, messages: messages.map(({ role, content }: Fields) => ({ role, content })) };
}

/** Stores a conversation; the latest call for an id replaces it (documentation: "Saving Conversations"). */
export function saveConversation(world: World, bot: string, sent: Fields): Fields {
  const { chatbotId: _, daysAgo: __, messages, ...fields } = sent;
  const createdMs = momentOf(world, sent);
  const id = typeof fields.id === 'string' && fields.id !== '' ? fields.id : world.uuid();
  const before = storedConversation(world, bot, id);
  const conversation: Fields = {
    source: 'API',
    customer: null,
    country: null,
    min_score: null,
    form_submission: null,
    ...fields,
    id,
    chatbot_id: bot,
    created_at: before?.created_at ?? new Date(createdMs).toISOString(),
    last_message_at: fields.last_message_at ?? new Date(createdMs).toISOString(),
    messages: storedMessages(id, Array.isArray(messages) ? messages : []),
  };
  world.database
    .prepare(
      'INSERT INTO conversations (bot, id, created_at, body) VALUES (?, ?, ?, ?) ON CONFLICT (bot, id) DO UPDATE SET body = excluded.body',
    )
    .run(bot, id, createdMs, JSON.stringify(conversation));
  return conversation;
}

function storedConversation({ database }: World, bot: string, id: string): Fields | undefined {
  const row = database.prepare('SELECT body FROM conversations WHERE bot = ? AND id = ?').get(bot, id) as
    | { readonly body: string }
    | undefined;
  return row === undefined ? undefined : (JSON.parse(row.body) as Fields);
}

/** Greetings have no id (observed), nor do messages that already have a `type`. */
function storedMessages(conversation: string, messages: readonly unknown[]): readonly unknown[] {
  return messages.map((message, i) => {
    if (!isFields(message) || 'type' in message) return message;
    const isGreeting = i === 0 && message.role === 'assistant';
    return { ...(!isGreeting && { id: `${conversation}-${i}` }), ...message, type: 'text' };
  });
}

/** The fields of something that a visitor left, as sent to the control API. Throws an Error if it is not an object. */
export function visitOf(sent: unknown): Fields {
  if (isFields(sent)) return sent;
  throw new Error('Send an object, or a list of objects');
}

/** The bot that a visitor talked to. Throws an Error that names the field if it is missing. */
export function botIn({ chatbotId, chatbot_id }: Fields): unknown {
  const id = chatbotId ?? chatbot_id;
  if (typeof id === 'string' && id !== '') return id;
  throw new Error('chatbotId must be the id of a bot');
}

/** Adds a conversation through the control API. */
export function addConversation(world: World, sent: unknown): Fields {
  const fields = visitOf(sent);
  checkConversation(fields);
  const { id } = botNamed(world.database, botIn(fields));
  return saveConversation(world, id, fields);
}

/** When something was created: its `created_at`, `daysAgo` days ago, or now; in milliseconds. */
export function momentOf({ now }: World, { created_at: at, daysAgo }: Fields): number {
  if (typeof daysAgo === 'number') return Math.round(now() - daysAgo * 86_400_000);
  const ms = typeof at === 'string' ? Date.parse(at) : Number.NaN;
  return Number.isNaN(ms) ? now() : ms;
}

import MiniSearch from 'minisearch';
import { type Call, type Fields, isFields, Refusal, type Result, type World } from './answers.js';
import { botNamed } from './bots.js';
import { saveConversation } from './conversations.js';
import { answerIn } from './voices.js';

type Message = { readonly role: string; readonly content: string };

/** Shown once the credits are used up (documentation: "Message credits"); the status is the only one that openapi has for it. */
const creditsUsedUp =
  'This chatbot is currently unavailable. If you are the owner please check your account.';

const nothingFound =
  'I could not find anything about that in my source text. Could you rephrase your question?';

/**
 * Answers with the best-matching passage of the source text, in the words of the model. At temperature 0 the same
 * question always gets the same answer.
 */
export function chat({ world, body }: Call): Result {
  const fields = isFields(body) ? body : {};
  // Older clients send chatId.
  const bot = botNamed(world.database, fields.chatbotId ?? fields.chatId);
  const messages = messagesIn(fields);
  checkOptions(fields);
  const text = answerOf(world, bot, { ...sentOptions(fields), question: lastQuestion(messages) });
  if (typeof fields.conversationId === 'string')
    saveConversation(world, bot.id, {
      id: fields.conversationId,
      messages: [...messages, { role: 'assistant', content: text }],
    });
  return fields.stream === true
    ? { status: 200, words: text.match(/\S+\s*/g) ?? [] }
    : { status: 200, json: { text } };
}

type Question = { readonly question: string; readonly model?: unknown; readonly temp?: unknown };

/** What a bot answers, paid for with credits. Without a model or a temperature, those of its settings count. */
export function answerOf(
  world: World,
  { settings, source }: { readonly settings: string; readonly source: string },
  { question, ...sent }: Question,
): string {
  const { model, temp } = { ...(JSON.parse(settings) as Fields), ...sent };
  if (!world.credits.pay(String(model))) throw new Refusal(403, creditsUsedUp);
  return answerIn(String(model), passageFor(question, source), variantAt(temp, world));
}

export function messagesIn({ messages }: Fields): readonly Message[] {
  const good = Array.isArray(messages) && messages.length > 0 && messages.every(isMessage);
  if (!good) throw new Refusal(400, 'Invalid request data');
  return messages as readonly Message[];
}

function isMessage(value: unknown): value is Message {
  return (
    isFields(value) &&
    (value.role === 'user' || value.role === 'assistant') &&
    typeof value.content === 'string'
  );
}

function checkOptions({ temperature, model, stream }: Fields): void {
  const fits =
    (temperature === undefined ||
      (typeof temperature === 'number' && temperature >= 0 && temperature <= 1)) &&
    (model === undefined || (typeof model === 'string' && model !== '')) &&
    (stream === undefined || typeof stream === 'boolean');
  if (!fits) throw new Refusal(400, 'Invalid request data');
}

/** The model and temperature of this call, named as in the settings of a bot. */
function sentOptions({ model, temperature }: Fields): Fields {
  return { ...(model !== undefined && { model }), ...(temperature !== undefined && { temp: temperature }) };
}

function variantAt(temperature: unknown, { nextVariant }: World): number {
  return Number(temperature) > 0 ? nextVariant() : 0;
}

export function lastQuestion(messages: readonly Message[]): string {
  return messages.findLast(({ role }) => role === 'user')?.content ?? '';
}

function passageFor(question: string, source: string): string {
  const passages = source
    .split(/\n\s*\n/)
    .map((text, id) => ({ id, text: text.trim().replace(/\s+/g, ' ') }));
  const index = new MiniSearch<{ id: number; text: string }>({ fields: ['text'], storeFields: ['text'] });
  index.addAll(passages.filter(({ text }) => text !== ''));
  const [best] = index.search(question, { prefix: true, fuzzy: 0.2 });
  return best === undefined ? nothingFound : String(best.text);
}

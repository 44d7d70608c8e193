import { type Fields, isFields, Refusal, type World } from '../answers.js';
import { botNamed } from '../bots.js';
import { answerOf, lastQuestion, messagesIn } from '../chat.js';
import { saveConversation } from '../conversations.js';
import { verifiedUser } from './user.js';

/** `/call get_weather {"location": "Paris"}` has the bot call an action of the page. */
const callWords = /^\s*\/call\s+(\S+)\s*([\s\S]*)$/;

/**
 * One turn of the widget: the bot's answer, or a call of an action that the page has registered. The page sends the result of the
 * action in another turn. Throws a Refusal like the API.
 */
export function widgetTurn(world: World, secret: string, bot: string, sent: unknown): Fields {
  const found = botNamed(world.database, bot);
  const fields = isFields(sent) ? sent : {};
  const messages = messagesIn(fields);
  const question = lastQuestion(messages);
  const [, name, args = ''] = callWords.exec(question) ?? [];
  if (name !== undefined && fields.toolResult === undefined) {
    const tools = Array.isArray(fields.tools) ? fields.tools : [];
    if (tools.includes(name)) return call(world, name, args, verifiedUser(secret, fields.user));
  }
  const text =
    name === undefined
      ? answerOf(world, found, { question })
      : fields.toolResult === undefined
        ? `This page has registered no action "${name}".`
        : told(name, fields.toolResult);
  if (typeof fields.conversationId === 'string')
    saveConversation(world, found.id, {
      id: fields.conversationId,
      source: 'Widget or Iframe',
      messages: [...messages, { role: 'assistant', content: text }],
    });
  return { text };
}

function call(world: World, name: string, args: string, user: Fields | undefined): Fields {
  return {
    toolCall: { name, type: 'custom-action', args: argsIn(args), toolCallId: world.uuid() },
    ...(user !== undefined && { user }),
  };
}

function argsIn(text: string): Fields {
  if (text.trim() === '') return {};
  try {
    const args: unknown = JSON.parse(text);
    if (isFields(args)) return args;
  } catch {
    // Refused below.
  }
  throw new Refusal(400, 'Write the arguments of /call as a JSON object');
}

/** What the bot says about the result of an action (documentation: "Response Format"; its two names for an error both count). */
function told(name: string, result: unknown): string {
  const { status, data, error, message } = isFields(result) ? result : {};
  const text = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));
  if (status === 'success') return `${name}: ${text(data)}`;
  return `${name} failed: ${text(error ?? message ?? 'it returned neither success nor an error')}`;
}

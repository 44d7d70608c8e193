import type { Call, Result } from './answers.js';
import { deleteAsset, uploadAsset } from './assets.js';
import { createAttribute, listAttributes, updateAttribute } from './attributes.js';
import { createBot, deleteBot, listBots, retrainBot, updateSettings } from './bots.js';
import { chat } from './chat.js';
import { createContacts, deleteContact, getContact, listContacts, updateContact } from './contacts.js';
import { listConversations } from './conversations.js';
import { listLeads } from './leads.js';

type Handler = (call: Call) => Result;
type Route = readonly [method: string, path: string, handler: Handler];

const routes: readonly Route[] = [
  ['POST', '/chat', chat],
  ['GET', '/get-chatbots', listBots],
  ['POST', '/create-chatbot', createBot],
  ['POST', '/update-chatbot-data', retrainBot],
  ['POST', '/update-chatbot-settings', updateSettings],
  ['DELETE', '/delete-chatbot', deleteBot],
  ['POST', '/upload-chatbot-icon', (call) => uploadAsset(call, 'icon')],
  ['DELETE', '/delete-chatbot-icon', (call) => deleteAsset(call, 'icon')],
  ['POST', '/upload-chatbot-profile-picture', (call) => uploadAsset(call, 'picture')],
  ['DELETE', '/delete-chatbot-profile-picture', (call) => deleteAsset(call, 'picture')],
  ['GET', '/get-conversations', listConversations],
  ['GET', '/get-leads', listLeads],
  ['POST', '/chatbots/:bot/contacts', createContacts],
  ['GET', '/chatbots/:bot/contacts', listContacts],
  ['GET', '/chatbots/:bot/contacts/:contact', getContact],
  ['PATCH', '/chatbots/:bot/contacts/:contact', updateContact],
  ['DELETE', '/chatbots/:bot/contacts/:contact', deleteContact],
  ['GET', '/chatbots/:bot/custom-attributes', listAttributes],
  ['POST', '/chatbots/:bot/custom-attributes', createAttribute],
  ['PUT', '/chatbots/:bot/custom-attributes/:name', updateAttribute],
];

export type Match = { readonly handler: Handler; readonly params: Readonly<Record<string, string>> };

/** The handler of a path below the base URL; `wrong-method` if only the path is known. */
export function routeTo(method: string, path: string): Match | 'wrong-method' | undefined {
  const segments = path.split('/');
  const known = routes.filter(([, pattern]) => paramsOf(pattern, segments) !== undefined);
  const route = known.find(([wanted]) => wanted === method);
  if (route === undefined) return known.length > 0 ? 'wrong-method' : undefined;
  return { handler: route[2], params: paramsOf(route[1], segments) ?? {} };
}

function paramsOf(
  pattern: string,
  segments: readonly string[],
): Readonly<Record<string, string>> | undefined {
  const wanted = pattern.split('/');
  if (wanted.length !== segments.length) return undefined;
  const params: Record<string, string> = Object.create(null);
  for (const [i, part] of wanted.entries()) {
    const given = segments[i] ?? '';
    if (part.startsWith(':')) {
      const value = decoded(given);
      if (value === undefined || value === '') return undefined;
      params[part.slice(1)] = value;
    } else if (part !== given) return undefined;
  }
  return params;
}

function decoded(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}

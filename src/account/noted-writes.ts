import type { Api } from '../api/api.js';
import type { WriteNotes } from '../config/contact-list.js';

/** The client with a note before and after each request that writes contacts: what it ended with is not always known. */
export function withNotedWrites(api: Api, note: WriteNotes): Api {
  const { contacts, raw } = api;
  const noted = async <T>(bot: string, write: () => Promise<T>): Promise<T> => {
    await note(bot);
    try {
      return await write();
    } finally {
      await note(bot);
    }
  };
  return {
    ...api,
    contacts: {
      ...contacts,
      create: (bot, ...rest) => noted(bot, () => contacts.create(bot, ...rest)),
      update: (bot, ...rest) => noted(bot, () => contacts.update(bot, ...rest)),
      remove: (bot, ...rest) => noted(bot, () => contacts.remove(bot, ...rest)),
    },
    raw: {
      send: (request) => {
        const bot = request.method === 'GET' ? undefined : contactsPath.exec(request.path)?.[1];
        return bot === undefined ? raw.send(request) : noted(decoded(bot), () => raw.send(request));
      },
    },
  };
}

const contactsPath = /^\/chatbots\/([^/?]+)\/contacts/;

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

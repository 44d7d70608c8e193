import type { Contact } from '../api/contacts.js';
import { ApiError } from '../api/error.js';
import { contactPages } from '../api/pages.js';
import { Failure } from '../base/failure.js';
import type { Io } from '../base/io.js';
import type { KnownBot } from '../config/known-bots.js';
import { type ContactIdForm, learnedForm, learnForm } from '../config/learned.js';
import type { Account } from './account.js';

export type FoundContact = {
  readonly contact: Contact;
  /** The id that this server accepts in a path. */
  readonly address: string;
};

/**
 * The contact a user means by `id`: an external id or Chatbase's. The id is tried as it is; after a 404 the list is searched,
 * and the form that the server accepts is remembered. Throws Failure 'not-found', or 'usage' when two contacts match: it
 * never guesses.
 */
export async function contactNamed(
  io: Io,
  account: Account,
  bot: KnownBot,
  id: string,
): Promise<FoundContact> {
  const { origin } = account.settings.baseUrl;
  const signal = io.interrupt.soft;
  const known = await learnedForm(io, origin);
  const direct = isHopeless(id, known) ? undefined : await directly(account, bot, id, signal);
  if (direct !== undefined) return { contact: direct, address: id };
  const contact = await searched(account, bot, id, signal);
  const form: ContactIdForm = contact.externalId === id ? 'internal' : 'external';
  // An address equal to `id` teaches nothing: the direct call may have lagged behind the list, or may be broken.
  const address = (form === 'internal' ? contact.id : contact.externalId) ?? id;
  if (form !== known && address !== id) await learnForm(io, origin, form);
  return { contact, address };
}

/** The same; `undefined` where there is no such contact. */
export function contactIfThere(
  io: Io,
  account: Account,
  bot: KnownBot,
  id: string,
): Promise<Contact | undefined> {
  return contactNamed(io, account, bot, id).then(({ contact }) => contact, orNothing);
}

function orNothing(error: unknown): undefined {
  if (error instanceof Failure && error.kind === 'not-found') return undefined;
  throw error;
}

/** True for an id that cannot be Chatbase's own, on a server that accepts no other. */
function isHopeless(id: string, known: ContactIdForm | undefined): boolean {
  return known === 'internal' && !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id);
}

async function directly(
  { api }: Account,
  bot: KnownBot,
  id: string,
  signal: AbortSignal,
): Promise<Contact | undefined> {
  try {
    const contact = await api.contacts.get(bot.id, id, signal);
    if (contact.id === id || contact.externalId === id) return contact;
    throw new ApiError('unreadable', `the server returned a different contact than "${id}"`);
  } catch (error) {
    if (error instanceof ApiError && error.kind === 'not-found') return undefined;
    throw error;
  }
}

async function searched({ api }: Account, bot: KnownBot, id: string, signal: AbortSignal): Promise<Contact> {
  const found: Contact[] = [];
  for await (const { contacts } of contactPages((page) => api.contacts.page(bot.id, page, 1000, signal)))
    found.push(...contacts.filter((contact) => contact.externalId === id || contact.id === id));
  const [only] = found;
  if (only === undefined) throw notFound(id, bot.name);
  if (found.every((contact) => contact.id === only.id)) return only;
  throw new Failure('usage', `${found.length} contacts of ${bot.name} have the id "${id}"`, {
    advice: `Use Chatbase’s own id of one of them: ${found.map((contact) => contact.id).join(', ')}`,
  });
}

function notFound(id: string, bot: string): Failure {
  return new Failure('not-found', `There is no contact "${id}" in ${bot}`, {
    status: 404,
    advice: 'List the ids with: cbase contacts list',
  });
}

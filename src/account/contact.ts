import type { Api } from '../api/api.js';
import { type Contact, maxPageSize } from '../api/contacts.js';
import { ApiError } from '../api/error.js';
import { contactPages } from '../api/pages.js';
import { isLikeEmail, isLikePhone, isSameEmail, isSamePhone } from '../base/address.js';
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

/** All contacts of a bot, a page at a time. */
export type ContactPages = (account: Account, bot: KnownBot) => AsyncIterable<readonly Contact[]>;

/**
 * The contact a user means by `named`: an external id, Chatbase's id, or an email address or telephone number that is no id.
 * It is tried as an id; after a 404 the list is searched, and the form of the id that the server accepts is remembered. Throws
 * Failure 'not-found', or 'usage' when two contacts match: it never guesses.
 */
export async function contactNamed(
  io: Io,
  account: Account,
  bot: KnownBot,
  named: string,
  pages: ContactPages = ({ api }, { id }) => listed(api, id, io.interrupt.soft),
): Promise<FoundContact> {
  const { origin } = account.settings.baseUrl;
  const signal = io.interrupt.soft;
  const known = await learnedForm(io, origin);
  const direct = isHopeless(named, known) ? undefined : await directly(account, bot, named, signal);
  if (direct !== undefined) return { contact: direct, address: named };
  const contact = await searched(pages(account, bot), bot, named);
  if (!hasId(contact, named)) return accepted(contact, (id) => directly(account, bot, id, signal), known);
  const form: ContactIdForm = contact.externalId === named ? 'internal' : 'external';
  // An address equal to `named` teaches nothing: the direct call may have lagged behind the list, or may be broken.
  const address = (form === 'internal' ? contact.id : contact.externalId) ?? named;
  if (form !== known && address !== named) await learnForm(io, origin, form);
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

async function* listed(api: Api, bot: string, signal: AbortSignal): AsyncGenerator<readonly Contact[]> {
  for await (const { contacts } of contactPages((page) => api.contacts.page(bot, page, maxPageSize, signal)))
    yield contacts;
}

function hasId({ id, externalId }: Contact, named: string): boolean {
  return externalId === named || id === named;
}

/** A contact that was found by its address, as it is now, with the id that the server accepts. */
async function accepted(
  contact: Contact,
  get: (id: string) => Promise<Contact | undefined>,
  known: ContactIdForm | undefined,
): Promise<FoundContact> {
  const ids = known === 'external' ? [contact.externalId, contact.id] : [contact.id, contact.externalId];
  for (const address of ids) {
    const now = address === undefined ? undefined : await get(address);
    if (now !== undefined && address !== undefined) return { contact: now, address };
  }
  return { contact, address: contact.id ?? contact.externalId ?? '' };
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

async function searched(
  pages: AsyncIterable<readonly Contact[]>,
  { name: botName }: KnownBot,
  named: string,
): Promise<Contact> {
  const [byId, byAddress]: [Contact[], Contact[]] = [[], []];
  const hasAddress = addressTest(named);
  for await (const contacts of pages)
    for (const contact of contacts)
      if (hasId(contact, named)) byId.push(contact);
      else if (hasAddress(contact)) byAddress.push(contact);
  const found = byId.length > 0 ? byId : byAddress;
  const [only] = found;
  if (only === undefined) throw notFound(named, botName);
  if (found.every((contact) => contact.id === only.id)) return only;
  const address = isLikeEmail(named) ? 'the email address' : 'the telephone number';
  const what = byId.length > 0 ? 'the id' : address;
  throw new Failure('usage', `${found.length} contacts of ${botName} have ${what} "${named}"`, {
    advice: `Use Chatbase’s own id of one of them: ${found.map((contact) => contact.id).join(', ')}`,
  });
}

function addressTest(named: string): (contact: Contact) => boolean {
  if (isLikeEmail(named)) return ({ email }) => email !== undefined && isSameEmail(email, named);
  if (isLikePhone(named))
    return ({ phonenumber }) => phonenumber !== undefined && isSamePhone(phonenumber, named);
  return () => false;
}

function notFound(named: string, bot: string): Failure {
  const isAddress = isLikeEmail(named) || isLikePhone(named);
  return new Failure('not-found', `There is no contact "${named}" in ${bot}`, {
    status: 404,
    advice: isAddress
      ? 'Search with: cbase contacts list --name TEXT'
      : 'List the ids with: cbase contacts list',
  });
}

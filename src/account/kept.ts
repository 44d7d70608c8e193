import type { Api } from '../api/api.js';
import type { Attribute } from '../api/attrs.js';
import { type BotSettings, shownSettings } from '../api/bot-settings.js';
import type { Bot } from '../api/bots.js';
import type { Contact } from '../api/contacts.js';
import { ApiError } from '../api/error.js';
import { Failure } from '../base/failure.js';
import type { Io } from '../base/io.js';
import type { JsonObject } from '../base/json.js';
import { notKept } from '../base/stored-value.js';
import type { Account } from './account.js';
import { contactIfThere } from './contact.js';
import type { Deed } from './doubt.js';

/** The pauses before each read-back, in milliseconds: a server may take that long to show what was written. */
const pausesMs = [0, 1000, 2000];

/**
 * Reads until nothing that was written is missing, at most three times. Resolves with what was read last. Throws Failure
 * 'in-doubt' when it cannot be read: the server reported success, and what it stored is unknown.
 */
export async function readBack<T>(
  { sleep, interrupt }: Pick<Io, 'sleep' | 'interrupt'>,
  read: () => Promise<T>,
  isKept: (held: T) => boolean,
  { deed, look }: Deed,
): Promise<T> {
  try {
    let held = await read();
    for (const ms of pausesMs.slice(1)) {
      if (isKept(held)) return held;
      await sleep(ms, interrupt.soft);
      held = await read();
    }
    return held;
  } catch (error) {
    if (!(error instanceof ApiError || isAborted(error))) throw error;
    const words = error instanceof ApiError ? ` (${error.message})` : '';
    throw new Failure(
      'in-doubt',
      `${deed} was accepted, but cbase could not read back what the server kept${words}`,
      {
        advice: `Check what it kept: ${look}`,
      },
    );
  }
}

function isAborted(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

/**
 * Throws Failure 'partial' that names the fields of a write which the server did not keep. `shown` is what it holds instead,
 * for programs.
 */
export function refuseLost(fields: readonly string[], { deed, look }: Deed, shown: object, note = ''): void {
  if (fields.length === 0) return;
  throw new Failure(
    'partial',
    `${deed} was accepted, but the server did not keep: ${fields.join(', ')}${note}`,
    {
      advice: `Check what it holds: ${look}`,
      details: { notKept: fields },
      document: shown,
    },
  );
}

/** The server accepted a write, and does not show the thing at all: neither that it was kept nor that it was not. */
export function notShown(what: string, { deed, look }: Deed): Failure {
  return new Failure('in-doubt', `${deed} was accepted, but the server does not show the ${what}`, {
    advice: `Check again in a moment: ${look}`,
  });
}

type BotContext = { readonly api: Api; readonly bot: Bot; readonly signal: AbortSignal };

/** A contact that was written: the id that addresses it, what was sent under the API's own names, and what the server returned. */
export type WrittenContact = {
  readonly id: string;
  readonly sent: JsonObject;
  readonly echoed: Contact | undefined;
};

/**
 * The contact as the server holds it after a write. A response that shows everything that was sent is trusted; otherwise the
 * contact is read back. Throws Failure 'partial' for what was not kept, 'in-doubt' when the server does not show the contact at all.
 */
export async function keptContact(
  io: Io,
  context: BotContext & { readonly account: Account },
  { id, sent, echoed }: WrittenContact,
  deed: Deed,
): Promise<Contact> {
  const lost = (contact: Contact | undefined) => notKept(sent, contact?.raw);
  const isKept = (contact: Contact | undefined) => contact !== undefined && lost(contact).length === 0;
  if (echoed !== undefined && isKept(echoed)) return echoed;
  const find = () => contactIfThere(io, context.account, context.bot, id);
  const held = await readBack(io, find, isKept, deed);
  if (held === undefined) throw notShown('contact', deed);
  const fields = lost(held);
  const isRenamed = fields.includes('external_id');
  const note = isRenamed ? '. The API documentation does not say that an external_id can be changed' : '';
  refuseLost(fields, deed, held.raw, note);
  return held;
}

/** Reads a bot back after its settings were changed. Throws Failure 'partial' for those that were not kept. */
export async function keptSettings(
  io: Io,
  { api, bot, signal }: BotContext,
  settings: BotSettings,
  deed: Deed,
): Promise<void> {
  const sent = shownSettings(settings);
  const find = async () => (await api.bots.list(signal)).find(({ id }) => id === bot.id);
  const lost = (held: Bot | undefined) => notKept(sent, held?.raw);
  const held = await readBack(io, find, (one) => lost(one).length === 0, deed);
  if (held === undefined) throw notShown('bot', deed);
  refuseLost(lost(held), deed, held.raw);
}

/** An attribute that was written: what was sent of it in the API's own names, and what the server answered. */
export type WrittenAttribute = {
  readonly name: string;
  readonly sent: JsonObject;
  readonly echoed: Attribute;
};

/** The attribute as the server holds it after a write: as it answered, or else as its list shows it. Throws as `keptContact` does. */
export async function keptAttribute(
  io: Io,
  { api, bot, signal }: BotContext,
  { name, sent, echoed }: WrittenAttribute,
  deed: Deed,
): Promise<Attribute> {
  const lost = (one: Attribute | undefined) => notKept(sent, one?.raw);
  const isKept = (one: Attribute | undefined) => lost(one).length === 0;
  if (isKept(echoed)) return echoed;
  const find = async () => (await api.attrs.list(bot.id, signal)).find((one) => one.name === name);
  const held = await readBack(io, find, isKept, deed);
  if (held === undefined) throw notShown('attribute', deed);
  refuseLost(lost(held), deed, held.raw);
  return held;
}

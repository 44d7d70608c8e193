import type { ContactDraft } from '../../api/contacts.js';
import { argumentObject } from '../../base/files/read.js';
import type { Io } from '../../base/io.js';
import type { BotContext } from '../../cli/with-account.js';
import { contactDraft, needsSchema } from '../../contacts/checking/contact-draft.js';
import type { DraftFlags } from './contact-flags.js';

/** What the flags describe, checked against the schema of the bot. */
export async function draftOf(
  io: Io,
  flags: DraftFlags,
  { api, bot, signal }: BotContext,
): Promise<ContactDraft> {
  const data = flags.data === undefined ? {} : await argumentObject(io, flags.data, '--data');
  const attributes = needsSchema(flags, data) ? await api.attrs.list(bot.id, signal) : [];
  return contactDraft(flags, data, new Map(attributes.map((attribute) => [attribute.name, attribute])));
}

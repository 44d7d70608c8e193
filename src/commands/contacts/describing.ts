import type { Command } from 'commander';
import type { ContactDraft } from '../../api/contacts.js';
import type { Io } from '../../base/io.js';
import type { Work } from '../../cli/with-account.js';
import type { ContactFlags } from '../../contacts/draft.js';
import { type Common, collect } from '../options.js';

export type DraftFlags = Common & ContactFlags & { readonly data?: string };

/** The flags that say what a contact is. */
export function addContactFlags(command: Command): Command {
  return command
    .option('--external-id <id>', 'your id of the contact')
    .option('--name <name>', 'the name')
    .option('--email <address>', 'the e-mail address')
    .option('--phone <number>', 'the phone number')
    .option('--stripe <label=cus_…>', 'a Stripe account, or label=e-mail; repeat for more', collect)
    .option('--set <attribute=value>', 'a custom attribute, checked by its type; repeat for more', collect)
    .option('--data <json>', 'the contact in the API’s own names: JSON, or @FILE; flags outrank it');
}

/** What the flags describe, checked against the schema of the bot. */
export async function draftOf(io: Io, flags: DraftFlags, { api, bot, signal }: Work): Promise<ContactDraft> {
  const { contactDraft, needsSchema } = await import('../../contacts/draft.js');
  const { argumentObject } = await import('../../base/files/read.js');
  const data = flags.data === undefined ? {} : await argumentObject(flags.data, io, '--data');
  const attributes = needsSchema(flags, data) ? await api.attrs.list(bot.id, signal) : [];
  return contactDraft(flags, data, new Map(attributes.map((attribute) => [attribute.name, attribute])));
}

import { orDoubt } from '../../account/doubt.js';
import { keptContact } from '../../account/kept.js';
import { type Contact, type ContactDraft, encodeContact } from '../../api/contacts.js';
import { quoted } from '../../base/escape/shell.js';
import { plainLine } from '../../base/escape/terminal.js';
import { Failure } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import { type BotContext, withBot } from '../../cli/with-account.js';
import { wasThere } from '../../contacts/sending/sender.js';
import { checkFields, printFields, printOne } from '../../terminal/output.js';
import { writeErr } from '../../terminal/streams.js';
import { draftOf } from '../shared/contact-draft.js';
import type { DraftFlags } from '../shared/contact-flags.js';
import { contactView } from './contact.view.js';

export type Options = DraftFlags;

export async function createContact(io: Io, options: Options, word?: string): Promise<undefined> {
  if (options.fields === true) return printFields(io, options, contactView);
  checkFields(options, contactView);
  if (word !== undefined && options.externalId !== undefined && word !== options.externalId)
    throw new Failure('usage', `Two ids were given, "${word}" and "${options.externalId}"`, {
      advice: 'Use one of them',
    });
  const flags = word === undefined ? options : { ...options, externalId: word };
  const made = await withBot(io, options, async (context) =>
    created(io, await draftOf(io, flags, context), context),
  );
  await printOne(io, options, contactView, made);
}

async function created(io: Io, draft: ContactDraft, context: BotContext): Promise<Contact> {
  const { api, bot, signal } = context;
  const { externalId } = draft;
  if (externalId === undefined)
    throw new Failure('usage', 'The contact has no id of your own (external_id)', {
      advice: 'Name one, which the API requires: cbase contacts create ID',
    });
  const encoded = encodeContact(draft);
  const deed = {
    deed: `The creation of contact ${externalId}`,
    look: `cbase contacts get ${quoted(externalId)}`,
  };
  const create = () => api.contacts.create(bot.id, [Buffer.from(encoded)], signal);
  const list = await orDoubt(create, deed);
  const echoed = list?.find((one) => one.externalId === externalId);
  if (wasThere(echoed, api.serverMs()))
    writeErr(io, plainLine(`${externalId} already existed; the server overwrote it`));
  return keptContact(io, context, { id: externalId, sent: JSON.parse(encoded), echoed }, deed);
}

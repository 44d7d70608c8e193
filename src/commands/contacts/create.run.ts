import { contactIfThere } from '../../account/contact.js';
import { orDoubt } from '../../account/doubt.js';
import { keptContact } from '../../account/kept.js';
import { type Contact, type ContactDraft, encodeContact } from '../../api/contacts.js';
import { plainLine } from '../../base/escape/terminal.js';
import { Failure } from '../../base/failure.js';
import { fieldChanges } from '../../base/field-changes.js';
import type { Io } from '../../base/io.js';
import { commandFor } from '../../cli/look.js';
import { type BotContext, withBot } from '../../cli/with-account.js';
import { wasThere } from '../../contacts/sending/sender.js';
import { checkFields, printFields, printOne } from '../../terminal/output.js';
import { writeErr } from '../../terminal/streams.js';
import { withTakenNamed } from '../shared/contact-conflict.js';
import { draftOf } from '../shared/contact-draft.js';
import type { DraftFlags } from '../shared/contact-flags.js';
import { checkDryRun, printWould, type Would } from '../shared/dry-run.js';
import type { DryRunFlag } from '../shared/dry-run-flag.js';
import { contactView } from './contact.view.js';

export type Options = DraftFlags & DryRunFlag;

export async function createContact(io: Io, options: Options, word?: string): Promise<undefined> {
  if (options.fields === true) return printFields(io, options, contactView);
  checkDryRun(options);
  checkFields(options, contactView);
  if (word !== undefined && options.externalId !== undefined && word !== options.externalId)
    throw new Failure('usage', `Two ids were given, "${word}" and "${options.externalId}"`, {
      advice: 'Use one of them',
    });
  const flags = word === undefined ? options : { ...options, externalId: word };
  const prepared = async (context: BotContext) => encodedDraft(await draftOf(io, flags, context));
  if (options.dryRun)
    return printWould(
      io,
      options,
      await withBot(io, options, async (context) => creation(io, await prepared(context), context)),
    );
  const made = await withBot(io, options, async (context) =>
    created(io, options, await prepared(context), context),
  );
  await printOne(io, options, contactView, made);
}

type Encoded = { readonly externalId: string; readonly encoded: string };

/** The contact as it is sent. Throws Failure 'usage' without an external id. */
function encodedDraft(draft: ContactDraft): Encoded {
  const { externalId } = draft;
  if (externalId !== undefined) return { externalId, encoded: encodeContact(draft) };
  throw new Failure('usage', 'The contact has no id of your own (external_id)', {
    advice: 'Name one, which the API requires: cbase contacts create ID',
  });
}

/** What would be created. A contact of that id would be overwritten, so it is looked up. */
async function creation(io: Io, { externalId, encoded }: Encoded, context: BotContext): Promise<Would> {
  const { account, bot } = context;
  const found = await contactIfThere(io, account, bot, externalId);
  // An id that looks like an address also finds the contact that has it.
  const held = found?.externalId === externalId ? found : undefined;
  const verb = held === undefined ? 'create' : 'overwrite';
  return {
    would: `${verb} the contact ${externalId} of ${bot.name}`,
    id: externalId,
    fields: fieldChanges(held?.raw ?? {}, JSON.parse(encoded)),
  };
}

async function created(
  io: Io,
  options: Options,
  { externalId, encoded }: Encoded,
  context: BotContext,
): Promise<Contact> {
  const { api, bot, signal } = context;
  const deed = {
    deed: `The creation of contact ${externalId}`,
    look: commandFor(options, 'contacts get', externalId),
  };
  const create = () => api.contacts.create(bot.id, [Buffer.from(encoded)], signal);
  const sent = JSON.parse(encoded);
  const list = await orDoubt(create, deed).catch((error: unknown) => {
    throw withTakenNamed(error, options, sent);
  });
  const echoed = list?.find((one) => one.externalId === externalId);
  if (wasThere(echoed, api.serverMs()))
    writeErr(io, plainLine(`${externalId} already existed; the server overwrote it`));
  return keptContact(io, context, { id: externalId, sent, echoed }, deed);
}

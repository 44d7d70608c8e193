import { contactIfThere, contactNamed } from '../../account/contact.js';
import { unlessStopped } from '../../account/doubt.js';
import { keptContact } from '../../account/kept.js';
import { type Contact, encodeContact } from '../../api/contacts.js';
import { ApiError } from '../../api/error.js';
import { Failure } from '../../base/failure.js';
import { fieldChanges } from '../../base/field-changes.js';
import type { Io } from '../../base/io.js';
import type { JsonObject } from '../../base/json.js';
import { notKept } from '../../base/stored-value.js';
import { commandFor } from '../../cli/look.js';
import { type BotContext, withBot } from '../../cli/with-account.js';
import { withHeldStripe } from '../../contacts/checking/contact-draft.js';
import { checkFields, printFields, printOne } from '../../terminal/output.js';
import { withTakenNamed } from '../shared/contact-conflict.js';
import { draftOf } from '../shared/contact-draft.js';
import type { DraftFlags } from '../shared/contact-flags.js';
import { allContacts } from '../shared/contact-pages.js';
import { checkDryRun, printWould } from '../shared/dry-run.js';
import type { DryRunFlag } from '../shared/dry-run-flag.js';
import { contactView } from './contact.view.js';

export type Options = DraftFlags & DryRunFlag;

export async function updateContact(io: Io, options: Options, id = ''): Promise<undefined> {
  if (options.fields === true) return printFields(io, options, contactView);
  checkDryRun(options);
  checkFields(options, contactView);
  if (options.dryRun) return sayUpdate(io, options, id);
  const changed = await withBot(io, options, async (context) => {
    const { api, bot, signal } = context;
    const { address, encoded } = await preparedUpdate(io, options, id, context);
    const deed = { deed: `The update of contact ${id}`, look: commandFor(options, 'contacts get', id) };
    const update = () => api.contacts.update(bot.id, address, Buffer.from(encoded), signal);
    const sent = JSON.parse(encoded);
    const echoed = await unlessStopped(update, deed).catch(async (error: unknown) => {
      const renamed = await renamedContact(io, context, { address, sent }, error);
      if (renamed === undefined) throw withTakenNamed(error, options, sent);
      return renamed;
    });
    return keptContact(io, context, { id: address, sent, echoed }, deed);
  });
  await printOne(io, options, contactView, changed);
}

/**
 * The contact under its new external id, if `error` says that there is none under the old one and it holds all that was sent: the
 * update was sent again after its response was lost, and had been carried out the first time.
 */
async function renamedContact(
  io: Io,
  { account, bot }: BotContext,
  { address, sent }: { readonly address: string; readonly sent: JsonObject },
  error: unknown,
): Promise<Contact | undefined> {
  const { external_id: externalId } = sent;
  if (!(error instanceof ApiError) || error.kind !== 'not-found') return undefined;
  if (typeof externalId !== 'string' || externalId === address) return undefined;
  const found = await contactIfThere(io, account, bot, externalId);
  return found !== undefined && notKept(sent, found.raw).length === 0 ? found : undefined;
}

/** The update as it is sent, and the contact as it is now. */
async function preparedUpdate(io: Io, options: Options, id: string, context: BotContext) {
  const draft = await draftOf(io, options, context);
  if (encodeContact(draft) === '{}') throw nothingNamed();
  const { address, contact } = await contactNamed(io, context.account, context.bot, id, () =>
    allContacts(io, options, context),
  );
  const whole = options.stripe === undefined ? draft : withHeldStripe(draft, contact);
  return { address, contact, encoded: encodeContact(whole) };
}

async function sayUpdate(io: Io, options: Options, id: string): Promise<undefined> {
  const would = await withBot(io, options, async (context) => {
    const { contact, encoded } = await preparedUpdate(io, options, id, context);
    const fields = fieldChanges(contact.raw, JSON.parse(encoded));
    return { would: `update the contact ${id} of ${context.bot.name}`, id, fields };
  });
  return printWould(io, options, would);
}

function nothingNamed(): Failure {
  return new Failure('usage', 'No change was specified', {
    advice: 'Add a flag such as --name, --set ATTRIBUTE=VALUE or --unset ATTRIBUTE',
  });
}

import { contactNamed } from '../../account/contact.js';
import { unlessStopped } from '../../account/doubt.js';
import { keptContact } from '../../account/kept.js';
import { encodeContact } from '../../api/contacts.js';
import { quoted } from '../../base/escape/shell.js';
import { Failure } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import { withBot } from '../../cli/with-account.js';
import { withHeldStripe } from '../../contacts/checking/contact-draft.js';
import { checkFields, printFields, printOne } from '../../terminal/output.js';
import { draftOf } from '../shared/contact-draft.js';
import type { DraftFlags } from '../shared/contact-flags.js';
import { allContacts } from '../shared/contact-pages.js';
import { contactView } from './contact.view.js';

export type Options = DraftFlags;

export async function updateContact(io: Io, options: Options, id = ''): Promise<undefined> {
  if (options.fields === true) return printFields(io, options, contactView);
  checkFields(options, contactView);
  const changed = await withBot(io, options, async (context) => {
    const { api, bot, account, signal } = context;
    const draft = await draftOf(io, options, context);
    if (encodeContact(draft) === '{}') throw nothingNamed();
    const { address, contact } = await contactNamed(io, account, bot, id, () =>
      allContacts(io, options, context),
    );
    const whole = options.stripe === undefined ? draft : withHeldStripe(draft, contact);
    const encoded = encodeContact(whole);
    const deed = { deed: `The update of contact ${id}`, look: `cbase contacts get ${quoted(id)}` };
    const update = () => api.contacts.update(bot.id, address, Buffer.from(encoded), signal);
    const echoed = await unlessStopped(update, deed);
    return keptContact(io, context, { id: address, sent: JSON.parse(encoded), echoed }, deed);
  });
  await printOne(io, options, contactView, changed);
}

function nothingNamed(): Failure {
  return new Failure('usage', 'No change was specified', {
    advice: 'Add a flag such as --name, --set ATTRIBUTE=VALUE or --unset ATTRIBUTE',
  });
}

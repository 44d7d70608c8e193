import type { Command } from 'commander';
import { Failure } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import { usingBot } from '../../cli/with-account.js';
import { acting, type Cli, collect } from '../options.js';
import { addContactFlags, type DraftFlags, draftOf } from './describing.js';
import { contactView } from './view.js';

export type Options = DraftFlags;

export function contactsUpdate(contacts: Command, cli: Cli, run = updateContact): void {
  addContactFlags(contacts.command('update'))
    .description('Change one contact; what is not named stays as it is')
    .argument('<id>', 'your id of the contact (external_id), or Chatbase’s own')
    .option('--unset <name>', 'clear an attribute, or name, email, phone, stripe; repeat for more', collect)
    .addHelpText(
      'after',
      '\nExamples:\n  $ cbase contacts update harbor-1 --set plan=pro --unset company --local --bot "Harbor Coffee"',
    )
    .action(acting<Options>(cli, run));
}

async function updateContact(io: Io, options: Options, id = ''): Promise<undefined> {
  const { unlessStopped } = await import('../../account/doubt.js');
  const { keptContact } = await import('../../account/kept.js');
  const { withHeldStripe } = await import('../../contacts/draft.js');
  const { quoted } = await import('../../base/escape/shell.js');
  const { contactNamed } = await import('../../account/contact.js');
  const { encodeContact } = await import('../../api/contacts.js');
  const { checkFields, printFields, printOne } = await import('../../terminal/output.js');
  if (options.fields === true) return printFields(io, options, contactView);
  checkFields(options, contactView);
  const changed = await usingBot(io, options, async (work) => {
    const { api, bot, account, signal } = work;
    const draft = await draftOf(io, options, work);
    if (encodeContact(draft) === '{}') throw nothingNamed();
    const { address, contact } = await contactNamed(account, bot, id, io);
    const whole = options.stripe === undefined ? draft : withHeldStripe(draft, contact);
    const encoded = encodeContact(whole);
    const deed = { deed: `The change of the contact ${id}`, look: `cbase contacts get ${quoted(id)}` };
    const update = () => api.contacts.update(bot.id, address, Buffer.from(encoded), signal);
    const echoed = await unlessStopped(update, deed.deed, deed.look);
    return keptContact(work, { id: address, sent: JSON.parse(encoded), echoed }, deed, io);
  });
  await printOne(io, options, contactView, changed);
}

function nothingNamed(): Failure {
  return new Failure('usage', 'Nothing was named that shall change', {
    advice: 'Add a flag such as --name, --set ATTRIBUTE=VALUE or --unset ATTRIBUTE',
  });
}

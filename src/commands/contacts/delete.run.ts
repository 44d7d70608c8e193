import { contactNamed } from '../../account/contact.js';
import { orDoubt } from '../../account/doubt.js';
import type { Contact } from '../../api/contacts.js';
import { type Ending, Failure } from '../../base/failure.js';
import { fieldsLost } from '../../base/field-changes.js';
import type { Io } from '../../base/io.js';
import type { Common } from '../../cli/common-options.js';
import { commandFor } from '../../cli/look.js';
import { type BotContext, withBot } from '../../cli/with-account.js';
import { printDone } from '../../terminal/done.js';
import { type Confirmation, makeSure } from '../../terminal/make-sure.js';
import { allContacts } from '../shared/contact-pages.js';
import { checkConfirm, checkDryRun, printWould, type Would } from '../shared/dry-run.js';
import type { DryRunFlag } from '../shared/dry-run-flag.js';
import { deleteFrom } from './delete-from.run.js';

export type Options = Common &
  Confirmation &
  DryRunFlag & { readonly from?: string; readonly column?: string };

export async function deleteContact(io: Io, options: Options, id?: string): Promise<Ending | undefined> {
  const { from } = options;
  refuseUnused(options, id);
  if (from !== undefined) return deleteFrom(io, { ...options, from });
  if (id === undefined)
    throw new Failure('usage', 'No contact was named', {
      advice: 'Name one by its id, or several in a file: cbase contacts delete --from FILE',
    });
  checkDryRun(options);
  if (options.dryRun)
    return printWould(
      io,
      options,
      await withBot(io, options, (context) => deletion(io, options, context, id)),
    );
  await printDone(io, options, await withBot(io, options, (context) => deleted(io, options, context, id)));
}

/** Flags that would have no effect. */
function refuseUnused({ from, column }: Options, id: string | undefined): void {
  if (from !== undefined && id !== undefined)
    throw new Failure('usage', `Both a contact (${id}) and a file (${from}) were named`, {
      advice: 'Name one of them',
    });
  if (from === undefined && column !== undefined)
    throw new Failure('usage', '--column has no effect without --from', { advice: 'Leave it out' });
}

async function deletion(io: Io, options: Options, context: BotContext, id: string): Promise<Would> {
  checkConfirm(options, id);
  const { bot, account } = context;
  const { contact } = await contactNamed(io, account, bot, id, () => allContacts(io, options, context));
  return { would: `delete contact ${whoIs(contact)} from ${bot.name}`, id, fields: fieldsLost(contact.raw) };
}

function whoIs({ name, externalId, email }: Contact): string {
  return [name, externalId, email].filter((part) => part !== undefined).join(', ');
}

async function deleted(io: Io, options: Options, context: BotContext, id: string) {
  const { api, bot, account, signal } = context;
  const { contact, address } = await contactNamed(io, account, bot, id, () =>
    allContacts(io, options, context),
  );
  const who = whoIs(contact);
  await makeSure(io, options, { id, question: `Delete contact ${who} from ${bot.name}?` });
  const raw = await orDoubt(() => api.contacts.remove(bot.id, address, signal), {
    deed: `The deletion of contact ${id}`,
    look: commandFor(options, 'contacts get', id),
  });
  return { id, words: `Deleted contact ${who}`, raw };
}

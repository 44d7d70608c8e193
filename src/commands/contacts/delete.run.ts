import { contactNamed } from '../../account/contact.js';
import { orDoubt } from '../../account/doubt.js';
import { quoted } from '../../base/escape/shell.js';
import type { Io } from '../../base/io.js';
import type { Common } from '../../cli/common-options.js';
import { type BotContext, withBot } from '../../cli/with-account.js';
import { printDone } from '../../terminal/done.js';
import { type Confirmation, makeSure } from '../../terminal/make-sure.js';
import { allContacts } from '../shared/contact-pages.js';

export type Options = Common & Confirmation;

export async function deleteContact(io: Io, options: Options, id = ''): Promise<undefined> {
  await printDone(io, options, await withBot(io, options, (context) => deleted(io, options, context, id)));
}

async function deleted(io: Io, options: Options, context: BotContext, id: string) {
  const { api, bot, account, signal } = context;
  const { contact, address } = await contactNamed(io, account, bot, id, () =>
    allContacts(io, options, context),
  );
  const who = [contact.name, contact.externalId, contact.email]
    .filter((part) => part !== undefined)
    .join(', ');
  await makeSure(io, options, { id, question: `Delete contact ${who} from ${bot.name}?` });
  const raw = await orDoubt(() => api.contacts.remove(bot.id, address, signal), {
    deed: `The deletion of contact ${id}`,
    look: `cbase contacts get ${quoted(id)}`,
  });
  return { id, words: `Deleted contact ${who}`, raw };
}

import { contactNamed } from '../../account/contact.js';
import type { Io } from '../../base/io.js';
import type { Common } from '../../cli/common-options.js';
import { readFromBot } from '../../cli/with-account.js';
import { printFields, printOne } from '../../terminal/output.js';
import { allContacts, type CachedFlag } from '../shared/contact-pages.js';
import { contactView } from './contact.view.js';

export type Options = Common & CachedFlag;

export async function getContact(io: Io, options: Options, id = ''): Promise<undefined> {
  if (options.fields === true) return printFields(io, options, contactView);
  const { contact } = await readFromBot(io, options, (context) =>
    contactNamed(io, context.account, context.bot, id, () => allContacts(io, options, context)),
  );
  await printOne(io, options, contactView, contact);
}

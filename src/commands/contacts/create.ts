import type { Command } from 'commander';
import type { Contact, ContactDraft } from '../../api/contacts.js';
import { Failure } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import { usingBot, type Work } from '../../cli/with-account.js';
import { acting, type Cli } from '../options.js';
import { addContactFlags, type DraftFlags, draftOf } from './describing.js';
import { contactView } from './view.js';

export type Options = DraftFlags;

export function contactsCreate(contacts: Command, cli: Cli, run = createContact): void {
  addContactFlags(contacts.command('create'))
    .description('Add one contact')
    .argument('[external-id]', 'your id of the contact; --external-id does as well')
    .addHelpText(
      'after',
      '\nExamples:\n  $ cbase contacts create c-17 --name "Mary Jackson" --email mary@example.org --set plan=pro --set seats=3 --local --bot "Harbor Coffee"' +
        `\n  $ cbase contacts create --data '{"external_id": "c-18", "name": "Ada"}' --stripe main=cus_123 --local --bot "Harbor Coffee"`,
    )
    .action(acting<Options>(cli, run));
}

async function createContact(io: Io, options: Options, word?: string): Promise<undefined> {
  const { checkFields, printFields, printOne } = await import('../../terminal/output.js');
  if (options.fields === true) return printFields(io, options, contactView);
  checkFields(options, contactView);
  if (word !== undefined && options.externalId !== undefined && word !== options.externalId)
    throw new Failure('usage', `Two ids were given, "${word}" and "${options.externalId}"`, {
      advice: 'Use one of them',
    });
  const flags = word === undefined ? options : { ...options, externalId: word };
  const made = await usingBot(io, options, async (work) => created(io, await draftOf(io, flags, work), work));
  await printOne(io, options, contactView, made);
}

async function created(io: Io, draft: ContactDraft, work: Work): Promise<Contact> {
  const { encodeContact } = await import('../../api/contacts.js');
  const { quoted } = await import('../../base/escape/shell.js');
  const { orDoubt } = await import('../../account/doubt.js');
  const { keptContact } = await import('../../account/kept.js');
  const { wasThere } = await import('../../contacts/sending/sender.js');
  const { plainLine } = await import('../../base/escape/terminal.js');
  const { say } = await import('../../terminal/voice.js');
  const { api, bot, signal } = work;
  const { externalId } = draft;
  if (externalId === undefined)
    throw new Failure('usage', 'The contact has no id of yours', {
      advice: 'Name one: cbase contacts create ID; the API requires it',
    });
  const encoded = encodeContact(draft);
  const deed = {
    deed: `The creation of the contact ${externalId}`,
    look: `cbase contacts get ${quoted(externalId)}`,
  };
  const create = () => api.contacts.create(bot.id, [Buffer.from(encoded)], signal);
  const list = await orDoubt(create, deed.deed, deed.look);
  const echoed = list?.find((one) => one.externalId === externalId);
  if (wasThere(echoed, api.serverMs()))
    say(io, plainLine(`${externalId} already existed; the server overwrote it`));
  return keptContact(work, { id: externalId, sent: JSON.parse(encoded), echoed }, deed, io);
}

import { rm } from 'node:fs/promises';
import type { Contact } from '../../api/contacts.js';
import { type Ending, Failure } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import { refuseFormats } from '../../cli/action.js';
import type { Common } from '../../cli/common-options.js';
import { type BotContext, withBot } from '../../cli/with-account.js';
import { contactListFile } from '../../config/contact-list.js';
import { botPage, hasDashboard } from '../../config/dashboard.js';
import { originOf } from '../../config/settings.js';
import { remover } from '../../contacts/runs/remove.js';
import { endingOf, erase, isNothing } from '../../erasure/erase.js';
import { receiptFile } from '../../erasure/keep-receipt.js';
import type { Erasure } from '../../erasure/receipt.js';
import { type Listing, personIn, tracesIn } from '../../erasure/search.js';
import { redactKey } from '../../exports/redact/redact-key.js';
import type { Row } from '../../exports/row.js';
import { rowsOf } from '../../exports/rows.js';
import { type Confirmation, makeSure } from '../../terminal/make-sure.js';
import { startProgress } from '../../terminal/progress.js';
import { allContacts } from '../shared/contact-pages.js';
import { printErasure } from './forget.view.js';

export type Options = Common &
  Confirmation & { readonly dryRun?: boolean; readonly receipt?: string; readonly force?: boolean };

/** Erases a person as far as the API can, and says what is left. */
export async function forgetPerson(io: Io, options: Options, named = ''): Promise<Ending> {
  refuseFormats(options, 'contacts forget');
  if (named.trim() === '')
    throw new Failure('usage', 'Nobody was named', {
      advice: 'Name an email address, a telephone number or an id',
    });
  return withBot(io, options, (context) => forgotten(io, options, context, named), { mustBeNamed: true });
}

async function forgotten(io: Io, options: Options, context: BotContext, named: string): Promise<Ending> {
  const { found, contacts } = await lookedUp(io, options, context, named);
  const key = await redactKey(io);
  if (isNothing(found) || options.dryRun) {
    await printErasure(io, options, found, { receipt: undefined, key });
    return isNothing(found) ? 'not-found' : 'done';
  }
  await confirmed(io, options, context, { named, contacts });
  const { path, keep } = await receiptFile(io, { path: options.receipt, force: options.force === true, key });
  const remove = remover(io, { contacts: context.api.contacts, bot: context.bot.id });
  const erased = await erase(io, found, contacts, { remove, keep });
  const owner = { origin: originOf(context.account.settings), bot: context.bot.id };
  await rm(contactListFile(io, owner), { force: true });
  await printErasure(io, options, erased, { receipt: path, key });
  return endingOf(erased);
}

type Looked = { readonly found: Erasure; readonly contacts: readonly Contact[] };

async function lookedUp(io: Io, options: Options, context: BotContext, named: string): Promise<Looked> {
  const { bot, api, account, signal } = context;
  const { settings } = account;
  const { person, contacts } = await personIn(named, allContacts(io, options, context));
  const search = async (what: 'leads' | 'conversations', list: Listing) => {
    const progress = await startProgress(io, options);
    const onRead = (rows: number) => progress.show(`Looking through the ${what}: ${rows} read`);
    return tracesIn(list, person, onRead).finally(progress.stop);
  };
  const ofBot = (page: number) => ({ bot: bot.id, page, size: pageSize });
  const leads = await search(
    'leads',
    listing((page) => api.leads.page(ofBot(page), signal)),
  );
  const conversations = await search(
    'conversations',
    listing((page) => api.convos.page(ofBot(page), signal)),
  );
  const page = (name: 'leads' | 'convos') => botPage(name, bot.id, settings).url;
  const found: Erasure = {
    ...{ named, person, leads, conversations },
    bot: { id: bot.id, name: bot.name },
    server: settings.local ? 'the embedded emulator' : settings.baseUrl.origin,
    contacts: contacts.map(({ id = '', externalId }) => ({ id, externalId, outcome: 'pending' })),
    pages: hasDashboard(settings) ? { leads: page('leads'), conversations: page('convos') } : undefined,
    atMs: io.now(),
    version: io.version,
  };
  return { found, contacts };
}

const pageSize = 100;

function listing<T extends Row>(fetchPage: (page: number) => Promise<readonly T[]>): Listing {
  return (onOverlap) => rowsOf({ fetchPage, size: pageSize, range: {}, onOverlap });
}

async function confirmed(
  io: Io,
  options: Options,
  { bot }: BotContext,
  { named, contacts }: { readonly named: string; readonly contacts: readonly Contact[] },
): Promise<void> {
  const isOne = contacts.length === 1;
  if (contacts.length === 0) return;
  await makeSure(io, options, {
    id: named,
    idIs: 'person',
    question: `Delete ${isOne ? 'the contact' : `the ${contacts.length} contacts`} of ${named} from ${bot.name}?`,
    statement: `${isOne ? 'A contact' : `${contacts.length} contacts`} of ${bot.name} would be deleted for good`,
  });
}

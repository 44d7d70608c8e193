import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Contact } from '../../api/contacts.js';
import { inertJson } from '../../base/escape/terminal.js';
import { type Ending, Failure, stopped } from '../../base/failure.js';
import { createDirectory } from '../../base/files/create.js';
import { putText } from '../../base/files/replace.js';
import type { Io } from '../../base/io.js';
import { refuseFormats } from '../../cli/action.js';
import type { Common } from '../../cli/common-options.js';
import { type BotContext, withBot } from '../../cli/with-account.js';
import { contactListFile } from '../../config/contact-list.js';
import { botPage, hasDashboard } from '../../config/dashboard.js';
import { stateDirectory } from '../../config/paths.js';
import { originOf } from '../../config/settings.js';
import { remover } from '../../contacts/runs/remove.js';
import { isContactOf, type Person, personNamed, personWith, traceOf } from '../../erasure/person.js';
import { type ContactOutcome, type Erasure, type Left, receiptDocument } from '../../erasure/receipt.js';
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
  if (isNothing(found)) {
    await printErasure(io, options, found, { receipt: undefined, key: await redactKey(io) });
    return 'not-found';
  }
  const key = await redactKey(io);
  if (options.dryRun) {
    await printErasure(io, options, found, { receipt: undefined, key });
    return 'done';
  }
  if (contacts.length > 0)
    await makeSure(io, options, {
      id: named,
      idIs: 'person',
      question: `Delete ${contacts.length === 1 ? 'the contact' : `the ${contacts.length} contacts`} of ${named} from ${context.bot.name}?`,
      statement: `${contacts.length === 1 ? 'A contact' : `${contacts.length} contacts`} of ${context.bot.name} would be deleted for good`,
    });
  const path = await receiptPath(io, options);
  const keep = async (erasure: Erasure, force: boolean) =>
    putText(path, `${inertJson(receiptDocument(erasure, key), 2)}\n`, { mark: io.uuid().slice(0, 8), force });
  // Before the first deletion: what is deleted and then interrupted has a receipt, too.
  await keep(found, options.force === true);
  const erased = await deleted(io, context, { found, contacts, keep: (erasure) => keep(erasure, true) });
  await rm(contactListFile(io, { origin: originOf(context.account.settings), bot: context.bot.id }), {
    force: true,
  });
  await printErasure(io, options, erased, { receipt: path, key });
  return endingOf(erased);
}

type Looked = { readonly found: Erasure; readonly contacts: readonly Contact[] };

async function lookedUp(io: Io, options: Options, context: BotContext, named: string): Promise<Looked> {
  const { bot, api, account, signal } = context;
  const { settings } = account;
  const wanted = personNamed(named);
  const contacts: Contact[] = [];
  for await (const page of allContacts(io, options, context))
    contacts.push(...page.filter((contact) => isContactOf(contact, wanted)));
  const person = personWith(wanted, contacts);
  const look = { io, options, person };
  const leads = await tracesIn('leads', look, (page, size) =>
    api.leads.page({ bot: bot.id, page, size }, signal),
  );
  const conversations = await tracesIn('conversations', look, (page, size) =>
    api.convos.page({ bot: bot.id, page, size }, signal),
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

type Look = { readonly io: Io; readonly options: Options; readonly person: Person };

/** The rows of a list in which the person occurs. Reads the list twice if it moved while it was read. */
async function tracesIn<T extends Row>(
  what: 'leads' | 'conversations',
  { io, options, person }: Look,
  fetchPage: (page: number, size: number) => Promise<readonly T[]>,
): Promise<Erasure['leads']> {
  const progress = await startProgress(io, options);
  const trace = traceOf(person);
  const size = 100;
  const found = new Map<string, Left>();
  const ids = new Set<string>();
  let unnamed = 0;
  const readAll = async () => {
    let moved = 0;
    unnamed = 0;
    const onOverlap = (rows: number) => {
      moved = rows;
    };
    for await (const rows of rowsOf({
      fetchPage: (page) => fetchPage(page, size),
      size,
      range: {},
      onOverlap,
    })) {
      for (const { id, createdAtMs, raw } of rows) {
        if (id === undefined) unnamed++;
        else ids.add(id);
        const foundIn = trace(raw);
        const createdAt = createdAtMs === undefined ? undefined : new Date(createdAtMs).toISOString();
        if (foundIn !== undefined)
          found.set(id ?? `without an id (${unnamed})`, { id: id ?? '', createdAt, foundIn });
      }
      progress.show(`Looking through the ${what}: ${ids.size + unnamed} read`);
    }
    return moved;
  };
  try {
    if ((await readAll()) > 0) await readAll();
  } finally {
    progress.stop();
  }
  return { read: ids.size + unnamed, found: [...found.values()] };
}

function isNothing({ contacts, leads, conversations }: Erasure): boolean {
  return contacts.length + leads.found.length + conversations.found.length === 0;
}

type Deleting = {
  readonly found: Erasure;
  readonly contacts: readonly Contact[];
  readonly keep: (erasure: Erasure) => Promise<void>;
};

/** Deletes the contacts one after the other; the receipt on disk says how far it got. */
async function deleted(
  io: Io,
  { api, bot }: BotContext,
  { found, contacts, keep }: Deleting,
): Promise<Erasure> {
  const remove = remover(io, { contacts: api.contacts, bot: bot.id });
  const outcomes: ContactOutcome[] = contacts.map(() => 'pending');
  const now = () => ({
    ...found,
    contacts: found.contacts.map((one, i) => ({ ...one, outcome: outcomes[i] ?? 'pending' })),
  });
  for (const [i, contact] of contacts.entries()) {
    if (io.interrupt.soft.aborted)
      throw stopped(io.interrupt.signal(), `Stopped after ${i} of ${contacts.length} contacts`, {
        advice: 'Run the same command again to delete the rest',
      });
    outcomes[i] = await remove(contact).catch(async (error) => {
      if (!(error instanceof Failure && error.kind === 'temporary')) throw error;
      return 'in doubt' as const;
    });
    await keep(now());
  }
  return now();
}

async function receiptPath(io: Io, { receipt }: Options): Promise<string> {
  if (receipt !== undefined) return receipt;
  const directory = join(stateDirectory(io.env, io.home), 'receipts');
  await createDirectory(directory, 'state');
  const stamp = new Date(io.now()).toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-');
  return join(directory, `forget-${stamp}-${io.uuid().slice(0, 4)}.json`);
}

function endingOf({ contacts, leads, conversations }: Erasure): Ending {
  if (contacts.some(({ outcome }) => outcome === 'in doubt')) return 'in-doubt';
  return leads.found.length + conversations.found.length > 0 ? 'partial' : 'done';
}

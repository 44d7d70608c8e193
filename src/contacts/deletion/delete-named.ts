import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bot } from '../../api/bots.js';
import { type Contact, maxPageSize } from '../../api/contacts.js';
import { csvText } from '../../base/csv.js';
import { guardedCell } from '../../base/escape/csv-formula.js';
import { Failure } from '../../base/failure.js';
import { createFile } from '../../base/files/create.js';
import type { Io } from '../../base/io.js';
import { ordinalText } from '../journal/ordinals.js';
import type { Progress } from '../run/progress.js';
import { RowSet } from '../run/row-set.js';
import { type Copies, createCopies } from '../runs/copies.js';
import { lockBot, type Place, serverOf } from '../runs/lock.js';
import { removeContacts } from '../runs/remove.js';
import type { ContactApi } from '../sending/api-deps.js';
import { type DeletionInput, interruptedDeletion, openDeletion, receiptFile } from './kept-deletion.js';
import { type NamedKeys, type NamedRow, readKeys } from './keys.js';
import { type Ambiguous, type Matches, matchedContacts } from './matches.js';

export type DeletionOptions = {
  readonly api: ContactApi;
  readonly bot: Bot;
  readonly place: Place;
  /** The directory of all runs, and the one for this deletion if it continues none. */
  readonly runs: string;
  readonly directory: string;
  readonly name: string;
  readonly input: Omit<DeletionInput, 'keys'>;
  /** The keys of the file, as often as asked. */
  readonly rows: () => AsyncIterable<NamedRow>;
  readonly dryRun: boolean;
};

export type DeletionListener = {
  readonly onProgress: (progress: Progress) => void;
  readonly onNotice: (text: string) => void;
  /** Called before anything is deleted; throws to have nothing deleted. */
  readonly confirm: (contacts: number) => Promise<void>;
  /** In a dry run: the contacts that would be deleted. */
  readonly show: (deletion: Deletion, copies: Copies) => Promise<void>;
};

export type NotFound = { readonly line: number; readonly key: string };

export type Deletion = {
  /** The name of the deletion, and its directory; undefined when nothing was deleted. */
  readonly run: string | undefined;
  readonly directory: string | undefined;
  /** How many lines name a contact. */
  readonly named: number;
  readonly deleted: number;
  /** Contacts that an interrupted run of the same command deleted. */
  readonly deletedBefore: number;
  /** Contacts that vanished while the others were deleted. */
  readonly gone: number;
  /** Lines that repeat another line, or name the same contact. */
  readonly repeated: number;
  readonly notFound: number;
  /** The first of these. */
  readonly notFoundLines: readonly NotFound[];
  readonly dryRun: boolean;
  /** The file with a copy of each, and the one with the outcome of each line. */
  readonly kept: string | undefined;
  readonly receipt: string | undefined;
};

const maxShown = 1000;

/**
 * Deletes the contacts that a file names, after writing a copy of each. Repeating the command continues where it was interrupted.
 * Throws Failure 'usage' when a line names several contacts: then none is deleted.
 */
export async function deleteNamed(
  io: Io,
  options: DeletionOptions,
  listener: DeletionListener,
): Promise<Deletion> {
  const { place, name, dryRun } = options;
  const { onNotice } = listener;
  const lease = dryRun ? undefined : await lockBot(io, { place, shard: undefined, run: name, onNotice });
  try {
    const keys = await readKeys(options.rows(), io.random);
    return await deleteKeys(io, options, listener, keys, async () => lease?.check());
  } finally {
    await lease?.release();
  }
}

async function deleteKeys(
  io: Io,
  options: DeletionOptions,
  listener: DeletionListener,
  keys: NamedKeys,
  check: () => Promise<void>,
): Promise<Deletion> {
  const { api, bot, place, runs, directory, dryRun } = options;
  const input = { ...options.input, keys: keys.size };
  const server = serverOf(place);
  const earlier = dryRun ? undefined : await interruptedDeletion({ runs, place, server, input });
  if (earlier !== undefined) listener.onNotice(`Continuing the deletion that was interrupted: ${earlier}`);
  const copies = await createCopies(earlier ?? directory);
  let isBegun = false;
  try {
    const matches = await matchedContacts({
      keys,
      page: (number) => api.contacts.page(bot.id, number, maxPageSize, io.interrupt.soft),
      onFound: (contact, row) => copies.add(contact, row),
      onPage: async (contacts, total) => {
        await copies.flush();
        listener.onProgress({ kind: 'looking', contacts, total });
      },
      random: io.random,
    });
    await copies.close();
    const [ambiguous] = matches.ambiguous;
    if (ambiguous !== undefined) throw await refusedAs(ambiguous, options);
    if (dryRun || (matches.contacts === 0 && earlier === undefined)) {
      const deletion = await summed(options, keys, matches, { dryRun });
      if (dryRun) await listener.show(deletion, copies);
      return deletion;
    }
    if (matches.contacts > 0) await listener.confirm(matches.contacts);
    isBegun = true;
    return await carriedOut(io, options, listener, {
      keys,
      matches,
      copies,
      check,
      input,
      directory: earlier ?? directory,
    });
  } finally {
    await copies.close().catch(() => {});
    const path = copies.path();
    if (!isBegun && path !== undefined) await rm(path, { force: true });
  }
}

type CarryingOut = {
  readonly keys: NamedKeys;
  readonly matches: Matches;
  readonly copies: Copies;
  readonly input: DeletionInput;
  readonly directory: string;
  readonly check: () => Promise<void>;
};

async function carriedOut(
  io: Io,
  options: DeletionOptions,
  listener: DeletionListener,
  { keys, matches, copies, input, directory, check }: CarryingOut,
): Promise<Deletion> {
  const { api, bot, place } = options;
  const asked = { place, server: serverOf(place), input, deps: io };
  const { journal, done, begun, name } = await openDeletion(directory, asked);
  const gone = new RowSet();
  let deletedBefore = 0;
  for (let row = 0; row < keys.size; row++) {
    // A contact that was about to be deleted, and is gone.
    if (begun.has(row) && !matches.found.has(row)) done.add(row);
    if (done.has(row)) deletedBefore++;
  }
  try {
    const removed = await removeContacts(io, {
      ...{ contacts: api.contacts, bot: bot.id, copies, check },
      onRemoving: (_, contact) =>
        journal.append({ kind: 'undone', rows: rowText(keys, contact), as: 'sending' }),
      onRemoved: async (_, as, contact) => {
        if (as === 'gone') for (const row of keys.rowsOf(contact)) gone.add(row);
        else await journal.append({ kind: 'undone', rows: rowText(keys, contact) });
      },
      onProgress: (count, total) => listener.onProgress({ kind: 'deleting', done: count, total }),
    });
    const outcome = { ...removed, deletedBefore, done, gone };
    const receipt = join(directory, receiptFile);
    const deletion = await summed(options, keys, matches, outcome, receipt);
    return { ...deletion, run: name, directory, kept: copies.path(), receipt, gone: removed.gone };
  } finally {
    await journal.close();
  }
}

function rowText(keys: NamedKeys, contact: Contact): string {
  return ordinalText([...keys.rowsOf(contact)].sort((one, other) => one - other));
}

type Outcome = {
  readonly deleted?: number;
  readonly deletedBefore?: number;
  readonly done?: RowSet;
  readonly gone?: RowSet;
  readonly dryRun?: boolean;
};

/** Counts how each line ended, and writes it to the receipt. */
async function summed(
  { rows }: DeletionOptions,
  keys: NamedKeys,
  { found, contacts }: Matches,
  { deleted = 0, deletedBefore = 0, done, gone, dryRun = false }: Outcome,
  receipt?: string,
): Promise<Deletion> {
  const file = receipt === undefined ? undefined : await createFile(receipt);
  const lines: NotFound[] = [];
  let [notFound, foundRows, text] = [0, 0, csvText([['line', 'key', 'outcome']])];
  for await (const { row, line, key } of rows()) {
    const as = keys.repeated.has(row)
      ? 'repeated'
      : gone?.has(row)
        ? 'gone'
        : found.has(row) || done?.has(row)
          ? 'deleted'
          : 'not found';
    if (as === 'not found' && ++notFound <= maxShown) lines.push({ line, key });
    if (found.has(row)) foundRows++;
    text += csvText([[String(line), guardedCell(key), as]]);
    if (text.length < 65_536) continue;
    await file?.write(text);
    text = '';
  }
  await file?.write(text);
  await file?.close();
  return {
    ...{ run: undefined, directory: undefined, kept: undefined, receipt: undefined },
    ...{ named: keys.size, deletedBefore, gone: 0, notFound, notFoundLines: lines, dryRun },
    deleted: dryRun ? contacts : deleted,
    repeated: keys.repeats + Math.max(0, foundRows - contacts),
  };
}

/** Says which line it is, and which contacts it could mean. */
async function refusedAs({ row, contacts }: Ambiguous, { rows, input }: DeletionOptions): Promise<Failure> {
  let [line, key] = [0, ''];
  for await (const one of rows()) if (one.row === row) [line, key] = [one.line, one.key];
  const ids = contacts.map(({ id, externalId }) => `${externalId ?? 'without an external id'} (${id})`);
  return new Failure(
    'usage',
    `Line ${line} of ${input.name}, "${key}", names several contacts: ${ids.join(', ')}; nothing was deleted`,
    { advice: 'Name the one you mean by Chatbase’s own id, in parentheses above' },
  );
}

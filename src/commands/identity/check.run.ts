import { maxPageSize } from '../../api/contacts.js';
import { maxPages } from '../../api/pages.js';
import { type Ending, Failure } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import type { Common } from '../../cli/common-options.js';
import { type BotContext, withBot } from '../../cli/with-account.js';
import type { ContactRow } from '../../exports/contacts.js';
import { IdSet } from '../../exports/list/id-set.js';
import { listOfContacts } from '../../exports/list/lists.js';
import { readRange } from '../../exports/list/read-spans.js';
import { printFields } from '../../terminal/output.js';
import { writeErr } from '../../terminal/streams.js';
import { joinedWith } from '../shared/day-range.js';
import { BadRows } from './bad-rows.js';
import { type Comparison, type Lonely, lonelyView, printComparison } from './check.view.js';
import { type IdFile, withIdFile } from './id-file.js';
import type { IdFileFlags } from './options.js';

export type Options = Common & IdFileFlags;

export async function checkIds(io: Io, options: Options, source = '-'): Promise<Ending | undefined> {
  if (options.fields === true) return printFields(io, options, lonelyView);
  return withIdFile(io, source, options, async (file) => {
    const comparison = await withBot(io, options, (context) => compared(io, file, context));
    await printComparison(io, options, comparison);
    const isSame = comparison.lonely.length === 0 && comparison.badRows === 0;
    return isSame ? undefined : 'partial';
  });
}

/** Both sides as sets of hashes, so that a million ids need little memory. */
async function compared(io: Io, file: IdFile, context: BotContext): Promise<Comparison> {
  const seed = Math.floor(io.random() * 2 ** 32);
  const inFile = new IdSet(seed);
  const bad = new BadRows((text) => writeErr(io, text));
  let rows = 0;
  for await (const some of file.rows())
    for (const one of some) {
      rows++;
      if ('flaw' in one) bad.add(one.row, one.flaw);
      else inFile.add(one.id);
    }
  bad.conclude();
  const stored = await storedIds(context, inFile, seed);
  const lonely = [...(await idsWithoutContact(file, stored.ids, seed)), ...stored.lonely];
  return {
    file: { name: file.name, rows, ids: inFile.size },
    bot: { id: context.bot.id, name: context.bot.name },
    contacts: stored.contacts,
    badRows: bad.count,
    lonely,
  };
}

type Stored = { readonly ids: IdSet; readonly contacts: number; readonly lonely: readonly Lonely[] };

/** The external ids of the contacts, and those that the file lacks. Throws Failure 'temporary' when the list keeps changing. */
async function storedIds({ api, bot, signal }: BotContext, inFile: IdSet, seed: number): Promise<Stored> {
  const either = joinedWith(signal);
  const fetchPage = (page: number, size: number, dropped: AbortSignal) =>
    api.contacts.page(bot.id, page, size, either(dropped));
  const list = listOfContacts(fetchPage, maxPageSize, maxPages, () => {});
  let [ids, lonely, contacts] = [new IdSet(seed), [] as Lonely[], 0];
  const taker = {
    take: async (rows: readonly ContactRow[]) => {
      for (const { contact } of rows) {
        const id = contact.externalId;
        contacts++;
        if (id !== undefined) ids.add(id);
        if (id === undefined || !inFile.has(id)) lonely.push({ id, missingIn: 'file', contact: contact.id });
      }
    },
    rewind: async () => {
      [ids, lonely, contacts] = [new IdSet(seed), [], 0];
    },
  };
  const reading = { list, readOptions, seed, undated: new Set<string>() };
  const { isProven } = await readRange(allDays, reading, { takerOf: () => taker });
  if (isProven) return { ids, contacts, lonely };
  throw new Failure(
    'temporary',
    'The list of contacts kept changing while it was read, so some may be missing',
    {
      advice: 'Run it again at a quieter time',
    },
  );
}

const allDays = { since: undefined, until: undefined };

/** As an export reads the list by default; what is not proven is refused here. */
const readOptions = { ahead: 4, passes: 5, trustsOnePage: true, isBestEffort: true, takesUndated: true };

/** The ids of the file that no contact has, each once, in the order of the file. */
async function idsWithoutContact(file: IdFile, stored: IdSet, seed: number): Promise<readonly Lonely[]> {
  const seen = new IdSet(seed);
  const lonely: Lonely[] = [];
  for await (const rows of file.rows())
    for (const one of rows)
      if ('id' in one && !stored.has(one.id) && seen.add(one.id))
        lonely.push({ id: one.id, missingIn: 'contacts', line: one.row.line });
  return lonely;
}

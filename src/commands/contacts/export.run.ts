import { maxPageSize } from '../../api/contacts.js';
import type { Ending } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import { withBot } from '../../cli/with-account.js';
import { type ContactRow, contactsWith } from '../../exports/contacts.js';
import { listOfContacts } from '../../exports/list/lists.js';
import { printFields } from '../../terminal/output.js';
import { joinedWith } from '../shared/day-range.js';
import { runExport } from '../shared/export/export.js';
import type { ExportOptions } from '../shared/export/flags.js';
import type { ExportJob } from '../shared/export/job.js';

export async function exportContacts(io: Io, options: ExportOptions): Promise<Ending | undefined> {
  if (options.fields === true) return listFields(io, options);
  const job: ExportJob<ContactRow> = {
    name: 'contacts',
    called: 'contacts',
    lookbackDays: 0,
    kindOf: async ({ api, bot, signal }) => {
      const schema = await api.attrs.list(bot.id, signal);
      return contactsWith(schema.map(({ name }) => name));
    },
    listOf: async ({ api, bot, signal }, { onPage, onNotice }) => {
      const onTotal = (before: number, now: number) =>
        onNotice(`The number of contacts changed from ${before} to ${now} during the export`);
      const either = joinedWith(signal);
      const fetchPage = async (page: number, size: number, dropped: AbortSignal) => {
        const contacts = await api.contacts.page(bot.id, page, size, either(dropped));
        onPage();
        return contacts;
      };
      return listOfContacts(fetchPage, maxPageSize, options.maxPages, onTotal);
    },
  };
  return runExport(io, options, job);
}

/** The attributes of a bot are fields of its contacts, so they are fetched from the bot. */
async function listFields(io: Io, options: ExportOptions): Promise<undefined> {
  const { columns } = await withBot(io, { ...options, format: undefined }, async ({ api, bot, signal }) =>
    contactsWith((await api.attrs.list(bot.id, signal)).map(({ name }) => name)),
  );
  return printFields(io, options, { columns });
}

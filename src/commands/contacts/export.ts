import type { Command } from 'commander';
import type { Ending } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import { usingBot } from '../../cli/with-account.js';
import type { ContactRow } from '../../exports/contacts.js';
import { exportAll } from '../exporting/export-all.js';
import { addExportFlags } from '../exporting/flags.js';
import type { Job } from '../exporting/job.js';
import type { ExportOptions } from '../exporting/wishes.js';
import { acting, type Cli } from '../options.js';
import { either } from '../shared/range.js';

export function contactsExport(contacts: Command, cli: Cli, run = exportContacts): void {
  addExportFlags(contacts.command('export'), 'contacts')
    .description('Write all contacts of a bot as CSV, TSV, JSON or NDJSON; the importer takes them back')
    .addHelpText(
      'after',
      '\nExamples:\n  $ cbase contacts export --local --bot "Harbor Coffee" --out all-contacts.csv\n  $ cbase contacts export --local --bot "Harbor Coffee" --format ndjson --fields external_id,email',
    )
    .action(acting<ExportOptions>(cli, run));
}

async function exportContacts(io: Io, options: ExportOptions): Promise<Ending | undefined> {
  if (options.fields === true) return listFields(io, options);
  const job: Job<ContactRow> = {
    name: 'contacts',
    called: 'contacts',
    lookbackDays: 0,
    kindOf: async ({ api, bot, signal }) => {
      const { contactsWith } = await import('../../exports/contacts.js');
      const schema = await api.attrs.list(bot.id, signal);
      return contactsWith(schema.map(({ name }) => name));
    },
    listOf: async ({ api, bot, signal }, { onPage, onNotice }) => {
      const { largestPage } = await import('../../api/contacts.js');
      const { listOfContacts } = await import('../../exports/reading/list.js');
      const onTotal = (before: number, now: number) =>
        onNotice(`The number of contacts went from ${before} to ${now} while they were read`);
      const fetchPage = async (page: number, size: number, dropped: AbortSignal) => {
        const contacts = await api.contacts.page(bot.id, page, size, either(signal, dropped));
        onPage();
        return contacts;
      };
      return listOfContacts(fetchPage, largestPage, options.maxPages, onTotal);
    },
  };
  return exportAll(io, options, job);
}

/** The attributes of a bot are fields of its contacts, so the bot is asked. */
async function listFields(io: Io, options: ExportOptions): Promise<undefined> {
  const { contactsWith } = await import('../../exports/contacts.js');
  const { printFields } = await import('../../terminal/output.js');
  const { columns } = await usingBot(io, { ...options, format: undefined }, async ({ api, bot, signal }) =>
    contactsWith((await api.attrs.list(bot.id, signal)).map(({ name }) => name)),
  );
  return printFields(io, options, { columns });
}

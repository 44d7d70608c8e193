import { join } from 'node:path';
import type { Command } from 'commander';
import type { Account } from '../../account/account.js';
import type { OpenedImport } from '../../contacts/import-file.js';
import type { ImportSummary } from '../../contacts/report/summary.js';
import { type Ending, isClosedPipe } from '../../failure.js';
import type { Io } from '../../io.js';
import { acting, type Cli, refuseFormats } from '../options.js';
import {
  addImportOptions,
  againFlags,
  type Options,
  placeFlags,
  readingOf,
  settingsOf,
  wishesOf,
} from './importing.js';
import { withProgress } from './running.js';

export function contactsImport(contacts: Command, cli: Cli, run = importFile): Command {
  const command = contacts
    .command('import')
    .description('Put a file of contacts (CSV, TSV, JSON, NDJSON) into a bot, and account for every row')
    .argument('<file>', 'the file, or - for stdin')
    .helpCommand(false);
  return addImportOptions(command)
    .addHelpText(
      'after',
      '\nExit codes: 0 all rows settled, 3 some rejected, 6 more rejected than allowed (nothing sent), 7 some in doubt,' +
        '\n8 another run is at this bot.' +
        '\n\nExamples:\n  $ cbase contacts import contacts.csv --local --bot "Harbor Coffee" --dry-run' +
        '\n  $ cbase contacts import contacts.csv --local --bot "Harbor Coffee" --report report' +
        '\n  $ cat contacts.csv | cbase contacts import - --local --bot "Harbor Coffee" --json',
    )
    .action(acting<Options>(cli, run));
}

async function importFile(io: Io, options: Options, source = ''): Promise<Ending> {
  refuseFormats(options, 'contacts import');
  const { openImport } = await import('../../contacts/import-file.js');
  const { printSummary } = await import('../../terminal/import-summary.js');
  const run = runName(io);
  const directory = options.report ?? join(await runsOf(io), run);
  const opened = await openImport(source, readingOf(options), options.limit, directory, io);
  let isUnfinished = false;
  try {
    const summary = await importOpened(opened, run, io, options);
    isUnfinished = summary.run !== null && summary.ledger.unprocessed + summary.ledger['in doubt'] > 0;
    // What happened is the ending, also when nobody listens any more.
    await printSummary(io, options, summary).catch((error) => {
      if (!isClosedPipe(error)) throw error;
    });
    return summary.ending;
  } finally {
    await opened.close(isUnfinished);
  }
}

function importOpened(opened: OpenedImport, run: string, io: Io, options: Options): Promise<ImportSummary> {
  const manners = { maxWaitMs: options.maxWait, mostPerSecond: options.rate };
  return withProgress(io, options, manners, async (account, told) => {
    const { chosenBot } = await import('../../account/bot.js');
    const { importFile: importInto } = await import('../../contacts/import-file.js');
    const { isGuarded } = await import('../../contacts/columns/vendors.js');
    const bot = await chosenBot(account, io.interrupt.soft);
    const { api, keySource, settings } = account;
    // The API drops unknown attributes without a word, so we ask for the schema first.
    const schema = await api.attrs.list(bot.id, io.interrupt.soft);
    const order = {
      run,
      runs: await runsOf(io),
      bot,
      where: whereOf(account),
      api,
      schema,
      wishes: wishesOf(options),
      settings: settingsOf(options, isGuarded(opened.table.columns, options.source), io),
      dryRun: options.dryRun === true,
      withRows: options.report !== undefined,
      failOnEmpty: options.failOnEmpty === true,
      again: againFlags(options, settings.local, bot.id),
      place: placeFlags(options, settings.local),
      keySource,
      ...told,
    };
    return importInto(opened, order, io);
  });
}

function whereOf({ settings }: Account) {
  const { local, baseUrl } = settings;
  return { local, baseUrl: baseUrl.href };
}

async function runsOf({ env, home }: Io): Promise<string> {
  const { runsDirectory } = await import('../../config/paths.js');
  return runsDirectory(env, home);
}

/** When it began, and four characters of chance. */
function runName(io: Io): string {
  const stamp = new Date(io.now()).toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-');
  return `${stamp}-${io.uuid().slice(0, 4)}`;
}

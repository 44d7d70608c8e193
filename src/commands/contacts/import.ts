import { join } from 'node:path';
import type { Command } from 'commander';
import type { Account } from '../../account/account.js';
import { type Ending, isClosedPipe } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import type { ImportOutcome, OpenedImport } from '../../contacts/import-file.js';
import type { ImportSettings } from '../../contacts/run.js';
import type { Manifest } from '../../contacts/runs/manifest.js';
import type { ReplacedFile } from '../../files.js';
import { acting, type Cli, refuseFormats } from '../options.js';
import {
  addImportOptions,
  againFlags,
  type Options,
  placeFlags,
  readingOf,
  settingsOf,
} from './importing.js';
import { beginJunit, tellGithub, withJunit, withProgress } from './running.js';

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
  const run = runName(io);
  const directory = options.report ?? join(await runsOf(io), run);
  const { delimiterBehind } = await import('./import-columns.js');
  const junit = await beginJunit(io, options.junit);
  try {
    const reading = readingOf(options);
    const delimiter = reading.delimiter ?? (await delimiterBehind(source));
    const opened = await openImport(source, { ...reading, delimiter }, options.limit, directory, io);
    return await importInto(opened, { run, source, junit }, io, options);
  } finally {
    await junit?.abandon();
  }
}

type Begun = { readonly run: string; readonly source: string; readonly junit: ReplacedFile | undefined };

async function importInto(
  opened: OpenedImport,
  { run, source, junit }: Begun,
  io: Io,
  options: Options,
): Promise<Ending> {
  const { runBehind } = await import('./import-columns.js');
  const { printSummary } = await import('../../terminal/import-summary.js');
  // Until it is known to be done, a copy of the input is what a resume would need.
  let isUnfinished = true;
  try {
    const behind = await runBehind(source, opened, options);
    const outcome = await importOpened(opened, run, io, options, behind);
    const summary = await withJunit(outcome, junit);
    isUnfinished = summary.run !== null && summary.ledger.unprocessed + summary.ledger['in doubt'] > 0;
    await tellGithub(io, source === '-' ? 'stdin' : source, outcome);
    // What happened is the ending, also when nobody listens any more.
    await printSummary(io, options, summary).catch((error) => {
      if (!isClosedPipe(error)) throw error;
    });
    return summary.ending;
  } finally {
    await opened.close(isUnfinished);
  }
}

function importOpened(
  opened: OpenedImport,
  run: string,
  io: Io,
  options: Options,
  behind: Manifest | undefined,
): Promise<ImportOutcome> {
  const manners = { maxWaitMs: options.maxWait, mostPerSecond: options.rate };
  return withProgress(
    io,
    { ...options, bot: options.bot ?? behind?.bot.id },
    manners,
    async (account, told) => {
      const { chosenBot } = await import('../../account/bot.js');
      const { importFile: importAll } = await import('../../contacts/import-file.js');
      const { columnWishes, creationOf } = await import('./import-columns.js');
      if (behind !== undefined) told.onNotice(`Read as in the run ${behind.run}, whose report it is`);
      const wishes = await columnWishes(options, behind);
      const bot = await chosenBot(account, io.interrupt.soft);
      const { api, keySource, settings } = account;
      // The API drops unknown attributes without a word, so we ask for the schema first.
      const known = await api.attrs.list(bot.id, io.interrupt.soft);
      const { schema, create } = await creationOf(opened, wishes, known, { api, bot }, io, options);
      const order = {
        run,
        runs: await runsOf(io),
        bot,
        where: whereOf(account),
        api,
        schema,
        wishes,
        writeMap: options.writeMap,
        beforeSending: create,
        settings: await settingsFor(opened, options, behind, io),
        manners,
        dryRun: options.dryRun === true,
        withRows: options.report !== undefined,
        failOnEmpty: options.failOnEmpty === true,
        again: againFlags(options, settings.local, bot.id),
        place: placeFlags(options, settings.local),
        keySource,
        ...told,
      };
      return importAll(opened, order, io);
    },
  );
}

/** What was left over in a run goes on by its rules about values and conflicts, but for what the user says now. */
async function settingsFor(
  { table }: OpenedImport,
  options: Options,
  behind: Manifest | undefined,
  io: Io,
): Promise<ImportSettings> {
  const { guardsIn } = await import('../../contacts/columns/vendors.js');
  const settings = settingsOf(options, guardsIn(table, options.source), io);
  const rules = {
    blank: 'blank',
    trim: 'trim',
    phone: 'phone',
    unescape: 'unescapeFormulas',
    onConflict: 'onConflict',
  } as const;
  const kept = Object.entries(rules).filter(([, flag]) => behind && !options.typed?.has(flag));
  return {
    ...settings,
    ...Object.fromEntries(kept.map(([rule]) => [rule, behind?.settings[rule as keyof typeof rules]])),
  };
}

function whereOf({ settings }: Account): Manifest['where'] {
  return { local: settings.local, baseUrl: settings.baseUrl.href };
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

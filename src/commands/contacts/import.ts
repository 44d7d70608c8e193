import { join } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { largestBatch } from '../../api/contacts.js';
import { type Source, vendorNames } from '../../contacts/columns/vendors.js';
import type { ColumnWishes } from '../../contacts/columns/wishes.js';
import type { OpenedImport } from '../../contacts/import-file.js';
import type { ReadingOptions } from '../../contacts/reading/table.js';
import type { ImportSummary } from '../../contacts/report/summary.js';
import type { ImportPlan, Progress, RejectLimit } from '../../contacts/run.js';
import { type Ending, isClosedPipe } from '../../failure.js';
import type { Io } from '../../io.js';
import { acting, type Cli, type Common, collect, refuseFormats, wholeNumber } from '../options.js';

export type Options = Common & {
  readonly map?: readonly string[];
  readonly ignore?: readonly string[];
  readonly unknownColumns: 'error' | 'ignore';
  readonly source: Source;
  readonly deriveIds?: boolean;
  readonly onConflict: ImportPlan['onConflict'];
  readonly duplicates: ImportPlan['duplicates'];
  readonly maxRejects: RejectLimit;
  readonly batchSize: number;
  readonly concurrency: number;
  readonly dryRun?: boolean;
  readonly report?: string;
  readonly formatIn: ReadingOptions['format'];
  readonly encoding: ReadingOptions['encoding'];
  readonly delimiter?: string;
  readonly header: boolean;
  readonly failOnEmpty?: boolean;
};

export function contactsImport(contacts: Command, cli: Cli, run = importFile): void {
  contacts
    .command('import')
    .description('Put a file of contacts (CSV, TSV, JSON, NDJSON) into a bot, and account for every row')
    .argument('<file>', 'the file, or - for stdin')
    .option(
      '--map <field=column>',
      'which column a field comes from: external_id, name, email, phonenumber, stripe, or an attribute',
      collect,
    )
    .option('--ignore <column>', 'leave a column out', collect)
    .option('--derive-ids', 'give a row without an id one that is made of its e-mail address')
    .addOption(
      new Option('--source <program>', 'whose export it is; auto looks at the header row')
        .choices(['auto', ...vendorNames, 'none'])
        .default('auto'),
    )
    .addOption(
      new Option('--unknown-columns <what>', 'columns nobody spoke of')
        .choices(['error', 'ignore'])
        .default('error'),
    )
    .addOption(
      new Option('--on-conflict <what>', 'contacts that are there already')
        .choices(['skip', 'update', 'fail'])
        .default('skip'),
    )
    .addOption(
      new Option('--duplicates <what>', 'rows with the same id or e-mail')
        .choices(['reject', 'first', 'last'])
        .default('reject'),
    )
    .addOption(
      new Option('--max-rejects <n|n%>', 'send nothing when more rows than this fail the check')
        .argParser(rejectLimit)
        .default({ kind: 'rows', amount: 0 }, '0'),
    )
    .option(
      '--batch-size <n>',
      'contacts per request, at most 1000',
      wholeNumber(1, largestBatch),
      largestBatch,
    )
    .option('--concurrency <n>', 'requests at once', wholeNumber(1, 16), 4)
    .option('--dry-run', 'everything but the writes: the same check, the same rejects')
    .option('--report <directory>', 'where rejects.csv and summary.json go')
    .addOption(
      new Option('--format-in <format>', 'how the file is written')
        .choices(['auto', 'csv', 'tsv', 'json', 'ndjson'])
        .default('auto'),
    )
    .addOption(
      new Option('--encoding <name>', 'how its characters are written')
        .choices(['auto', 'utf-8', 'utf-16le', 'utf-16be', 'windows-1252'])
        .default('auto'),
    )
    .option('--delimiter <character>', 'what stands between cells: , ; | or tab', oneCharacter)
    .option('--no-header', 'the first line is a contact; columns are called 1, 2, 3 …')
    .option('--fail-on-empty', 'exit 9 when there is no row')
    .addHelpText(
      'after',
      '\nExit codes: 0 all rows settled, 3 some rejected, 6 more rejected than allowed (nothing sent), 7 some in doubt.' +
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
  const opened = await openImport(source, readingOf(options), await directoryOf(io, options), io);
  try {
    const summary = await importOpened(opened, io, options);
    // What happened is the ending, also when nobody listens any more.
    await printSummary(io, options, summary).catch((error) => {
      if (!isClosedPipe(error)) throw error;
    });
    return summary.ending;
  } finally {
    await opened.close();
  }
}

async function importOpened(opened: OpenedImport, io: Io, options: Options): Promise<ImportSummary> {
  const { withAccount } = await import('../../account/account.js');
  const { chosenBot } = await import('../../account/bot.js');
  const { importFile: importInto } = await import('../../contacts/import-file.js');
  const { listener } = await import('../../terminal/conversation.js');
  const { startProgress } = await import('../../terminal/progress.js');
  const { progressText } = await import('../../terminal/import-progress.js');
  const { say } = await import('../../terminal/voice.js');
  const progress = await startProgress(io, options);
  const onProgress = (step: Progress) => progress.show(progressText(step));
  const stopping = () => {
    progress.stop();
    if (!options.quiet)
      say(io, 'Stopping: the open batches are finished first. Press Ctrl-C again to stop now.');
  };
  io.interrupt.soft.addEventListener('abort', stopping, { once: true });
  try {
    return await withAccount(options, io, listener(io, options), async (account) => {
      const bot = await chosenBot(account, io.interrupt.soft);
      const { api, keySource, settings } = account;
      const again = againFlags(options, settings.local, bot.id);
      return importInto(
        opened,
        { bot, api, keySource, again, wishes: wishesOf(options), plan: planOf(options), onProgress },
        io,
      );
    });
  } finally {
    io.interrupt.soft.removeEventListener('abort', stopping);
    progress.stop();
  }
}

async function directoryOf(io: Io, { report }: Options): Promise<string> {
  if (report !== undefined) return report;
  const { runsDirectory } = await import('../../config/paths.js');
  const stamp = new Date(io.now()).toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-');
  return join(runsDirectory(io.env, io.home), `${stamp}-${io.uuid().slice(0, 4)}`);
}

function readingOf({ formatIn, encoding, delimiter, header }: Options): ReadingOptions {
  return { format: formatIn, encoding, delimiter, hasHeader: header };
}

function wishesOf({ map, ignore, unknownColumns, source, deriveIds = false }: Options): ColumnWishes {
  return { map: map ?? [], ignore: ignore ?? [], unknown: unknownColumns, source, deriveIds };
}

/** What a second import of what is left needs to be told like the first. */
function againFlags(
  { map = [], ignore = [], unknownColumns, source, deriveIds, onConflict, baseUrl, delimiter }: Options,
  local: boolean,
  bot: string,
): readonly string[] {
  return [
    ...(local ? ['--local'] : []),
    ...(baseUrl === undefined ? [] : ['--base-url', baseUrl]),
    ...['--bot', bot],
    ...(delimiter === undefined ? [] : ['--delimiter', delimiter === '\t' ? 'tab' : delimiter]),
    ...map.flatMap((wish) => ['--map', wish]),
    ...ignore.flatMap((column) => ['--ignore', column]),
    ...(deriveIds ? ['--derive-ids'] : []),
    ...(source === 'auto' ? [] : ['--source', source]),
    ...(unknownColumns === 'ignore' ? ['--unknown-columns', 'ignore'] : []),
    ...(onConflict === 'skip' ? [] : ['--on-conflict', onConflict]),
  ];
}

function planOf({
  batchSize,
  concurrency,
  onConflict,
  duplicates,
  maxRejects,
  dryRun,
  failOnEmpty,
}: Options): Omit<ImportPlan, 'columns' | 'deriveId'> {
  return {
    batchSize,
    concurrency,
    onConflict,
    duplicates,
    maxRejects,
    dryRun: dryRun === true,
    failOnEmpty: failOnEmpty === true,
  };
}

function rejectLimit(text: string): RejectLimit {
  const [, amount, percent] = /^(\d{1,9})(%?)$/.exec(text) ?? [];
  if (amount === undefined || (percent === '%' && Number(amount) > 100))
    throw new InvalidArgumentError('It takes a number of rows, or a percentage such as 2%.');
  return { kind: percent === '%' ? 'percent' : 'rows', amount: Number(amount) };
}

function oneCharacter(text: string): string {
  if (text === 'tab' || text === '\\t') return '\t';
  if ([...text].length === 1 && text !== '"' && text.charCodeAt(0) < 0x80) return text;
  throw new InvalidArgumentError('It takes one character, or the word tab.');
}

import { join } from 'node:path';
import { plainLine } from '../../base/escape/terminal.js';
import { type Ending, Failure, isClosedPipe } from '../../base/failure.js';
import type { ReplacedFile } from '../../base/files/replace.js';
import type { Io } from '../../base/io.js';
import { refuseFormats } from '../../cli/action.js';
import { runsDirectory } from '../../config/paths.js';
import { guardsIn } from '../../contacts/columns/vendors.js';
import { beginImport } from '../../contacts/import/begin.js';
import type { ImportOutcome } from '../../contacts/import/conclude.js';
import { type ImportInput, openImportInput } from '../../contacts/import/input.js';
import type { ReadingOptions } from '../../contacts/reading/options.js';
import type { Understood } from '../../contacts/report/understood.js';
import { type ImportSettings, valueRulesOf } from '../../contacts/run/plan.js';
import type { Manifest } from '../../contacts/runs/manifest.js';
import { writeErr } from '../../terminal/streams.js';
import { removeExpired } from '../shared/expired.js';
import { beginJunit, finishJunit, reportToGithub } from '../shared/import/ci.js';
import { chosenColumns, nestedKeys, reportedRun, reportReading } from '../shared/import/columns.js';
import { decideColumns } from '../shared/import/decide-columns.js';
import { accountDestination, type Destination, offlineDestination } from '../shared/import/destination.js';
import { importFacts } from '../shared/import/facts.js';
import type { ImportFlags } from '../shared/import/flags.js';
import { readingOf } from '../shared/import/input-flags.js';
import { againFlags, placeFlags, settingsOf } from '../shared/import/options.js';
import { type RunListener, withProgress } from '../shared/import/progress.js';
import { understoodLines } from '../shared/import/understood.view.js';
import { notifying, type Tell } from '../shared/notify.js';
import { printSummary } from './import.view.js';

/** Imports a file of contacts, and tells how it ended. */
export function importContacts(io: Io, options: ImportFlags, source = ''): Promise<Ending> {
  return notifying(io, options, 'contacts import', (tell) => imported(io, options, source, tell));
}

async function imported(io: Io, options: ImportFlags, source: string, tell: Tell): Promise<Ending> {
  refuseFormats(options, 'contacts import');
  refuseBlindKey(options);
  const run = runName(io);
  const directory = options.report ?? join(runsDirectory(io.env, io.home), run);
  const junit = await beginJunit(io, options.junit);
  try {
    if (!options.dryRun)
      await removeExpired(io, options, (text) => (options.quiet ? undefined : writeErr(io, plainLine(text))));
    const written = await reportReading(source);
    const expand = [...new Set([...(await nestedKeys(options)), ...(written.expand ?? [])])];
    const reading = { ...readingOf(options), ...unlessTyped(options, written), expand };
    const { limit } = options;
    const input = await openImportInput(io, { source, reading, limit, directory });
    return await importInput(io, options, { input, run, source, junit, tell });
  } finally {
    await junit?.abandon();
  }
}

/** How a report is written, except where a flag says otherwise. */
function unlessTyped({ typed }: ImportFlags, written: Partial<ReadingOptions>): Partial<ReadingOptions> {
  return Object.fromEntries(
    Object.entries(written).filter(([name, value]) => value !== undefined && !typed?.has(name)),
  );
}

/** Contacts are found by their addresses in the list that the preflight reads. */
function refuseBlindKey({ key, preflight }: ImportFlags): void {
  if (key === 'email' && preflight === 'none')
    throw new Failure('usage', '--key email looks up contacts, which --preflight none forbids', {
      advice: 'Leave out one of them',
    });
}

/** Which flags about reading have no effect on a format. */
const unusedOn = {
  workbook: ['encoding', 'delimiter', 'quote', 'formatIn'],
  json: ['delimiter', 'quote', 'shortRows', 'header'],
} as const;
const longNames: Readonly<Record<string, string>> = { formatIn: 'format-in', shortRows: 'short-rows' };

/** Throws Failure 'usage' for a flag that the format of the file leaves without effect. */
function refuseUnusedReading({ typed }: ImportFlags, { file, table }: ImportInput): void {
  const isJson = table.format === 'json';
  const unused = file.isSheet ? unusedOn.workbook : isJson ? unusedOn.json : [];
  const found = unused.find((name) => typed?.has(name));
  if (found === undefined) return;
  const flag = `--${longNames[found] ?? found}`;
  throw new Failure(
    'usage',
    `${flag} has no effect on ${file.isSheet ? 'a workbook' : 'JSON'} (${file.name})`,
    {
      advice: 'Leave it out',
    },
  );
}

type OpenRun = {
  readonly input: ImportInput;
  readonly run: string;
  readonly source: string;
  readonly junit: ReplacedFile | undefined;
  readonly tell: Tell;
};

async function importInput(
  io: Io,
  options: ImportFlags,
  { junit, tell, ...opened }: OpenRun,
): Promise<Ending> {
  const { input, source } = opened;
  // Until it is known to be done, a resume would need the copy of the input.
  let isUnfinished = true;
  try {
    refuseUnusedReading(options, input);
    const reported = await reportedRun(source, input.table, options);
    const bot = options.bot ?? reported?.bot.id;
    const limits = { maxWaitMs: options.maxWait, maxPerSecond: options.rate };
    const context = { ...opened, source, limits, reported };
    const outcome =
      options.schema === undefined
        ? await withProgress(io, { ...options, bot, limits }, async (account, listener) =>
            importInto(io, options, { ...context, ...listener, ...(await accountDestination(io, account)) }),
          )
        : await importInto(io, options, {
            ...{ ...context, ...offlineListener(io, options) },
            ...(await offlineDestination(io, { ...options, bot }, options.schema)),
          });
    const summary = await finishJunit(outcome, junit);
    tell(importFacts(summary));
    isUnfinished = summary.run !== null && summary.ledger.unprocessed + summary.ledger['in doubt'] > 0;
    await reportToGithub(io, source === '-' ? 'stdin' : source, outcome);
    if (summary.understood !== null && !options.quiet && !options.json)
      for (const line of await understoodLines(io, summary.understood)) writeErr(io, line);
    // The import ends as it ended, even when the reader of stdout has gone.
    await printSummary(io, options, summary).catch((error) => {
      if (!isClosedPipe(error)) throw error;
    });
    return summary.ending;
  } finally {
    await input.close(isUnfinished);
  }
}

type ImportContext = RunListener &
  Destination & {
    readonly input: ImportInput;
    /** The file as the user named it. */
    readonly source: string;
    readonly run: string;
    readonly limits: { readonly maxWaitMs: number | undefined; readonly maxPerSecond: number | undefined };
    /** The run whose report the input is. */
    readonly reported: Manifest | undefined;
  };

async function importInto(io: Io, options: ImportFlags, context: ImportContext): Promise<ImportOutcome> {
  const { input, run, bot, api, keySource, where, limits, reported, onProgress, onNotice, onPriced } =
    context;
  if (reported !== undefined)
    onNotice(`This file is from the report of run ${reported.run}; reading it with the settings of that run`);
  if (options.schema !== undefined)
    onNotice(`Checking against ${options.schema}, without the network: existing contacts are not looked up`);
  const importSettings = settingsFor(io, options, input, reported);
  const decided = await decideColumns(io, options, {
    ...{ table: input.table, api, bot, schema: context.attributes, source: context.source },
    rules: valueRulesOf(importSettings, input.table),
    columns: await chosenColumns(options, reported),
  });
  const { flags, words, schema, columns } = decided;
  const chosen = {
    ...{ run, bot, where, schema, columns, limits, words },
    runs: runsDirectory(io.env, io.home),
    writeMap: flags.writeMap,
    settings: importSettings,
    dryRun: options.dryRun === true,
    withRows: options.report !== undefined,
    keepsReport: options.report !== undefined,
    failOnEmpty: options.failOnEmpty === true,
    again: againFlags(flags, where.local, bot.id),
    place: placeFlags(options, where.local),
  };
  const isShown = io.stderr.isTTY === true && !options.quiet && !options.json;
  const beforeSending = async (understood: Understood) => {
    if (isShown) for (const line of await understoodLines(io, understood)) onNotice(line);
    await decided.create();
  };
  return beginImport(io, input, chosen, { api, keySource, beforeSending, onProgress, onNotice, onPriced });
}

function offlineListener(io: Io, { quiet }: ImportFlags): RunListener {
  return {
    onProgress: () => {},
    onPriced: () => {},
    onNotice: (text) => (quiet ? undefined : writeErr(io, plainLine(text))),
  };
}

/** What was left over in a run keeps its rules about values and conflicts, except where a flag says otherwise now. */
function settingsFor(
  io: Io,
  options: ImportFlags,
  { table }: ImportInput,
  reported: Manifest | undefined,
): ImportSettings {
  const settings = settingsOf(io, options, guardsIn(table, options.source));
  const rules = {
    blank: 'blank',
    trim: 'trim',
    phone: 'phone',
    ids: 'ids',
    nothing: 'null',
    trueWords: 'true',
    falseWords: 'false',
    dateFormat: 'dateFormat',
    dateZone: 'dateZone',
    decimal: 'decimal',
    unescape: 'unescapeFormulas',
    onConflict: 'onConflict',
  } as const;
  const kept = Object.entries(rules).filter(([, flag]) => reported && !options.typed?.has(flag));
  return {
    ...settings,
    ...Object.fromEntries(
      kept.map(([rule]) => [
        rule,
        reported?.settings[rule as keyof typeof rules] ?? settings[rule as keyof typeof rules],
      ]),
    ),
  };
}

/** When it began, and four random characters. */
function runName(io: Io): string {
  const stamp = new Date(io.now()).toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-');
  return `${stamp}-${io.uuid().slice(0, 4)}`;
}
